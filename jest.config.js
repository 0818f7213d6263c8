export default {
  testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': ['ts-jest', { useESM: true, diagnostics: false }] },
  testEnvironment: 'node',
  // the page lies beside the bundle, not beside its source
  moduleNameMapper: { '^\\.\\.?/read/page$': '<rootDir>/__tests__/page.ts' },
  // a test may start the whole program several times, on a busy machine
  testTimeout: 60_000,
  maxConcurrency: 3,
  // on two cores the default of one worker would leave one of them idle
  maxWorkers: '100%',
}

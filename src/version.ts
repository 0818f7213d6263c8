/** Of Goldbar, as in package.json (a test compares); a constant, so that reports do not depend on how the code was built. */
export const VERSION = '0.1.0'

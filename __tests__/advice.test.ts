/** Nobody is told to make a bar easier to meet, or the gold set anew, in anything that the program or its pages say. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, posix, sep } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import ts from 'typescript'
import { type Code, PROBLEMS } from '../src/problems'
import { reportFiles } from '../src/report/files'
import type { Report, Suite } from '../src/report/report'
import { renderTerminal } from '../src/report/terminal'
import { adviceIn } from './advice'
import { ROOT } from './cli'
import { type Occasion, travel } from './journey'
import { readPage } from './page'
import { report } from './publish/fixture'

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8')
const filesIn = (folder: string) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map(path =>
    posix.join(folder, ...path.split(sep)),
  )
const sources = filesIn('src').filter(file => file.endsWith('.ts'))

describe('what is looked for is found', () => {
  test.each([
    'Lower the bar.',
    'Try a lower threshold.',
    'loosen max_drop',
    'Relax this gate',
    'reduce min',
    'Reduce the value of min',
    'Raise max_gap.',
    'Remove the gate, or add examples.',
    'consider decreasing your min_lift',
    'The bar could be lowered to 0.8.',
    'Perhaps this threshold is too strict.',
    'Set min to 0.8 instead.',
    'Add examples, or set the bar to what the model reaches.',
    'A more lenient threshold would pass.',
    'Weaken `min` of this gate.',
    'Drop this gate.',
    'Regenerate the gold set.',
    'Try regenerating the references with the new model.',
    'The gold set can be rebuilt from the candidate.',
    'Replace the gold set by the new answers.',
    'Add rows, or update the references.',
    'Recreate eval/gold.jsonl from the predictions.',
    'Lower\nthe\nbar.',
    'It is **not** met.\n- *Lower* the `bar`.\n',
    'All is well. Then relax\n  the threshold a little.',
    '| gate | what to try |\n|---|---|\n| f1 | lower the bar |',
  ])('%j', planted => {
    expect(adviceIn(planted)).toHaveLength(1)
    // in the middle of what is no advice, too
    expect(adviceIn(`Predict every example.\n\n${planted}\n\nA score of 0.8 is lower.`)).toHaveLength(1)
  })

  test.each([
    'Predict every example.',
    'A lower score is worse.',
    'lower case',
    'the minimum',
    'Correct the reference in the gold file.',
    'The bar of main decides; the edited one would come to: pass.',
    'Give the gate a baseline, or a bar on the value.',
    '0 of 3 changes of the bar loosen it.',
    'Add gold examples of this slice.',
  ])('%j is no advice', text => expect(adviceIn(text)).toEqual([]))

  test('in a sentence that is planted in the table of problems, in a template and in a page', () => {
    const table = {
      ...PROBLEMS,
      'planted.code': ['error', 'f1 is {value}.', 'Lower the bar of {gate}.'],
    } as const
    expect(adviceIn(words(table).join('\n\n'))).toEqual(['Lower the bar of {gate}.'])
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a source of which the string is a part
    const planted = 'const hint = `${name} is not met. ` + `Relax the gate ${id} of ${file}.`'
    expect(saidIn(planted).flatMap(adviceIn)).toEqual(['Relax the gate ‹› of ‹›.'])
    const page = read('README.md').replace(
      '## What it decides\n',
      '$&\nIf it fails, regenerate the gold\nset.\n',
    )
    expect(adviceIn(page)).toEqual(['If it fails, regenerate the gold set.'])
  })
})

function words(table: Readonly<Record<string, readonly [string, string, string]>>): string[] {
  return Object.values(table).flatMap(([, wrong, remedy]) => [wrong, remedy])
}

/** Texts of a source: strings, and templates with holes for what is filled in. */
function saidIn(source: string): string[] {
  const found: string[] = []
  const visit = (node: ts.Node) => {
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) found.push(node.text)
    if (ts.isTemplateExpression(node))
      found.push(node.head.text + node.templateSpans.map(({ literal }) => `‹›${literal.text}`).join(''))
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile('source.ts', source, ts.ScriptTarget.Latest))
  return found
}

describe('nobody is told so', () => {
  test.each(Object.keys(PROBLEMS) as Code[])('by the problem %s', code => {
    expect(words({ [code]: PROBLEMS[code] }).flatMap(adviceIn)).toEqual([])
  })

  test.each(sources)('by a text of %s', file => {
    expect(saidIn(read(file)).flatMap(adviceIn)).toEqual([])
  })

  test.each([
    ...readdirSync(ROOT).filter(file => file.endsWith('.md')),
    ...filesIn('docs').filter(file => file.endsWith('.md')),
    ...filesIn('examples').filter(file => /\.(yml|md)$/.test(file)),
    'action.yml',
    'schema/gate.schema.json',
    'schema/report.schema.json',
  ])('by %s', file => expect(adviceIn(read(file))).toEqual([]))
})

/** All that there is to read of one run, by surface. */
async function surfaces(suite: Suite): Promise<Record<string, string>> {
  const whole: Report = report({ verdict: suite.verdict, suites: [suite] })
  const page = await readPage()
  const files = Object.entries(reportFiles(whole, page, undefined)).flatMap(([name, text]) =>
    text === undefined ? [] : [[name, typeof text === 'string' ? text : [...text].join('')] as const],
  )
  const texts: Record<string, string> = Object.fromEntries(files)
  const html = /<body>([\s\S]*)<script/.exec(texts['report.html']!)![1]!.replace(/<[^>]*>/g, '\n\n')
  return {
    terminal: renderTerminal(
      whole,
      { width: 100_000, colour: false },
      { folder: 'goldbar-report', files: [] },
    ),
    messages: suite.gates.map(({ message }) => message).join('\n\n'),
    ...texts,
    'report.html': html,
  }
}

describe('by a report', () => {
  const spec = (gates: string, more = '') => `version: 1
name: Suite
task: classification
gold: { path: gold.jsonl, reference: label }
candidate: { path: candidate.jsonl, prediction: label }
baselines: { base: { path: base.jsonl, prediction: label } }
slices: [lang]
options: { labels: [a, b, c] }
gates:
${gates}
${more}`
  const rows = (labels: string) =>
    [...labels].map((label, i) => `${JSON.stringify({ id: i, label, lang: i < 3 ? 'de' : 'en' })}\n`).join('')
  const files = {
    'gold.jsonl': rows('aaaabbbb'),
    'candidate.jsonl': rows('abbbbbbb'),
    'base.jsonl': rows('aaaabbba'),
  }
  const MET = '  - { metric: accuracy, min: 0.5 }'

  test.each<[string, string, Occasion, string[]]>([
    [
      'of every outcome and kind of bar',
      spec(
        `  - { metric: accuracy, min: 0.9, why: It matters. }
  - { id: max, metric: losses, max: 1 }
  - { id: lift, metric: accuracy, min_lift: 0.1 }
  - { id: drop, metric: accuracy, max_drop: { abs: 0.01, rel: 0.01 } }
  - { id: gap, metric: accuracy, slice: { lang: "*" }, max_gap: 0.1, min_n: 1 }
  - { id: few, metric: accuracy, slice: { lang: de }, min: 0.1, min_n: 5 }
  - { id: each, metric: recall, class: "*", min: 0.1, min_n: 4 }
  - { id: none, metric: recall, class: "*", min: 0.1, min_n: 30 }
  - { id: mild, metric: accuracy, min: 0.9, level: advisory }
  - { id: waived, metric: recall, class: a, min: 0.9 }`,
        'waivers: [{ gate: waived, floor: 0.1, until: 2027-01-31, why: later }]',
      ),
      {},
      ['error', 'fail', 'inconclusive', 'pass', 'too_small'],
    ],
    ['of what is not registered', spec(MET), { base: null }, ['pass']],
    ['of a bar that the change loosens', spec(MET), { base: spec(MET.replace('0.5', '0.9')) }, ['fail']],
    ['of a spec that cannot be judged', spec('  - { metric: f1, min: 90 }\n  - { metric: accurac }'), {}, []],
  ])('%s', async (_, text, occasion, outcomes) => {
    const suite = await travel(text, files, occasion)
    expect(new Set(suite.gates.map(({ outcome }) => outcome))).toEqual(new Set([...outcomes]))
    if (outcomes.length === 0) expect(suite.problems).not.toEqual([])
    for (const [surface, said] of Object.entries(await surfaces(suite)))
      expect({ surface, advice: adviceIn(said ?? '') }).toEqual({ surface, advice: [] })
    // and where one message had it, each surface that shows messages would be caught
    const planted = {
      ...suite,
      gates: suite.gates.map(gate => ({
        ...gate,
        outcome: 'fail' as const,
        message: 'Not met: lower the bar.',
      })),
    }
    if (outcomes.length > 0) expect(adviceIn((await surfaces(planted))['junit.xml']!)).not.toEqual([])
  })
})

/** Real predictions of structured output with published figures. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from '@jest/globals'
import { describeShared } from '../shared'
import { folderOf, type Judged, jsonl, judge } from '../suite'

type Product = Readonly<Record<string, string | readonly string[]>>
type Published = Record<string, Record<string, Record<'precision' | 'recall' | 'f1' | 'support', number>>>

describeShared('data/structured', 'product pages: an open-source extractor against two vendors', folder => {
  const raw = (name: string) => JSON.parse(readFileSync(join(folder, 'raw', `${name}.json`), 'utf8'))
  const published: Published = raw('metrics')
  // the data set has a field for each state of the stock, too, so that all five are fields of one suite
  const FIELDS = ['price', 'sku', 'availability', 'InStock', 'OutOfStock']

  // gold values are lists of acceptable answers; a field that a page does not have is absent on either side
  const rows = (name: string) =>
    Object.entries(raw(name) as Record<string, Product>).map(([id, product]) => ({
      id,
      value: Object.fromEntries(FIELDS.flatMap(f => (f in product ? [[f, product[f]]] : []))),
    }))

  async function compared(candidate: string, baseline: string): Promise<Judged> {
    const spec = `version: 1
name: Product pages
task: structured
gold: { path: gold.jsonl, reference: value }
candidate: { path: ${candidate}.jsonl, prediction: value }
baselines:
  ${baseline}: { path: ${baseline}.jsonl, prediction: value }
options:
  alternatives: [price, sku, availability, InStock, OutOfStock]
  comparator: { price: { number: 0 } }
gates:
  - { metric: field_f1, min_lift: 0 }
  - { metric: field_precision, class: price, max_drop: 0.01 }
`
    const files = Object.fromEntries([candidate, baseline].map(name => [`${name}.jsonl`, jsonl(rows(name))]))
    return judge(folderOf({ 'gate.yml': spec, 'gold.jsonl': jsonl(rows('ground-truth')), ...files }))
  }

  let extruct: Judged
  let zyte: Judged
  beforeAll(async () => {
    extruct = await compared('Diffbot', 'extruct')
    zyte = await compared('Zyte', 'Diffbot')
  }, 60_000)
  const suites = () => [
    { name: 'extruct', system: 'extruct', suite: extruct.suite },
    { name: 'Diffbot', system: 'candidate', suite: extruct.suite },
    { name: 'Zyte', system: 'candidate', suite: zyte.suite },
  ]

  test.each(['extruct', 'Diffbot', 'Zyte'])('gives all published figures of %s', name => {
    const { suite, system } = suites().find(one => one.name === name)!
    expect(suite.problems.filter(({ severity }) => severity === 'error')).toEqual([])
    for (const field of FIELDS) {
      const of = (metric: string) =>
        suite.scores.find(s => s.system === system && s.metric === metric && s.class === field)!
      const { precision, recall, f1, support } = published[name]![field]!
      expect({ field, support: of('field_recall').n }).toEqual({ field, support })
      expect(of('field_precision').value).toBeCloseTo(precision, 12)
      expect(of('field_recall').value).toBeCloseTo(recall, 12)
      expect(of('field_f1').value).toBeCloseTo(f1, 12)
    }
  })

  test('sees the price’s precision fall behind its rising F1', () => {
    const score = (metric: string, system: string) =>
      extruct.suite.scores.find(s => s.metric === metric && s.system === system && s.class === 'price')!
        .value!
    const [then, now] = ['extruct', 'candidate']
    expect([score('field_f1', then!), score('field_f1', now!)].map(x => x.toFixed(3))).toEqual([
      '0.685',
      '0.824',
    ])
    expect([score('field_precision', then!), score('field_precision', now!)].map(x => x.toFixed(3))).toEqual([
      '0.864',
      '0.844',
    ])
    expect(extruct.status).toBe(1)
    expect(extruct.suite.gates.map(({ outcome }) => outcome)).toEqual(['pass', 'fail'])
  })

  // counted in the data by a script of its own: pages that have the field, on which one system is right and one wrong
  test.each([
    ['Diffbot', 'price', 13, 45],
    ['Diffbot', 'sku', 22, 63],
    ['Diffbot', 'availability', 1, 66],
    ['Zyte', 'price', 9, 24],
    ['Zyte', 'sku', 19, 34],
    ['Zyte', 'availability', 2, 4],
  ])('%s, %s: %i pages lost, %i won', (name, field, lost, won) => {
    const { suite } = suites().find(one => one.name === name)!
    const found = suite.losses.classes.find(({ class: cls }) => cls === field)
    expect(found).toMatchObject({ regressions: lost, fixes: won })
  })
})

/** Numbers as a reader sees them: the one place where a value becomes text. */

/** Metrics whose values are not fractions of 1. */
const PLAIN = new Set([
  ...['regressions', 'fixes', 'losses', 'train_overlap', 'log_loss', 'brier_multiclass', 'mcc'],
  ...['fragment_density', 'compression', 'length_ratio', 'novel_numbers', 'novel_entities'],
  ...['mae', 'rmse', 'median_absolute_error', 'max_error', 'r2', 'pearson', 'spearman'],
])
/** Metrics from 0 to 100 or above, which have the decimals of a percentage. */
const POINTS = new Set(['bleu', 'chrf', 'chrf++', 'ter'])
/** Statistics of recorded fields that are fractions; the others have the unit of their field. */
const SHARES = /\.(?:pass_rate|accuracy|true_positive_rate|true_negative_rate|pass[@^]\d+)$/u

function isPlain(metric: string): boolean {
  if (metric.includes('.')) return !SHARES.test(metric)
  return PLAIN.has(metric) || metric.startsWith('cohen_kappa')
}

/** As what a metric is shown: the mean of true and false, of which there is a pass_rate, is a share. */
export function measureOf(metric: string, has: (name: string) => boolean): string {
  const share = metric.replace(/\.mean$/u, '.pass_rate')
  return share !== metric && has(share) ? share : metric
}

/** At most four decimals, without trailing zeros. */
export function number(x: number): string {
  if (Number.isInteger(x)) return String(x)
  const text = Math.abs(x) >= 1000 ? x.toFixed(1) : Math.abs(x) < 0.001 ? x.toPrecision(2) : x.toFixed(4)
  return text.includes('e') ? text : text.replace(/\.?0+$/u, '')
}

/** A value of `metric`: a fraction as a percentage, another as a number. */
export function shown(x: number, metric: string): string {
  return format(x, metric, 1)
}

/** Two bounds without their unit, with no more digits than their distance bears: 80.9–94.5, 16.2–31.8. */
export function range([low, high]: readonly [number, number], metric: string): string {
  return `${bound(low, high - low, metric, shown)}–${bound(high, high - low, metric, shown)}`
}

/** Of a change: −6.6 to +4.3. */
export function changeRange([low, high]: readonly [number, number], metric: string): string {
  return `${bound(low, high - low, metric, change)} to ${bound(high, high - low, metric, change)}`
}

function bound(x: number, width: number, metric: string, words: typeof shown): string {
  if (!isPlain(metric)) return words(x, metric).replace(/ (?:%|points)$/u, '')
  let unit = 1
  while (unit < 1e4 && width * unit < 20) unit *= 10
  return words(Math.round(x * unit) / unit, metric)
}

/** The unit that a range of values of `metric` is told in, with a space before it. */
export function unitOf(metric: string, ofChange: boolean): string {
  return isPlain(metric) || POINTS.has(metric) ? '' : ofChange ? ' points' : ' %'
}

/** A signed change of `metric`: points for fractions, a number for others. */
export function change(x: number, metric: string): string {
  return formatChange(x, metric, 1)
}

/** Two values with as many digits as it takes to tell them apart, so that 0.8999 never reads as its bar of 0.90. */
export function apart(a: number, b: number, metric: string): [string, string] {
  return told(a, b, digits => [format(a, metric, digits), format(b, metric, digits)])
}

/** Two changes, likewise. */
export function changesApart(a: number, b: number, metric: string): [string, string] {
  return told(a, b, digits => [formatChange(a, metric, digits), formatChange(b, metric, digits)])
}

function told(a: number, b: number, texts: (digits: number) => [string, string]): [string, string] {
  for (let digits = 1; digits < 12; digits++) {
    const [one, other] = texts(digits)
    // a small bar is no bar of zero
    if (digits < 6 && isZero(other) && Math.abs(b) > 1e-6) continue
    // what is equal to 1e-9 is equal at a bar, too
    if (one !== other || Math.abs(a - b) <= 1e-9) return [one, other]
  }
  return texts(12)
}

function isZero(text: string): boolean {
  return Number.parseFloat(text.replace(/^[±+−]/u, '')) === 0
}

function format(x: number, metric: string, digits: number): string {
  if (POINTS.has(metric)) return x.toFixed(digits)
  if (isPlain(metric)) return digits === 1 ? number(x) : x.toFixed(digits + 3)
  return `${(x * 100).toFixed(digits)} %`
}

function formatChange(x: number, metric: string, digits: number): string {
  const size = format(Math.abs(x), metric, digits).replace(' %', ' points')
  return `${Number.parseFloat(size) === 0 ? '±' : x > 0 ? '+' : '−'}${size}`
}

/** How often something of this chance happens, in words. */
export function timesIn(p: number): string {
  if (p < 0.001) return 'less than once in 1,000'
  const [times, of] = p < 0.05 ? [Math.round(p * 1000), '1,000'] : [Math.round(p * 100), '100']
  return `${times === 1 ? 'once' : `${times} times`} in ${of}`
}

/** A whole number with commas: 2,400. */
export function thousands(x: number): string {
  return String(x).replace(/\B(?=(?:\d{3})+$)/gu, ',')
}

/** Finds advice to make a bar easier to meet, or to make the gold set anew, in whatever words. */

/** What a bar is made of, as people and specs call it. */
const BAR =
  '(?:bars?|thresholds?|gates?|min|max|max_drop|max_gap|min_lift|min_n|floors?|allowances?|requirements?|criteri(?:a|on)|standards?)'
/** Up to so many words between a verb and what it is done to. */
const between = (words: number) => `(?:[^\\s.;,:{}]+\\s){0,${words}}?`
/** Something that is said to be done, or that somebody may do. */
const TOLD =
  '(?:^|[.:;,(]\\s*|\\b(?:or|and|then|to|can|could|may|might|should|please|try|consider|you|just|simply|instead|better)\\s)'

const ADVICE = [
  // lower the bar, relaxing this threshold, a weaker gate
  new RegExp(
    `\\b(?:loosen(?:ing|s)?|(?:lower|relax|reduc|weaken|soften|decreas|widen|eas[ei]|disabl|delet|remov|lax|lenient)\\w*|drop(?:ping)?)\\s${between(4)}${BAR}\\b`,
    'iu',
  ),
  // raise max_drop
  new RegExp(
    `\\b(?:rais|increas|widen|enlarg)\\w*\\s${between(3)}(?:max|max_drop|max_gap|min_n|allowances?|tolerances?)\\b`,
    'iu',
  ),
  // the bar could be lowered, a threshold that is too strict
  new RegExp(
    `\\b${BAR}\\s${between(4)}(?:lower(?:ed)?|loosened|relaxed|weakened|softened|reduced|decreased|eased|disabled|deleted|removed|laxer|too strict|too high|too ambitious)\\b`,
    'iu',
  ),
  // set min to 0.8 instead
  new RegExp(`${TOLD}(?:set|change|adjust|update|tweak|tune)\\s${between(3)}${BAR}\\b`, 'iu'),
  // regenerate the gold set, refresh the references
  /\b(?:re-?generat|re-?creat|re-?build|re-?fresh|re-?annotat|re-?label|overwrit)\w*\s(?:[^\s.;,]+\s){0,4}?(?:\S*\/)?(?:gold|references?|labels?|expected answers?)\b/iu,
  /\bgold(?:\sset|\sfile)?\s(?:[^\s.;,]+\s){0,4}?(?:regenerated|recreated|rebuilt|refreshed|reannotated|relabelled anew|overwritten)\b/iu,
  // replace the gold set by the new answers
  new RegExp(
    `${TOLD}(?:replace|update|edit|change|swap|adapt|shrink|trim)\\s${between(3)}(?:gold(?:\\sset)?|references?|expected answers?)\\b`,
    'iu',
  ),
]

/** The sentences of `text` that give such advice. Line ends within a paragraph, and Markdown, do not hide it. */
export function adviceIn(text: string): string[] {
  return text
    .split(/\n\s*\n|\n(?=\s*(?:[-*|>#]|\d+\.)\s)|(?<!\\)\|/u)
    .flatMap(paragraph => paragraph.replace(/\s+/gu, ' ').split(/(?<=[.!?]\)?)\s(?=\S)/u))
    .map(sentence => sentence.replace(/[`*_"“”](?=\W|$)|(?<=\W|^)[`*_"“”]/gu, '').trim())
    .filter(sentence => ADVICE.some(advice => advice.test(sentence)))
}

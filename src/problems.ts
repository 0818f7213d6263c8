/**
 * Everything that can be wrong with what we were given, as data: one code, one sentence on what is wrong and one
 * on what to try. Whoever finds a problem adds it to a `Problems`; the stage that cannot go on throws `Stop`.
 */

import { createHash } from 'node:crypto'

/** `error` blocks every verdict; `warning` and `note` are shown and change nothing. */
export type Severity = 'error' | 'warning' | 'note'

/** Where a problem lies. `line` and `column` count from 1; `id` is an example's id. */
export interface Place {
  readonly file?: string | undefined
  readonly line?: number | undefined
  readonly column?: number | undefined
  readonly id?: string | undefined
}

/** One problem as it stands in report.json. `count` is over 1 only for a row "and N more of the same kind". */
export interface Problem {
  readonly code: Code
  readonly severity: Severity
  readonly file: string | null
  readonly line: number | null
  readonly column: number | null
  readonly id: string | null
  readonly message: string
  readonly count: number
}

const error = 'error'
const warning = 'warning'
const note = 'note'

/** All words. `{name}` is filled in from the details that the finder must give. */
export const PROBLEMS = {
  'spec.none': [
    error,
    'No gate spec matches {pattern}.',
    'Write one (docs/spec.md), or give another path or pattern.',
  ],
  'spec.unreadable': [
    error,
    'The gate spec cannot be read: {why}.',
    'Check the path; it is relative to the workspace.',
  ],
  'spec.syntax': [error, 'Not valid YAML 1.2: {why}.', 'Mend the syntax at this place.'],
  'spec.documents': [
    error,
    'The file holds several YAML documents.',
    'Keep one suite a file; give the spec input several files.',
  ],
  'spec.alias': [
    error,
    'Anchors and aliases (& and *) are not allowed in a spec.',
    'Write the value out where it is needed; where * means every one, quote it: "*".',
  ],
  'spec.tag': [error, 'The tag {tag} is not allowed in a spec.', 'Write a plain value.'],
  'spec.too-large': [
    error,
    'The spec has {bytes} bytes; the most is {limit}.',
    'A spec is a page of text; keep data in data files.',
  ],
  'spec.key': [error, 'Unknown key {key}.{nearest}', 'Keys allowed here: {known}.'],
  'spec.missing': [error, 'The key {key} is missing{where}.', 'Add it ({hint}).'],
  'spec.type': [error, '{key} must be {wanted}, not {got}.', 'Write {wanted}.'],
  'spec.value': [error, '{key} cannot be {got}.{nearest}', 'Allowed: {known}.'],
  'spec.not-yet': [
    error,
    '{key} is part of the format, but this version does not support it.',
    'Leave it out for now; a bar that is not judged must not look as if it were.',
  ],
  'spec.unread': [
    error,
    'The task {task} does not read {key}.',
    'Leave it out; what it was declared for would not happen.',
  ],
  'spec.field': [
    error,
    '{key}: {got} is not a field reference: {why}.',
    'Write a name, a dotted path, or a JSONPath singular query such as $.a[0].',
  ],
  'spec.regex': [
    error,
    '{key}: the regular expression does not compile: {why}.',
    'Use ECMAScript syntax with the u flag; inline flags do not exist.',
  ],
  'spec.duplicate': [
    error,
    '{what} {name} is declared twice (first at line {line}).',
    'Give each its own name (a gate: its own id), or write both into one.',
  ],
  'spec.sha256': [
    error,
    'The gold set has sha256 {got}, the spec registered {wanted}.',
    'Restore the registered file, or register the new one in a change of its own.',
  ],
  'gate.metric': [
    error,
    'The metric {metric} does not fit the task {task}.{nearest}',
    'Fitting metrics: {known}.',
  ],
  'gate.average': [
    error,
    '{metric} on {task} needs a class or an average.',
    'Name a class ({metric} with class: …), or use {known}.',
  ],
  'gate.needs': [error, 'The metric {metric} needs {needs}.', 'Declare it, or gate another metric.'],
  'gate.inapplicable': [
    error,
    'The metric {metric} cannot be computed from what the rows hold: it needs {wants}.',
    'Gate a metric that fits what they hold: {known}.',
  ],
  'gate.stat-unfit': [
    error,
    'stat is for recorded fields, and {metric} is none.',
    'Leave stat out, or declare the field under recorded (declared: {known}).',
  ],
  'gate.class': [error, 'The gold set has no class {got}.{nearest}', 'Classes: {known}.'],
  'gate.class-unfit': [
    error,
    'The metric {metric} has no value per class.',
    'Drop class, or use one of {known}.',
  ],
  'gate.slice': [error, 'The spec declares no slice {got}.{nearest}', 'Declared slices: {known}.'],
  'gate.slice-value': [
    error,
    'The gold set has no example in slice {slice} = {got}.{nearest}',
    'Values: {known}.',
  ],
  'gate.slice-count': [
    error,
    'A gate takes one slice, this one names {got}.',
    'Write one gate a slice, or declare a field that combines them.',
  ],
  'gate.none-blocking': [
    error,
    'Every gate is advisory, so nothing decides.',
    'Make at least one gate blocking.',
  ],
  'gate.bar-none': [
    error,
    'The gate has no bar.',
    'Add at least one of min, max, min_lift, max_drop, max_gap.',
  ],
  'gate.bar-range': [error, '{bar} {got} lies outside of what {metric} can be ({range}).', '{remedy}'],
  'gate.bar-fraction': [
    error,
    '{metric} goes from 0 to 100, so a {bar} of {got} is next to no bar.',
    'Write {percent} if {got} was meant as a fraction of 1.',
  ],
  'gate.bar-side': [
    error,
    'Of {metric} {better} is better, and the gate has only a {bar}: the worse it gets, the better it is met.',
    'Bound it on the other side too, or check the metric and its direction.',
  ],
  'gate.bar-vacuous': [
    error,
    '{bar} {got} is met by whatever {metric} may become.',
    'Write the change that can be borne; 0.01 is one point of a fraction.',
  ],
  'gate.bar-direction': [
    error,
    '{metric} has no better or worse direction, so {bar} cannot be judged.',
    'Gate it with min or max.',
  ],
  'gate.never': ['error', '{gate} can never pass. {says}', 'Add examples, or let another rule decide it.'],
  'gate.rough': [
    note,
    '{metric} is an average over classes, and {class} has {count} of the gold set’s examples: with fewer than 10 its interval is rough.',
    'Add examples of that class.',
  ],
  'gate.narrow': [
    note,
    'The lift of {metric} rests on {changed} changed examples of {n}: of spans such an interval is too narrow more often than it says.',
    'Take a close call for an open one, or add examples.',
  ],
  'gate.gap': [
    error,
    'max_gap compares all values of a slice or all classes, and the gate names no such set.',
    'Give it a slice or a class of "*".',
  ],
  'gate.baseline-unused': [
    error,
    'The gate names the baseline {baseline} and compares nothing with it.',
    'Add min_lift or max_drop, or remove baseline.',
  ],
  'gate.bar-paired': [
    error,
    '{metric} is a comparison with a baseline itself, so {bar} cannot be judged.',
    'Gate it with min or max.',
  ],
  'gate.baseline': [
    error,
    '{what} compares with a baseline, and the spec declares {known}.',
    'Declare it under baselines.',
  ],
  'gate.relative': [
    error,
    'relative needs min_lift or max_drop with a plain number.',
    'Remove relative, or add such a bar.',
  ],
  'waiver.gate': [
    error,
    'No gate of the spec can have a result {got}.{nearest}',
    'Name a gate by its id, or one class or value of it: {known}.',
  ],
  'waiver.ambiguous': [
    error,
    '{gate} may mean {what}, so there is no telling what is waived.',
    'Give each gate an id of its own, write values and gaps as two gates, and name one.',
  ],
  'waiver.twice': [
    error,
    '{gate} is waived already, at line {line}.',
    'Keep one of the two: a waiver of a gate covers all of its classes and values.',
  ],
  'waiver.advisory': [
    error,
    '{gate} is advisory and decides nothing, so there is nothing to waive.',
    'Leave the waiver out.',
  ],
  'waiver.floor': [
    error,
    'The floor {got} is not worse than what {gate} asks for ({bar}).',
    'Write the worst value that is let through: below a min, above a max or max_gap.',
  ],
  // Files
  'file.absent': [
    error,
    'The file {file} does not exist.',
    'Check the path in {from}, and that the step which writes it ran.',
  ],
  'file.unreadable': [
    error,
    'The file cannot be read: {why}.',
    'Check its permissions and that it is a regular file.',
  ],
  'file.outside': [
    error,
    'The path leaves the workspace.',
    'Keep gold and predictions inside the workspace; links out of it are refused.',
  ],
  'file.pattern': [error, 'The pattern matches {count} files: {files}.', 'Name one file.'],
  'file.empty': [
    error,
    'The file has no rows.',
    'Check the step that writes it; an empty file is not a result.',
  ],
  'file.same': [
    error,
    '{system} reads the gold set’s own answers ({field} of the same file).',
    'Point its path at what the model wrote.',
  ],
  'file.changed': [
    error,
    'The file changed while it was read.',
    'Judge files that no step writes to any more.',
  ],
  'document.json': [
    error,
    'The document cannot be read as JSON: {why}.',
    'Name a file that holds one JSON value.',
  ],
  'file.shared': [
    error,
    '{system} reads the same answers as {other}: every lift would be 0.',
    'Give each system its own file, or its own rows by where.',
  ],
  'file.lfs-pointer': [error, 'The file is a Git LFS pointer, not the data.', 'Check out with lfs: true.'],
  'file.too-large': [
    error,
    'The file is over the limit of {limit} ({option}).',
    'If it is meant to be so large, raise limits.{option} in the spec.',
  ],
  'file.truncated': [
    error,
    'The compressed data ends early or is damaged: {why}.',
    'Write the file again; the job that wrote it may have been stopped.',
  ],
  'file.sniffed': [
    note,
    'The name says {named}, the bytes are {found}; read as {found}.',
    'Rename the file.',
  ],
  'file.shape': [error, '{why}.', '{remedy}.'],
  'text.utf16': [error, 'The file is UTF-16.', 'Write UTF-8 (PowerShell: Out-File -Encoding utf8).'],
  'text.encoding': [error, 'The bytes are not valid UTF-8.', 'Write the file as UTF-8.'],
  'text.tokenless': [
    note,
    '{count} of {of} {what} have no token (a to z, 0 to 9), so that ROUGE and fragments are 0 there.',
    'Judge other scripts by a recorded verdict; where texts are empty, check the step that wrote them.',
  ],
  'text.uncased': [
    note,
    'Most summaries of {system}, or their sources, have no upper-case letter: names cannot be told, and novel_entities is undefined.',
    'Keep the case of summaries and sources.',
  ],
  'text.nul': [
    error,
    'The file holds NUL bytes.',
    'It was probably cut short or preallocated; write it again.',
  ],
  'text.lone-surrogate': [
    note,
    'A text holds half of a surrogate pair, which is no character.',
    'It is shown as U+FFFD; check how the text was cut.',
  ],
  'json.syntax': [
    error,
    'Not valid JSON: {why}.',
    'Write one plain JSON value; comments, trailing commas and single quotes are not JSON.',
  ],
  'json.nonfinite': [
    error,
    '{token} is not JSON.',
    'Python writes it for a failed number: write null, or leave the field out.',
  ],
  'json.truncated': [
    error,
    'The data ends in the middle of a value.',
    'The job that wrote it was probably stopped; run it again.',
  ],
  'json.line-length': [
    error,
    'A row is longer than {limit} bytes.',
    'If it is meant to be so long, raise limits.line_bytes in the spec.',
  ],
  'json.depth': [
    error,
    'A row is nested deeper than {limit}.',
    'If it is meant to be so deep, raise limits.depth in the spec.',
  ],
  'json.row': [error, 'A row must be a JSON object, this one is {got}.', 'Write one object a row.'],
  'csv.columns': [error, 'The header has one column, {got}.', '{remedy}'],
  'csv.ragged': [
    error,
    'The row has {got} columns, the header {wanted}.',
    'Quote values that hold the separator.',
  ],
  'csv.syntax': [error, 'Not valid CSV: {why}.', 'Quote as RFC 4180 says: "…" with "" inside.'],
  'csv.header': [error, 'The column {name} stands twice in the header.', 'Give each column its own name.'],
  'conll.header': [
    error,
    'The first line names none of {wanted}.',
    'Name columns of the header; where there is none, number them: "0" is the first, "-1" the last.',
  ],
  'conll.ragged': [
    error,
    'The line has {got} columns, the first one {wanted}.',
    'Write every column of every token; separate them by tabs, or by spaces in the whole file.',
  ],
  'conll.token-drift': [
    error,
    'Token {token} is {got}, in the gold set it is {wanted}; {count} of {of} differ.',
    'Tag the tokens of the gold set: a tag of another token says nothing about it.',
  ],
  'rows.too-many': [
    error,
    'The file has more than {limit} rows.',
    'If it is meant to be so long, raise limits.rows in the spec.',
  ],
  // Rows
  'id.absent': [
    error,
    'The row has no field {field}.{nearest}',
    'Name the id field in gold.id, select rows with where, or declare join: position.',
  ],
  'id.empty': [error, 'The id is empty.', 'Give each row its id.'],
  'id.type': [error, 'The id is {got}.', 'Ids are strings or whole numbers.'],
  'id.unsafe-integer': [
    error,
    'The id is a whole number beyond 2^53, which JSON readers round.',
    'Write ids as strings.',
  ],
  'id.key': [
    error,
    'The row stands under the key {key}, and its own id is another one.',
    'Keep the rows under their ids, or write them as a list (pandas: orient="records").',
  ],
  'id.duplicate': [
    error,
    'The id stands twice, first at line {line}.',
    'Keep one row an id, name a list of fields as id, or select rows with where.',
  ],
  'id.mixed': [
    note,
    'Ids are numbers in one file and strings in another; joined by their decimal text.',
    'Write them the same way.',
  ],
  'rows.missing': [
    error,
    '{system} has no prediction for this example.',
    'Predict every example of the gold set; missing: wrong counts absent ones as wrong.',
  ],
  'rows.extra': [
    error,
    '{system} has a prediction for an id that the gold set does not have.',
    'Predict the gold set only; extra: ignore leaves such rows out and counts them.',
  ],
  'rows.where': [
    error,
    'None of the {count} rows matches where.',
    'Check the fields and constants under where against the file.',
  ],
  'rows.count': [
    error,
    '{system} has {got} rows, the gold set {wanted}; joined by position they must be equal.',
    'Give the rows ids, or write exactly one row an example.',
  ],
  'rows.tokens': [
    error,
    '{system} has {got} tokens, the gold set {wanted}; joined by tokens they must be equal.',
    'Write exactly one answer for each token of the gold set, in its order.',
  ],
  'rows.input': [
    error,
    'Joined by position, but the input differs from the gold set’s.',
    'The files are not in the same order; give the rows ids.',
  ],
  'rows.input-absent': [
    error,
    'The row has no field {field} to compare.{nearest}',
    'Name in gold.input a field that every file has.',
  ],
  'prediction.absent': [
    error,
    'The row has no field {field}.{nearest}',
    'Name the prediction field, or write null for a failed answer; missing: wrong counts such rows as wrong.',
  ],
  'prediction.null': [
    note,
    'The prediction is null; counted as wrong.',
    'Check why the model gave no answer.',
  ],
  'prediction.type': [
    error,
    'The prediction is {got}, not {wanted}.',
    'Write {wanted}, or declare steps under as.',
  ],
  'prediction.unreadable': [
    note,
    'No answer could be read from the prediction ({step}); counted as wrong.',
    'Check the steps under as against this text.',
  ],
  'prediction.cost': [
    error,
    'Holding the answer against the reference takes more than {limit} steps.',
    'Look at what the model wrote: an answer of so many parts repeats itself without end.',
  ],
  'prediction.none': [
    error,
    'None of the {rows} rows of {system} gives an answer.',
    'Check the field, the ids and the steps under as: a system without answers makes any other look good.',
  ],
  'prediction.wrapped': [
    note,
    'No answer of {system} is JSON as a whole, {answers} hold JSON in other text; under parse: strict all of them are wrong.',
    'Declare parse: lenient if your program finds the JSON in the text; a baseline of which nothing is read makes any candidate look good.',
  ],
  'prediction.length': [
    error,
    'The prediction has {got} tags, the gold set’s row {wanted}.',
    'Write one tag for each token of the gold set; a row cut short or tokenised otherwise cannot be judged.',
  ],
  'prediction.choices': [
    error,
    '{system} gives {answers} answers, and none of them is a choice of the gold set.',
    'Take the letter out of the answer with a step under as: a system that is never understood makes any other look good. Choices: {known}.',
  ],
  'reference.absent': [
    error,
    'The row has no field {field}.{nearest}',
    'Name the field of the right answer in gold.reference.',
  ],
  'reference.type': [
    error,
    'The reference is {got}, not {wanted}.',
    'Mend the gold set, or declare steps under gold.as (of CSV: as: [number]).',
  ],
  'reference.empty': [
    note,
    '{count} rows of the gold set have a reference without a word beside others; it is left out.',
    'Remove it from the gold set: a text without a word is no translation.',
  ],
  'reference.unreadable': [
    error,
    'No reference could be read ({step}).',
    'Check the steps under gold.as against this row.',
  ],
  'reference.cost': [
    error,
    'Reading the fields of the reference takes more than {limit} steps.',
    'Look at the value and the lengths of its keys: each key is a part of the name of every field below it.',
  ],
  'source.absent': [
    error,
    'The row has no field {field}.{nearest}',
    'Name in gold.source the field of the text that is summarised.',
  ],
  'source.type': [error, 'The source is {got}, not a text.', 'Mend the gold set.'],
  'summarization.empty': [
    error,
    '{count} of {of} summaries of {system} have nothing that {metric} could count, which makes it look good.',
    'Check the step that wrote the summaries; a summary that says nothing makes nothing up.',
  ],
  'summarization.faithfulness': [
    note,
    'Nothing here looks at whether the summaries are true: ROUGE counts words shared with a reference, and a summary that makes things up can share more of them.',
    'Declare gold.source, or record verdicts of people or of a judge on it (recorded).',
  ],
  'label.reference': [
    error,
    'The reference {got} is not among the declared labels.{nearest}',
    'Mend the gold set, or declare the label.',
  ],
  'label.unknown': [
    note,
    '{system} answers {got}, which is no label of the gold set; {consequence}.{nearest}',
    'Write labels as the gold set does; map or normalise them with as.',
  ],
  'option.label': [error, '{option} {got} is no label of the gold set.{nearest}', 'Labels: {known}.'],
  'option.normalizer': [
    note,
    'normalizer: {normalizer} {what}.',
    'Gate {metric}, or declare normalizer: none.',
  ],
  'option.field': [error, '{option} {got} is no recorded field.', 'Recorded fields: {known}.'],
  'option.gold-field': [
    error,
    'options.{option}: the gold set has no field {got}.{nearest}',
    'Fields: {known}.',
  ],
  'schema.absent': [
    error,
    'The row has no field {field}.{nearest}',
    'Write a schema in every row of the gold set, or name one file in options.schema.',
  ],
  'schema.invalid': [
    error,
    'The schema {schema} cannot be used: {why}.',
    'Write JSON Schema draft-07, or 2020-12 with $schema, that refers to nothing outside of itself.',
  ],
  'schema.empty': [
    error,
    'The schema {schema} accepts any JSON value.',
    'Write what an answer must be, such as its type, properties and required ones; else nothing is checked.',
  ],
  'schema.format': [
    note,
    'The schema {schema} names formats that are not asserted: {formats}.',
    'Declare formats: true, and write formats of JSON Schema, or a pattern.',
  ],
  'schema.cost': [
    error,
    'Holding the answer against the schema {schema} takes more than {limit} steps.',
    'Write the schema with fewer references into one another and fewer alternatives in each other.',
  ],
  'field.many': [
    note,
    '{system} answers {unlisted} more fields that no reference has; the {most} most frequent have scores of their own.',
    'Look at what the model makes up; all of them count in field_precision.',
  ],
  'option.beside': [error, '{option} cannot be {got} beside {beside}.', 'Declare {wanted}.'],
  'tags.illegal': [
    note,
    '{count} rows of the gold set have tags in a sequence that {scheme} does not allow; they are read as conlleval does.',
    'Mend the tags, or declare mode: strict, which drops such sequences.',
  ],
  'tags.strict': [
    note,
    '{system} has f1 {got} in mode: default, and {strict} in mode: strict of {scheme}: some sequences of tags are not legal.',
    'Compare only figures of the same mode; legal tags have one figure.',
  ],
  'qa.vacuous': [
    error,
    'In {count} of {of} questions a reference is nothing once it is normalised ({normalizer}), so that an empty answer is right.',
    'Check the references, and options.regexes_to_ignore against them; normalizer: none keeps them as they are.',
  ],
  'qa.unanswerable': [
    error,
    'No question has an answer, so that saying nothing is always right.',
    'Check gold.reference and the steps under gold.as; declare squad_version 2.0 if it is meant.',
  ],
  'spans.none': [
    note,
    'No row of the gold set has a span: a system that finds nothing is right throughout.',
    'Check gold.reference; a bar on what is found needs rows in which there is something to find.',
  ],
  'spans.outside': [
    note,
    'A span of the answer ends at {end}, where the text has {places}; it is found nowhere, and counts as answered.',
    'Check options.offsets, and that the spans were made on the text of gold.text.',
  ],
  'labels.differ': [
    note,
    '{systems} use different label sets, so their macro averages have different denominators.',
    'Declare options.labels where the task has it; elsewhere compare class by class.',
  ],
  'probabilities.absent': [
    error,
    'The row has no field {field}.{nearest}',
    'Write probabilities in every row, or do not declare them.',
  ],
  'probabilities.type': [
    error,
    'The probabilities are {got}, not an object of label: number.',
    'Write one number for each label, such as "refund": 0.9.',
  ],
  'probabilities.keys': [
    error,
    'The probabilities name other labels than the first row ({got} against {wanted}).',
    'Write every label’s probability in every row.',
  ],
  'probabilities.range': [
    error,
    'The probabilities {why}.',
    'Write probabilities, not logits or log-probabilities.',
  ],
  'probabilities.labels': [
    error,
    '{system} has no probability for {labels}.',
    'Name the labels as the gold set does, each in every row.',
  ],
  'recorded.absent': [
    error,
    'recorded {name}: the row has no field {field}.{nearest}',
    'Write it in every row, null for one that failed; missing: wrong counts a verdict that is absent against the system.',
  ],
  'recorded.null': [
    note,
    'recorded {name} is null: a verdict counts against the system, and a number leaves its statistics undefined.',
    'Check why the step that recorded it failed.',
  ],
  'recorded.type': [
    error,
    'recorded {name}: the value is {got}, not {wanted}.',
    'Write true, false or a number, or declare steps under as.',
  ],
  'recorded.mixed': [
    error,
    'recorded {name} of {system} holds values of several kinds: true or false, numbers, lists.',
    'Write the same kind in every row.',
  ],
  'recorded.none': [
    error,
    'recorded {name} of {system} has no value in any row.',
    'Check the field, and the step that records it.',
  ],
  'recorded.differ': [
    error,
    'recorded {name} holds {got} in {system}, and {wanted} in the systems before it.',
    'Write the same kind for every system.',
  ],
  'recorded.against': [
    error,
    'recorded {name} holds {got}, and agreement is of true and false on both sides.',
    'Write true or false; at_least makes them of numbers.',
  ],
  'ranking.item': [
    error,
    'Item {at} of the ranking is {got}, not an object of doc and score.',
    'Write every document with the score that it was ordered by.',
  ],
  'ranking.duplicate': [
    error,
    'The ranking has the document {doc} twice.',
    'Write each document once; of several passages keep the best.',
  ],
  'ranking.unknown': [
    error,
    'None of the {ranked} rankings of {system} has a document that the gold set judges.',
    'Write document ids as the gold set does; such a system makes any other look good.',
  ],
  'ranking.irrelevant': [
    error,
    'No document of the gold set is relevant, so that every score would be 0.',
    'Write grades: 1 or more for a relevant document, 0 for another.',
  ],
  'ranking.no-relevant': [
    note,
    'Queries without a relevant document: {count}. They count 0 in every score.',
    'Judge more documents of these queries, or leave them out of the gold set.',
  ],
  'slice.type': [
    error,
    'The slice field {field} is {got}.',
    'A slice value is a string, a number, a boolean or a list of them.',
  ],
  'slice.edges': [
    error,
    'The slice field {field} is {got}, and the slice declares edges.',
    'Edges need a number, or a text with measure.',
  ],
  'cluster.few': [
    note,
    'The examples are in {clusters}: with fewer than 10 an interval is rough, with one there is none.',
    'Add examples of other clusters.',
  ],
  'cluster.absent': [
    error,
    'The row has no text, number, true or false in its field {field}.{nearest}',
    'Say in every row of the gold set which cluster it belongs to, or leave cluster out.',
  ],
  'slice.absent': [
    note,
    'No example has the slice field {field}; all are in {none}.',
    'Check the field’s name.',
  ],
  'slice.many': [
    error,
    'The slice {slice} has more than {limit} values.',
    'Slice by a field with few values, or declare edges.',
  ],
  // Contamination
  'gold.contradictions': [
    warning,
    'The gold set answers {texts} texts in several ways, in {examples} examples: {shown}.',
    'Correct the references: no system can be right about all of these.',
  ],
  'gold.duplicates': [
    note,
    'In the gold set {examples} examples share {texts} texts: {shown}.',
    'Keep one of each; a text that stands twice counts twice in every score.',
  ],
  'train.text': [
    error,
    'The field {field} is {got}, not a text.{nearest}',
    'Name in {key} a field that holds a text in every row, or select rows with where.',
  ],
  'train.gold-empty': [
    error,
    'Gold examples with an empty text, of {of}: {count}. They cannot be looked for in train.',
    'Name in train.gold_text the field of the text that a model is shown.',
  ],
  'train.empty': [
    error,
    'All {count} training rows have an empty text.',
    'Name in train.text the field of the text that the model was trained on.',
  ],
  'train.index': [
    error,
    'The index cannot be read: {why}.',
    'Write it again with goldbar index; an index that was cut short finds too little.',
  ],
  'train.ngram': [
    error,
    'The index holds runs of {got} words, and train.ngram is {wanted}.',
    'Write the index with --ngram {wanted}, so that both have the same runs.',
  ],
  // Where the bar comes from
  'registration.prompt': [
    error,
    'This change edits the prompt that recorded {name}, so that these verdicts are not those of the registered judge.',
    'Edit the prompt in a change of its own; from the merge on, its verdicts count.',
  ],
  'registration.none': [
    error,
    'On {ref} there is no such spec, so this bar was not there first.',
    'Merge the spec in a change of its own; from then on it binds. The input unregistered: pass allows the first one; on the command line --base none judges by this checkout alone.',
  ],
  'base.ref': [
    error,
    '--base cannot be {ref}: {why}.',
    'Name a commit, a branch or a tag; or none, to judge by this checkout alone.',
  ],
  'base.apart': [
    error,
    'git finds no commit that HEAD and {ref} have in common, so there is no telling which bar is registered.',
    'Fetch the rest of the history (git fetch --unshallow); or name the commit of the bar with --base.',
  ],
  'base.git': [
    error,
    'git cannot tell which bar is registered: {why}.',
    'Mend that; or give --base none, to judge by this checkout alone.',
  ],
  'base.no-git': [
    note,
    'There is no git to ask for the registered bar, so that of this checkout was taken.',
    'Install git, or give --base none where that is meant.',
  ],
  'base.several': [
    error,
    'The specs lie in {count} git repositories: {folders}.',
    'Check those of each repository by themselves.',
  ],
  'base.pattern': [
    error,
    '{key} is a pattern, so there is no telling which file is registered.',
    'Name the file.',
  ],
  'base.event': [
    error,
    'On the event {event} there is no telling which bar is registered: {why}.',
    'Run on one of these: {known}.',
  ],
  'base.unreachable': [
    error,
    'The bar of {ref} cannot be read: {why}.',
    'Give the job the permission contents: read; or check out with fetch-depth: 2 and credentials, so that git can tell.',
  ],
  'base.untrusted': [
    error,
    'On the event {event} the workspace is not the change that is judged, so predictions in it prove nothing.',
    'Judge on pull_request, where the run of a fork has no rights to misuse. To comment on forks, a companion on workflow_run reads what that run uploaded, by the input artifact (docs/forks.md).',
  ],
  'base.file': [
    error,
    'The file cannot be read at {sha}, where the bar is registered: {why}.',
    'Keep it as a regular file of this repository, and give the job the permission contents: read.',
  ],
  'base.lfs': [
    error,
    'At {sha} the file has sha256 {wanted} (in Git LFS), in the workspace {got}.',
    'Check out with lfs: true; a new version is registered in a change of its own.',
  ],
  'base.parent': [
    note,
    'The bar is that of the parent commit {sha}, for {ref} could not be read: {why}.',
    'Give the job the permission contents: read; the bar may have changed since that commit.',
  ],
  'base.retargeted': [
    note,
    'The pull request goes to {now}; when this run was first started it went to {was}. The bar is that of {now}.',
    'Check that it is the branch that was meant.',
  ],
  'base.stale': [
    note,
    'The bar of {ref} changed after the commit of this run was built on {sha}.',
    'Update the branch, so that it is judged with the files that the bar was made for.',
  ],
  'base.merge': [
    note,
    'This run is of {sha}, which is no merge of the pull request’s head {head}: it may not be what would be merged.',
    'Push a new commit, for a run that is repeated keeps the commit of its first time.',
  ],
  'base.workflow': [
    note,
    'This change edits the workflow {file} that runs the gate.',
    'Review it as a part of the bar.',
  ],
  // Whether anything waits for the verdict
  'check.not-required': [
    note,
    'The check {check} is required by no active rule of {branch} and so holds no merge up.',
    'Require it: Settings, Rules, Rulesets, Require status checks to pass.',
  ],
  'check.not-among-required': [
    note,
    'The rules of {branch} require {known} but not the check {check} and so it holds a merge up only where one of these needs this job.',
    'Require it as well, or the one job that needs it: Settings, Rules, Rulesets, Require status checks to pass.',
  ],
  // Looks at the gold set, counted in the comment on a pull request
  'looks.unknown': [
    note,
    'The attempt number is unknown: {why}.',
    'The runs of this pull request in the Actions tab tell how often it was judged.',
  ],
  'looks.lost': [
    note,
    'This look at the gold set is not recorded: {why}.',
    'The next run counts without it. Looks are recorded in the comment: the job needs pull-requests: write, and comment must not be off.',
  ],
  'base.change': [
    note,
    'There is no telling what the change does to its own bar: {why}. The bar of the base decides.',
    'Look at what it changes of the spec and of the files that the spec names.',
  ],
  // What another run left behind
  'artifact.unreachable': [
    error,
    'The artifacts of run {run} cannot be read: {why}.',
    'Give the job the permission actions: read.',
  ],
  'artifact.none': [
    error,
    'Run {run} left no artifact {artifact}{expired}.',
    'Upload the predictions there under this name, also when an earlier step failed; or run it again.',
  ],
  'artifact.several': [
    error,
    'Run {run} left several artifacts {artifact}.',
    'Upload the predictions once, under a name of their own.',
  ],
  'artifact.too-large': [
    error,
    'The artifact {artifact} of run {run} has more than {limit} bytes.',
    'Upload the predictions alone.',
  ],
  'artifact.unreadable': [
    error,
    'The artifact {artifact} of run {run} cannot be trusted or read: {why}.',
    'Upload the predictions with actions/upload-artifact, as it packs them by itself.',
  ],
  'artifact.file': [
    error,
    '{key} names {file}, and the artifact {artifact} {why}.',
    'Upload that file; in the artifact it may lie at this path, at its path from the spec, or be the only one of its name.',
  ],
  'artifact.unheld': [
    error,
    '{key} names {file}, which the base does not hold; a copy in an artifact would prove nothing.',
    'Commit the file to the base branch.',
  ],
  'artifact.read': [
    note,
    'The artifact {artifact} of run {run} holds the predictions; everything else was read from the repository.',
    'Review how they were made: whoever edits that run can write them by hand.',
  ],
  // Inputs of the Action
  'input.value': [error, 'The input {name} cannot be {got}.{nearest}', 'Allowed: {known}.'],
  'input.output': [
    error,
    'The input output is {got}, which leaves the workspace.',
    'Name a folder inside the workspace.',
  ],
  'input.candidate': [
    error,
    'The input candidate takes the place of one candidate.path, and there are {count} specs.',
    'Name one spec, or write candidate.path in each.',
  ],
  'input.name': [
    error,
    'The input {name} cannot be {got}: {why}.',
    'Take a name of its own, such as goldbar/verdict, of at most {most} characters.',
  ],
  'input.artifact': [
    error,
    'The input artifact is for the event workflow_run, and this one is {event}.',
    'Leave it out here; predictions are then read from the workspace.',
  ],
  'goldbar.bug': [error, 'Goldbar failed: {why}.', 'This is a fault of ours; the log has the stack.'],
} as const satisfies Record<string, readonly [Severity, string, string]>

export type Code = keyof typeof PROBLEMS

type Holes<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Holes<Rest> : never
type Template<C extends Code> = `${(typeof PROBLEMS)[C][1]} ${(typeof PROBLEMS)[C][2]}`
/** What must be told with a code: the names in braces of its two sentences. */
export type Details<C extends Code> = { readonly [Name in Holes<Template<C>>]: string | number }

/** What leaves rows of a file unread. */
const UNREADABLE = /^(?:(?:file|text|json|csv)\.|conll\.(?:header|ragged)$)/u

/** Areas whose problems are of the spec or of the run, and so hold nothing of a row. */
const OF_SPEC = /^(?:spec|gate|waiver|option|registration|base|check|looks|artifact|input|goldbar)\./u

/** Details of the other areas that are words of ours or of the spec. Numbers are none of these, and are shown as well. */
const OURS: readonly string[] = [
  'consequence',
  'field',
  'file',
  'files',
  'found',
  'from',
  'metric',
  'named',
  'none',
  'normalizer',
  'option',
  'other',
  'places',
  'schema',
  'scheme',
  'slice',
  'step',
  'system',
  'systems',
  'what',
]

type Named = { readonly [C in Code]?: readonly Holes<Template<C>>[] }

/** The same, where it depends on the problem. */
const OURS_HERE: Named = {
  'cluster.absent': ['nearest'],
  'conll.header': ['wanted'],
  'csv.columns': ['remedy'],
  'csv.syntax': ['why'],
  'file.truncated': ['why'],
  'file.unreadable': ['why'],
  'id.absent': ['nearest'],
  'id.type': ['got'],
  'json.nonfinite': ['token'],
  'json.row': ['got'],
  'prediction.absent': ['nearest'],
  'prediction.type': ['wanted'],
  'probabilities.absent': ['nearest'],
  'probabilities.type': ['got'],
  'ranking.item': ['got'],
  'recorded.absent': ['name', 'nearest'],
  'recorded.against': ['name', 'got'],
  'recorded.differ': ['name', 'got', 'wanted'],
  'recorded.mixed': ['name'],
  'recorded.none': ['name'],
  'recorded.null': ['name'],
  'recorded.type': ['name', 'got', 'wanted'],
  'reference.absent': ['nearest'],
  'reference.type': ['wanted'],
  'rows.input-absent': ['nearest'],
  'schema.absent': ['nearest'],
  'slice.edges': ['got'],
  'slice.type': ['got'],
  'source.absent': ['nearest'],
  'source.type': ['got'],
  'tags.strict': ['got', 'strict'],
  'train.index': ['why'],
  'train.text': ['key', 'got', 'nearest'],
}

/** Words of ours around what a row holds, which stands in double quotes. */
const QUOTING: Named = {
  'file.shape': ['why'],
  'json.syntax': ['why'],
  'prediction.type': ['got'],
  'probabilities.range': ['why'],
  'reference.type': ['got'],
}
const QUOTED = /"(?:[^"\\]|\\.)*"/gsu

/** Ids of examples. */
const IDS: Named = {
  'gold.contradictions': ['shown'],
  'gold.duplicates': ['shown'],
  'id.key': ['key'],
}

/** Takes the place of what is not shown. */
export const HIDDEN = '(hidden)'

/** The details of a problem without what a row holds; what nobody has judged to be harmless is left out. */
function hiddenDetails<C extends Code>(code: C, details: Details<C>, shows: 'ids' | 'hash'): Details<C> {
  if (OF_SPEC.test(code)) return details
  const among = (table: Named, name: string) => (table[code] as readonly string[] | undefined)?.includes(name)
  const shown = ([name, value]: [string, string | number]): string | number => {
    if (typeof value === 'number' || OURS.includes(name) || among(OURS_HERE, name)) return value
    if (among(QUOTING, name)) return value.replace(QUOTED, HIDDEN)
    if (among(IDS, name) && shows === 'ids') return value
    return name === 'nearest' ? '' : HIDDEN
  }
  const all = Object.entries<string | number>(details)
  return Object.fromEntries(all.map(each => [each[0], shown(each)])) as Details<C>
}

/** How many of one kind (code and file) are kept one by one; the rest is counted. */
export const SHOWN = 20

/** Collects the problems of a stage, so that they are told together. */
export class Problems {
  private readonly kinds = new Map<string, { shown: Problem[]; total: number; severity: Severity }>()
  private shows: 'full' | 'ids' | 'hash' = 'full'

  add<C extends Code>(
    code: C,
    place: Place,
    details: Details<C>,
    severity: Severity = PROBLEMS[code][0],
  ): void {
    const key = `${code}\0${severity}\0${place.file ?? ''}`
    const kind = this.kinds.get(key) ?? { shown: [], total: 0, severity }
    this.kinds.set(key, kind)
    kind.total++
    if (kind.shown.length < SHOWN) kind.shown.push(this.told(code, place, details, severity))
  }

  /** From here on nothing is told of the data that a report may not show. */
  hide(shows: 'full' | 'ids' | 'hash'): void {
    this.shows = shows
  }

  private told<C extends Code>(code: C, place: Place, details: Details<C>, severity: Severity): Problem {
    if (this.shows === 'full') return problem(code, place, details, severity)
    const told = problem(code, place, hiddenDetails(code, details, this.shows), severity)
    return this.shows === 'hash' && told.id !== null ? { ...told, id: hiddenId(told.id) } : told
  }

  /** True when something was found that blocks. */
  get blocking(): boolean {
    return this.errors > 0
  }

  /** How many errors were found so far. */
  get errors(): number {
    let errors = 0
    for (const { severity, total } of this.kinds.values()) if (severity === 'error') errors += total
    return errors
  }

  /** Whether something in this file could not be read. */
  unreadable(file: string): boolean {
    for (const { severity, shown } of this.kinds.values()) {
      const [{ code, file: where }] = shown as [Problem, ...Problem[]]
      if (severity === 'error' && where === file && UNREADABLE.test(code)) return true
    }
    return false
  }

  /** Errors first, those of a spec by line, others by kind; what was not kept is one row with its count. */
  list(): Problem[] {
    const all = [...this.kinds.values()].flatMap(({ shown, total }) =>
      total > shown.length ? [...shown, more(shown[0]!, total - shown.length)] : shown,
    )
    const rank = { error: 0, warning: 1, note: 2 }
    const line = ({ code, line }: Problem) =>
      /^(?:spec|gate|waiver|option)\./u.test(code) ? (line ?? 0) : Number.MAX_SAFE_INTEGER
    return all.sort((a, b) => rank[a.severity] - rank[b.severity] || line(a) - line(b))
  }

  /** Ends the stage when something blocks. */
  stop(): void {
    if (this.blocking) throw new Stop(this.list())
  }
}

/** Thrown when the user must mend something before there can be a verdict. */
export class Stop extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super(problems.map(p => p.message).join('\n'))
  }
}

/** Of an id that is not to be shown: whoever has the data can find it, by `printf %s ID | sha256sum`. */
export function hiddenId(id: string): string {
  return createHash('sha256').update(id).digest('hex').slice(0, 16)
}

/** One problem by itself, for the few places that find just one. */
export function problem<C extends Code>(
  code: C,
  place: Place,
  details: Details<C>,
  severity: Severity = PROBLEMS[code][0],
): Problem {
  const [, wrong, remedy] = PROBLEMS[code]
  const fill = (text: string) =>
    text.replace(/\{(\w+)\}/g, (_, name) => String(details[name as keyof Details<C>]))
  const { file = null, line = null, column = null, id = null } = place
  return { code, severity, file, line, column, id, message: `${fill(wrong)} ${fill(remedy)}`, count: 1 }
}

function more(first: Problem, count: number): Problem {
  return { ...first, line: null, column: null, id: null, message: `${count} more of the same kind.`, count }
}

/** `file:line:column`, as far as known. */
export function where({ file, line, column }: Pick<Problem, 'file' | 'line' | 'column'>): string {
  return [file, line, line === null ? null : column].filter(part => part !== null).join(':')
}

/** ` Did you mean x?` for a misspelt name, or nothing; put into the `nearest` hole of a sentence. */
export function nearest(got: string, known: Iterable<string>): string {
  let best = ''
  let least = Math.max(1, Math.floor(got.length / 3)) + 0.5
  for (const name of known) {
    const distance = got.toLowerCase().trim() === name.toLowerCase().trim() ? 0 : edits(got, name)
    if (distance < least) [best, least] = [name, distance]
  }
  return best === '' ? '' : ` Did you mean ${quote(best)}?`
}

/** A name as it stands in a sentence: in double quotes, with what is invisible escaped. */
export function quote(name: string): string {
  return JSON.stringify(name.length > 80 ? `${name.slice(0, 77)}…` : name)
}

/** A list of names for a sentence; long ones are cut and counted. */
export function listed(names: Iterable<string>, most = 30): string {
  const all = [...names]
  const shown = all.slice(0, most).join(', ')
  return all.length > most ? `${shown} and ${all.length - most} more` : shown || 'none'
}

/** What a value is, in words for a message. */
export function kind(value: unknown): string {
  if (value === null) return 'null'
  if (value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value))
    return 'a whole number beyond 2^53'
  if (typeof value === 'number' && !Number.isFinite(value)) return 'a number too large'
  return (
    { string: 'a text', number: 'a number', boolean: 'a boolean', object: 'an object' }[
      typeof value as string
    ] ?? typeof value
  )
}

/** Levenshtein distance. */
function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1))
    }
    row = next
  }
  return row[b.length]!
}

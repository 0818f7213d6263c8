import { describe, expect, test } from '@jest/globals'
import { type Options, readAll, readText } from './reading'

const A = { id: 'a', prediction: 'x' }
const B = { id: 'b', prediction: 'y' }

interface Case {
  readonly name: string
  readonly file: string
  readonly bytes: string | Buffer
  readonly options?: Options
  /** values with their lines, and keys in a map */
  readonly rows?: readonly (readonly [line: number, value: unknown, key?: string])[]
  readonly told?: readonly string[]
  /** a part of the first message */
  readonly says?: string
}

const lines: readonly Case[] = [
  {
    name: 'one object a line',
    file: 'p.jsonl',
    bytes: '{"id":"a","prediction":"x"}\n{"id":"b","prediction":"y"}\n',
    rows: [
      [1, A],
      [2, B],
    ],
  },
  {
    name: 'no line end at the end',
    file: 'p.jsonl',
    bytes: '{"id":"a"}\n{"id":"b"}',
    rows: [
      [1, { id: 'a' }],
      [2, { id: 'b' }],
    ],
  },
  {
    name: 'CRLF',
    file: 'p.jsonl',
    bytes: '{"id":"a"}\r\n{"id":"b"}\r\n',
    rows: [
      [1, { id: 'a' }],
      [2, { id: 'b' }],
    ],
  },
  {
    name: 'a byte-order mark is dropped',
    file: 'p.jsonl',
    bytes: '\ufeff{"id":"a"}\n{"id":"b"}\n',
    rows: [
      [1, { id: 'a' }],
      [2, { id: 'b' }],
    ],
  },
  {
    name: 'blank lines are skipped and counted',
    file: 'p.jsonl',
    bytes: '\n{"id":"a"}\n \t\r\n\n{"id":"b"}\n\n',
    rows: [
      [2, { id: 'a' }],
      [5, { id: 'b' }],
    ],
  },
  {
    name: 'U+2028 and U+0085 end no line',
    file: 'p.jsonl',
    bytes: '{"id":"a\u2028b\u0085"}\n{"id":"b"}\n',
    rows: [
      [1, { id: 'a\u2028b\u0085' }],
      [2, { id: 'b' }],
    ],
  },
  {
    name: 'half of a surrogate pair stays and is noted',
    file: 'p.jsonl',
    bytes: '{"id":"a\\ud83d"}\n{"id":"\\ud83d\\ude00"}\n',
    rows: [
      [1, { id: 'a\ud83d' }],
      [2, { id: '😀' }],
    ],
    told: ['text.lone-surrogate@1'],
  },
  {
    name: '1e400 is JSON and becomes Infinity, which who reads the field refuses',
    file: 'p.jsonl',
    bytes: '{"id":"a","prediction":1e400}\n',
    rows: [[1, { id: 'a', prediction: Number.POSITIVE_INFINITY }]],
  },
  {
    name: 'NaN within a text is data',
    file: 'p.jsonl',
    bytes: '{"id":"NaN \\" NaN"}\n{"id":"b"}',
    rows: [
      [1, { id: 'NaN " NaN' }],
      [2, { id: 'b' }],
    ],
  },
  {
    name: 'NaN and Infinity are named, and reading goes on',
    file: 'p.jsonl',
    bytes: '{"id":"a","s":NaN}\n{"id":"b","s":-Infinity}\n{"id":"c"}\n',
    rows: [[3, { id: 'c' }]],
    told: ['json.nonfinite@1', 'json.nonfinite@2'],
    says: 'NaN is not JSON',
  },
  {
    name: 'a last line cut within a text',
    file: 'p.jsonl',
    bytes: '{"id":"a"}\n{"id":"b',
    rows: [[1, { id: 'a' }]],
    told: ['json.truncated@2'],
  },
  {
    name: 'a last line cut within a character',
    file: 'p.jsonl',
    bytes: Buffer.from('{"id":"a"}\n{"id":"é"}').subarray(0, -3),
    rows: [[1, { id: 'a' }]],
    told: ['json.truncated@2'],
  },
  { name: 'an only line that is cut', file: 'p.jsonl', bytes: '{"id":"a', told: ['json.truncated@1'] },
  {
    name: 'a line cut in the middle of the file is no end of it',
    file: 'p.jsonl',
    bytes: '{"id":"a\n{"id":"b"}\n',
    rows: [[2, { id: 'b' }]],
    told: ['json.syntax@1'],
  },
  {
    name: 'a trailing comma',
    file: 'p.jsonl',
    bytes: '{"id":"a",}\n{"id":"b"}\n',
    rows: [[2, { id: 'b' }]],
    told: ['json.syntax@1'],
    says: 'a comma has no value after it',
  },
  {
    name: 'single quotes',
    file: 'p.jsonl',
    bytes: '{\'id\':\'a\'}\n{"id":"b"}\n',
    rows: [[2, { id: 'b' }]],
    told: ['json.syntax@1'],
    says: 'single quotes',
  },
  {
    name: 'two values on a line',
    file: 'p.jsonl',
    bytes: '{"id":"a"}{"id":"b"}\n{"id":"c"}\n',
    rows: [[2, { id: 'c' }]],
    told: ['json.syntax@1'],
    says: 'one value follows another',
  },
  {
    name: 'a log line before the rows',
    file: 'p.jsonl',
    bytes: 'WARNING: slow\n{"id":"a"}\n',
    rows: [[2, { id: 'a' }]],
    told: ['json.syntax@1'],
    says: 'it begins with "WARNING: slow"',
  },
  {
    name: 'a row that is no object',
    file: 'p.jsonl',
    bytes: '{"id":"a"}\n[1]\n"x"\n',
    rows: [[1, { id: 'a' }]],
    told: ['json.row@2', 'json.row@3'],
    says: 'a list',
  },
  {
    name: 'bytes that are not UTF-8',
    file: 'p.jsonl',
    bytes: Buffer.from('{"id":"a"}\n{"id":"\xe9"}\n{"id":"c"}\n', 'latin1'),
    rows: [
      [1, { id: 'a' }],
      [3, { id: 'c' }],
    ],
    told: ['text.encoding@2'],
  },
  {
    name: 'a surrogate written as bytes is not UTF-8',
    file: 'p.jsonl',
    bytes: Buffer.concat([
      Buffer.from('{"id":"'),
      Buffer.of(0xed, 0xa0, 0x80),
      Buffer.from('"}\n{"id":"c"}\n'),
    ]),
    rows: [[2, { id: 'c' }]],
    told: ['text.encoding@1'],
  },
  {
    name: 'a line over the limit is left out, the next is not',
    file: 'p.jsonl',
    bytes: `{"id":"${'a'.repeat(60)}"}\n{"id":"b"}\n{"id":"${'c'.repeat(60)}"}`,
    options: { limits: { line_bytes: 50 } },
    rows: [[2, { id: 'b' }]],
    told: ['json.line-length@1', 'json.line-length@3'],
    says: '50 bytes',
  },
  {
    name: 'nesting over the limit',
    file: 'p.jsonl',
    bytes: `{"id":"b","v":${'['.repeat(9)}${']'.repeat(9)}}\n{"id":"[[[[[[[[[[[[[[[[["}\n`,
    options: { limits: { depth: 9 } },
    rows: [[2, { id: '[[[[[[[[[[[[[[[[[' }]],
    told: ['json.depth@1'],
  },
  {
    name: 'nesting at the limit',
    file: 'p.jsonl',
    bytes: `{"id":"b","v":${'['.repeat(8)}${']'.repeat(8)}}\n`,
    options: { limits: { depth: 9 } },
    rows: [[1, { id: 'b', v: [[[[[[[[]]]]]]]] }]],
  },
  {
    name: 'more rows than the limit',
    file: 'p.jsonl',
    bytes: '{"id":"a"}\n\n{"id":"b"}\n{"id":"c"}\n',
    options: { limits: { rows: 1 } },
    rows: [[1, { id: 'a' }]],
    told: ['rows.too-many@3'],
  },
  { name: 'blank lines only', file: 'p.jsonl', bytes: '\n \n', told: ['file.empty'] },
  {
    name: 'JSON Lines named .json',
    file: 'p.json',
    bytes: '{"id":"a"}\n{"id":"b"}\n',
    rows: [
      [1, { id: 'a' }],
      [2, { id: 'b' }],
    ],
    told: ['file.sniffed'],
    says: 'The name says JSON, the bytes are JSON Lines',
  },
  {
    name: 'one row named .json',
    file: 'p.json',
    bytes: '{"id":"a"}',
    rows: [[1, { id: 'a' }]],
    told: ['file.sniffed'],
  },
]

const documents: readonly Case[] = [
  {
    name: 'an array',
    file: 'p.json',
    bytes: '[\n {"id": "a", "prediction": "x"},\n\n {"id": "b",\n "prediction": "y"}\n]\n',
    rows: [
      [2, A],
      [4, B],
    ],
  },
  {
    name: 'an array named .jsonl',
    file: 'p.jsonl.gz',
    bytes: '[{"id":"a"}]',
    rows: [[1, { id: 'a' }]],
    told: ['file.sniffed'],
  },
  { name: 'an empty array has no rows', file: 'p.json', bytes: ' [ ] ', told: ['file.empty'] },
  {
    name: 'brackets and quotes within texts',
    file: 'p.json',
    bytes: '[{"id":"]}\\"[{\\\\"},{"id":"b"}]',
    rows: [
      [1, { id: ']}"[{\\' }],
      [1, { id: 'b' }],
    ],
  },
  {
    name: 'a trailing comma',
    file: 'p.json',
    bytes: '[{"id":"a"},\n]',
    rows: [[1, { id: 'a' }]],
    told: ['json.syntax@2'],
    says: 'a comma has no value after it',
  },
  {
    name: 'a leading comma',
    file: 'p.json',
    bytes: '[,{"id":"a"}]',
    told: ['json.syntax@1'],
    says: 'a value was expected, not ,',
  },
  {
    name: 'a comma too many',
    file: 'p.json',
    bytes: '[{"id":"a"},,{"id":"b"}]',
    rows: [[1, { id: 'a' }]],
    told: ['json.syntax@1'],
  },
  {
    name: 'no comma',
    file: 'p.json',
    bytes: '[{"id":"a"}\n{"id":"b"}]',
    rows: [[1, { id: 'a' }]],
    told: ['json.syntax@2'],
    says: 'a comma or ] was expected, not {',
  },
  {
    name: 'the wrong bracket',
    file: 'p.json',
    bytes: '[{"id":"a"}}',
    rows: [[1, { id: 'a' }]],
    told: ['json.syntax@1'],
  },
  {
    name: 'a wrong bracket within a row',
    file: 'p.json',
    bytes: '[{"id":["a"}},{"id":"b"}]',
    told: ['json.syntax@1'],
  },
  {
    name: 'more behind the end',
    file: 'p.json',
    bytes: '[{"id":"a"}]\n[{"id":"b"}]',
    rows: [[1, { id: 'a' }]],
    told: ['json.syntax@2'],
    says: 'the document is over and more follows',
  },
  {
    name: 'a comment',
    file: 'p.json',
    bytes: '[{"id":"a"}, // x\n{"id":"b"}]',
    rows: [[1, { id: 'a' }]],
    told: ['json.syntax@1'],
    says: 'there is a comment',
  },
  {
    name: 'cut after a row',
    file: 'p.json',
    bytes: '[{"id":"a"},\n',
    rows: [[1, { id: 'a' }]],
    told: ['json.truncated@2'],
  },
  {
    name: 'cut within a row',
    file: 'p.json',
    bytes: '[{"id":"a"},\n{"id":"b',
    rows: [[1, { id: 'a' }]],
    told: ['json.truncated@2'],
  },
  {
    name: 'NaN in a row, and reading goes on',
    file: 'p.json',
    bytes: '[{"id":"a","s":NaN},{"id":"b"}]',
    rows: [[1, { id: 'b' }]],
    told: ['json.nonfinite@1'],
  },
  {
    name: 'rows that are no objects',
    file: 'p.json',
    bytes: '[1,\n{"id":"b"},null]',
    rows: [[2, { id: 'b' }]],
    told: ['json.row@1', 'json.row@2'],
  },
  {
    name: 'not UTF-8',
    file: 'p.json',
    bytes: Buffer.from('[{"id":"\xe9"},{"id":"b"}]', 'latin1'),
    rows: [[1, { id: 'b' }]],
    told: ['text.encoding@1'],
  },
  {
    name: 'a row nested too deep',
    file: 'p.json',
    bytes: '[{"v":[[[]]]},{"id":"b"}]',
    options: { limits: { depth: 3 } },
    rows: [[1, { id: 'b' }]],
    told: ['json.depth@1'],
  },
  {
    name: 'a row too long ends the document',
    file: 'p.json',
    bytes: `[{"id":"a"},{"id":"${'b'.repeat(50)}"},{"id":"c"}]`,
    options: { limits: { line_bytes: 40 } },
    rows: [[1, { id: 'a' }]],
    told: ['json.line-length@1'],
  },
  {
    name: 'a path to the rows',
    file: 'p.json',
    bytes: '{"v":{"x":[1,{"y":"]"}]},"out":[{"rows":"no"},{"rows":[{"id":"a"},\n{"id":"b"}],"n":2}],"z":[]}',
    options: { records: '$.out[1].rows' },
    rows: [
      [1, { id: 'a' }],
      [2, { id: 'b' }],
    ],
  },
  {
    name: 'a path to a map',
    file: 'p.json',
    bytes: '{"answers":{"a":"x","b":{"prediction":"y"}}}',
    options: { records: 'answers' },
    rows: [
      [1, 'x', 'a'],
      [1, { prediction: 'y' }, 'b'],
    ],
  },
  {
    name: 'a path to a map of lists of objects',
    file: 'p.json',
    bytes: '{"answers":{"a":[{"s":1}],"b":[]}}',
    options: { records: 'answers' },
    rows: [
      [1, [{ s: 1 }], 'a'],
      [1, [], 'b'],
    ],
  },
  {
    name: 'a path that finds nothing names the keys',
    file: 'p.json',
    bytes: '{"results":{"rows":[],"n":1}}',
    options: { records: 'results.outputs' },
    told: ['file.shape@1'],
    says: 'records: results.outputs finds nothing, the keys there are "rows", "n". Name the list',
  },
  {
    name: 'an index that finds nothing',
    file: 'p.json',
    bytes: '[[{"id":"a"}]]',
    options: { records: '$[1]' },
    told: ['file.shape@1'],
    says: 'there is a list of 1',
  },
  {
    name: 'an index from the end',
    file: 'p.json',
    bytes: '[[{"id":"a"}]]',
    options: { records: '$[-1]' },
    told: ['file.shape@1'],
    says: 'no end to count from',
  },
  {
    name: 'a path to a plain value',
    file: 'p.json',
    bytes: '{"rows":"none"}',
    options: { records: 'rows' },
    told: ['file.shape@1'],
    says: 'records: rows is a text',
  },
  {
    name: 'a path whose key stands twice',
    file: 'p.json',
    bytes: '{"rows":[{"id":"a"}],\n"rows":[]}',
    options: { records: 'rows' },
    rows: [[1, { id: 'a' }]],
    told: ['file.shape@2'],
    says: 'stands twice',
  },
  {
    name: 'what comes before the rows is read, too',
    file: 'p.json',
    bytes: '{"n":01,"rows":[{"id":"a"}]}',
    options: { records: 'rows' },
    told: ['json.syntax@1'],
  },
  {
    name: 'what comes after the rows is read, too',
    file: 'p.json',
    bytes: '{"rows":[{"id":"a"}],"n":{"x":[1,]}}',
    options: { records: 'rows' },
    rows: [[1, { id: 'a' }]],
    told: ['json.syntax@1'],
  },
  {
    name: 'a map from id to answer',
    file: 'p.json',
    bytes: '{"a":"x",\n "b":null,"c":["y"]}',
    rows: [
      [1, 'x', 'a'],
      [2, null, 'b'],
      [2, ['y'], 'c'],
    ],
  },
  {
    name: 'a map from id to row',
    file: 'p.json',
    bytes: '{"a":{"prediction":"x"},"__proto__":{"prediction":"y"}}',
    rows: [
      [1, { prediction: 'x' }, 'a'],
      [1, { prediction: 'y' }, '__proto__'],
    ],
  },
  {
    name: 'an id that stands twice is seen twice',
    file: 'p.json',
    bytes: '{"a":"x",\n"a":"y"}',
    rows: [
      [1, 'x', 'a'],
      [2, 'y', 'a'],
    ],
  },
  {
    name: 'NaN in a map',
    file: 'p.json',
    bytes: '{"a":NaN,"b":"y"}',
    rows: [[1, 'y', 'b']],
    told: ['json.nonfinite@1'],
  },
  {
    name: 'a key without quotes',
    file: 'p.json',
    bytes: '{"a":"x",b:"y"}',
    rows: [],
    told: ['json.syntax@1'],
    says: 'a key in double quotes was expected, not b',
  },
  {
    name: 'a document around the rows',
    file: 'p.json',
    bytes: '{"my outputs":[{"id":"a"}]}',
    told: ['file.shape@1'],
    says: 'The file is one JSON object whose field "my outputs" is a list of objects. Declare records: $[\'my outputs\'].',
  },
  {
    name: 'a document around the rows that begins with other fields',
    file: 'p.json',
    bytes: '{\n"version":2,\n"samples":[{"id":"a"}]}',
    told: ['file.shape@3'],
    says: 'Declare records: samples.',
  },
  {
    name: 'columns',
    file: 'p.json',
    bytes: '{"text":["s","t"],"id":["a","b"],\n"prediction":["x",{"y":1}],"__proto__":[1,2]}',
    rows: [
      [1, JSON.parse('{"text":"s","id":"a","prediction":"x","__proto__":1}')],
      [1, JSON.parse('{"text":"t","id":"b","prediction":{"y":1},"__proto__":2}')],
    ],
  },
  {
    name: 'columns, one cell a line',
    file: 'p.json',
    bytes: '{"id":[\n"a",\n"b"]}',
    rows: [
      [2, { id: 'a' }],
      [3, { id: 'b' }],
    ],
  },
  {
    name: 'columns of different lengths',
    file: 'p.json',
    bytes: '{"id":["a","b"],"prediction":["x"]}',
    told: ['file.shape@1'],
    says: '"id" has 2, "prediction" has 1',
  },
  {
    name: 'a column that is none',
    file: 'p.json',
    bytes: '{"model":"m","id":["a"]}',
    told: ['file.shape@1'],
    says: '"model" a text',
  },
  {
    name: 'a column twice',
    file: 'p.json',
    bytes: '{"id":["a"],"id":["b"]}',
    told: ['file.shape@1'],
    says: 'The column "id" stands twice',
  },
  {
    name: 'columns by row number, as pandas writes them',
    file: 'p.json',
    bytes: '{"id":{"0":"a","2":"b"},"prediction":{"0":"x","2":"y"}}',
    rows: [
      [1, A],
      [1, B],
    ],
  },
  {
    name: 'columns by other row numbers',
    file: 'p.json',
    bytes: '{"id":{"0":"a"},"prediction":{"0":"x","1":"y"}}',
    told: ['file.shape@1'],
    says: 'not alike',
  },
  {
    name: 'NaN in a column',
    file: 'p.json',
    bytes: '{"id":["a",NaN],"prediction":["x","y"]}',
    told: ['json.nonfinite@1'],
  },
  {
    name: 'split',
    file: 'p.json',
    bytes: '{"columns":["id","prediction"],"index":[0,1],"data":[["a","x"],\n["b","y"]]}',
    rows: [
      [1, A],
      [2, B],
    ],
  },
  {
    name: 'split with data first',
    file: 'p.json',
    bytes: '{"data":[["a","x"]],"columns":["id","prediction"]}',
    rows: [[1, A]],
  },
  {
    name: 'split with a short row',
    file: 'p.json',
    bytes: '{"columns":["id","prediction"],"data":[["a","x"],\n["b"]]}',
    rows: [[1, A]],
    told: ['file.shape@2'],
    says: 'Item 2 of data is 1 values, and there are 2 columns',
  },
  {
    name: 'split with a column twice',
    file: 'p.json',
    bytes: '{"columns":["id","id"],"data":[["a","x"]]}',
    told: ['file.shape@1'],
  },
]

const tables: readonly Case[] = [
  {
    name: 'CSV',
    file: 'p.csv',
    bytes: 'id,prediction\na,x\nb,y\n',
    rows: [
      [2, A],
      [3, B],
    ],
  },
  {
    name: 'CRLF, a byte-order mark, no end',
    file: 'p.csv',
    bytes: '\ufeffid,prediction\r\na,x\r\nb,y',
    rows: [
      [2, A],
      [3, B],
    ],
  },
  {
    name: 'both line ends',
    file: 'p.csv',
    bytes: 'id,prediction\r\na,x\nb,y\r\n',
    rows: [
      [2, A],
      [3, B],
    ],
  },
  {
    name: 'blank lines',
    file: 'p.csv',
    bytes: '\nid,prediction\n\na,x\n\n\nb,y\n\n',
    rows: [
      [4, A],
      [7, B],
    ],
  },
  {
    name: 'values over several lines, of both kinds',
    file: 'p.csv',
    bytes: 'id,prediction\r\na,"1\r\n\r\n2 ""q"", \n3"\r\nb,y\r\n',
    rows: [
      [2, { id: 'a', prediction: '1\r\n\r\n2 "q", \n3' }],
      [6, B],
    ],
  },
  {
    name: 'every value is a text',
    file: 'p.csv',
    bytes: 'id,prediction\n007,=1+1\n1e3,\n',
    rows: [
      [2, { id: '007', prediction: '=1+1' }],
      [3, { id: '1e3', prediction: '' }],
    ],
  },
  {
    name: 'tabs',
    file: 'p.txt',
    bytes: 'id\tprediction\na\tx, y\n',
    rows: [[2, { id: 'a', prediction: 'x, y' }]],
  },
  {
    name: 'tabs named .csv',
    file: 'p.csv',
    bytes: 'id\tprediction\na\tx\n',
    rows: [[2, A]],
    told: ['file.sniffed'],
  },
  {
    name: 'a tab within a quoted name is none',
    file: 'p.txt',
    bytes: '"a\tb",id\n1,2\n',
    rows: [[2, { 'a\tb': '1', id: '2' }]],
  },
  {
    name: 'the unnamed first column of pandas is dropped',
    file: 'p.csv',
    bytes: ',id,prediction\n0,a,x\n',
    rows: [[2, A]],
  },
  {
    name: 'a column named __proto__',
    file: 'p.csv',
    bytes: 'id,__proto__,constructor\na,x,y\n',
    rows: [[2, JSON.parse('{"id":"a","__proto__":"x","constructor":"y"}')]],
  },
  {
    name: 'ragged rows are all told',
    file: 'p.csv',
    bytes: 'id,prediction\na\na,x\nb,y,z\n',
    rows: [[3, A]],
    told: ['csv.ragged@2', 'csv.ragged@4'],
    says: '1 columns, the header 2',
  },
  {
    name: 'a quote that is never closed',
    file: 'p.csv',
    bytes: 'id,prediction\na,x\nb,"y\nc,z\n',
    rows: [[2, A]],
    told: ['csv.syntax@3'],
    says: 'never closed',
  },
  {
    name: 'a quote that is not closed for long',
    file: 'p.csv',
    bytes: `id,prediction\nb,"y\n${'c,z\n'.repeat(50)}`,
    options: { limits: { line_bytes: 100 } },
    told: ['csv.syntax@2'],
    says: 'not closed within 100 bytes',
  },
  {
    name: 'text behind a closing quote',
    file: 'p.csv',
    bytes: 'id,prediction\na,x\n\nb,"y"z\n',
    rows: [[2, A]],
    told: ['csv.syntax@4'],
  },
  {
    name: 'a quote within a value',
    file: 'p.csv',
    bytes: 'id,prediction\na,x\nb,y"z"\n',
    rows: [[2, A]],
    told: ['csv.syntax@3'],
  },
  {
    name: 'a name twice',
    file: 'p.csv',
    bytes: 'id,prediction,id\na,x,b\n',
    told: ['csv.header@1'],
    says: '"id"',
  },
  {
    name: 'semicolons',
    file: 'p.csv',
    bytes: 'id;prediction\na;x\n',
    told: ['csv.columns@1'],
    says: 'semicolons (;)',
  },
  {
    name: 'commas named .tsv',
    file: 'p.tsv',
    bytes: 'id,prediction\na,x\n',
    told: ['csv.columns@1'],
    says: 'It is separated by commas',
  },
  {
    name: 'lines ended by CR alone',
    file: 'p.csv',
    bytes: 'prediction\rx\ry',
    told: ['csv.columns@1'],
    says: 'CR alone',
  },
  {
    name: 'one column that rows have',
    file: 'p.csv',
    bytes: 'prediction\nx\n""\n',
    rows: [
      [2, { prediction: 'x' }],
      [3, { prediction: '' }],
    ],
  },
  {
    name: 'text that is no table',
    file: 'p.txt',
    bytes: 'hello\nworld\n',
    told: ['csv.columns@1'],
    says: '"hello"',
  },
  { name: 'a header alone', file: 'p.csv', bytes: 'id,prediction\n', told: ['file.empty'] },
  {
    name: 'not UTF-8',
    file: 'p.csv',
    bytes: Buffer.from('id,prediction\na,\xe9\nb,y\n', 'latin1'),
    rows: [
      [2, { id: 'a', prediction: '\ufffd' }],
      [3, B],
    ],
    told: ['text.encoding@2'],
  },
  {
    name: 'cut within a character',
    file: 'p.csv',
    bytes: Buffer.from('id,prediction\na,é').subarray(0, -1),
    rows: [[2, { id: 'a', prediction: '\ufffd' }]],
    told: ['text.encoding@2'],
  },
  {
    name: 'a table named .jsonl',
    file: 'p.jsonl',
    bytes: 'id,prediction\na,x\n',
    rows: [[2, A]],
    told: ['file.sniffed'],
  },
  {
    name: 'records of a table',
    file: 'p.csv',
    bytes: 'id,prediction\na,x\n',
    options: { records: 'rows' },
    told: ['file.shape'],
    says: 'the file is a table',
  },
]

const foreign: readonly Case[] = [
  { name: 'nothing', file: 'p.jsonl', bytes: '', told: ['file.empty'] },
  { name: 'a byte-order mark alone', file: 'p.jsonl', bytes: '\ufeff', told: ['file.empty'] },
  {
    name: 'UTF-16 with a mark',
    file: 'p.jsonl',
    bytes: Buffer.from('\ufeff{"id":"a"}\n', 'utf16le'),
    told: ['text.utf16'],
  },
  {
    name: 'UTF-16 without a mark',
    file: 'p.csv',
    bytes: Buffer.from('id,prediction\n', 'utf16le'),
    told: ['text.utf16'],
  },
  {
    name: 'UTF-16, the high byte first',
    file: 'p.csv',
    bytes: Buffer.from('id,prediction\n', 'utf16le').swap16(),
    told: ['text.utf16'],
  },
  {
    name: 'NUL bytes behind the rows',
    file: 'p.jsonl',
    bytes: `{"id":"a"}\n${'\0'.repeat(20)}`,
    told: ['text.nul@2'],
  },
  {
    name: 'a pointer of Git LFS',
    file: 'p.csv',
    bytes: 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n',
    told: ['file.lfs-pointer'],
  },
  {
    name: 'an HTML page',
    file: 'p.json',
    bytes: '\n<!DOCTYPE html><html></html>',
    told: ['json.syntax@1'],
    says: 'it looks like an HTML page',
  },
  {
    name: 'Zstandard',
    file: 'p.jsonl.zst',
    bytes: Buffer.of(0x28, 0xb5, 0x2f, 0xfd, 4, 0, 9),
    told: ['file.shape'],
    says: 'The file looks compressed with Zstandard',
  },
  {
    name: 'a spreadsheet',
    file: 'p.csv',
    bytes: Buffer.from('PK\x03\x04\x14\0'),
    told: ['file.shape'],
    says: 'like a ZIP archive or a spreadsheet, which is not read. Export JSON Lines or CSV',
  },
  {
    name: 'Parquet',
    file: 'p.parquet',
    bytes: Buffer.from('PAR1\x15\x04'),
    told: ['file.shape'],
    says: 'like Parquet',
  },
  {
    name: 'a pickle',
    file: 'p.pkl',
    bytes: Buffer.of(0x80, 0x04, 0x95, 0),
    told: ['file.shape'],
    says: 'like a Python pickle',
  },
]

describe.each([
  ['JSON Lines', lines],
  ['JSON documents', documents],
  ['tables', tables],
  ['files of no rows', foreign],
])('%s', (_, cases) => {
  test.each(cases)('$name', async ({ file, bytes, options, rows = [], told = [], says = '' }) => {
    const got = await readAll(file, [Buffer.from(bytes)], options)
    const wanted = rows.map(([line, value, key]) => ({ line, value, ...(key !== undefined && { key }) }))
    expect({ rows: got.rows, told: got.told }).toEqual({ rows: wanted, told })
    expect(got.messages[0] ?? '').toContain(says)
  })

  test.each(cases)('$name: the same wherever the bytes are cut', async ({ file, bytes, options }) => {
    const whole = Buffer.from(bytes)
    const wanted = await readAll(file, [whole], options)
    const single = Array.from(whole, (_byte, i) => whole.subarray(i, i + 1))
    expect(await readAll(file, single, options)).toEqual(wanted)
    for (let cut = 0; cut <= whole.length; cut++) {
      expect(await readAll(file, [whole.subarray(0, cut), whole.subarray(cut)], options)).toEqual(wanted)
    }
  })
})

test('a column named __proto__ is an own property and changes nothing else', async () => {
  for (const [file, text] of [
    ['p.csv', 'id,__proto__\na,x\n'],
    ['p.jsonl', '{"id":"a","__proto__":"x"}\n'],
    ['p.json', '{"id":["a"],"__proto__":["x"]}'],
    ['p.json', '{"columns":["id","__proto__"],"data":[["a","x"]]}'],
  ] as const) {
    const { rows } = await readText(file, text)
    expect(Object.keys(rows[0]!.value as object)).toEqual(['id', '__proto__'])
  }
})

test('a message quotes little of the data', async () => {
  const secret = 's'.repeat(500)
  for (const [file, text] of [
    ['p.jsonl', `${secret}\n{"id":"a"}`],
    ['p.jsonl', `{"id":"a"}\n{"id":"a" ${secret}}\n`],
    ['p.json', `[{"id":"a"}, ${secret}]`],
  ] as const) {
    const { messages } = await readText(file, text)
    expect(messages).toHaveLength(1)
    expect(messages[0]).not.toContain('s'.repeat(41))
  }
})

test('a map of more members than are held to look for columns goes on as a map', async () => {
  const ids = Array.from({ length: 2500 }, (_, i) => `ex-${i}`)
  const { rows, told } = await readText(
    'p.json',
    JSON.stringify(Object.fromEntries(ids.map(id => [id, [id]]))),
  )
  expect(told).toEqual([])
  expect(rows).toEqual(ids.map(id => ({ line: 1, key: id, value: [id] })))
})

test('a first line longer than what is looked at is known by the name', async () => {
  const text = `{"id":"a","text":"${'é'.repeat(50_000)}"}`
  const row = JSON.parse(text)
  expect(await readText('p.jsonl', `${text}\n{"id":"b"}`)).toMatchObject({
    told: [],
    rows: [{ value: row }, { value: { id: 'b' } }],
  })
  expect(await readText('p.json', text)).toMatchObject({ told: [], rows: [{ key: 'id' }, { key: 'text' }] })
})

test('an array nested as deep as a file is long neither overflows nor takes long', async () => {
  const n = 200_000
  const deep = '['.repeat(n) + ']'.repeat(n)
  expect((await readText('p.json', deep)).told).toEqual(['json.depth@1'])
  expect((await readText('p.jsonl', `{"id":"a","v":${deep}}\n{"id":"b"}`)).told).toEqual(['json.depth@1'])
  expect((await readText('p.json', `{"v":${deep},"rows":[]}`, { records: 'rows' })).told).toEqual([
    'json.depth@1',
  ])
})

// Texts that are meant to hurt a reader of YAML: arbitraries for the fuzz run.
import * as fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const EXAMPLES = join(import.meta.dirname, '../../schemas/examples');

/** The bytes of every manifest and fleet file of the examples, in the order of their paths. */
export const REAL_FILES: readonly Uint8Array[] = readdirSync(EXAMPLES, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.yaml'))
  .map((entry) => join(entry.parentPath, entry.name))
  .sort()
  .map((path) => new Uint8Array(readFileSync(path)));

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What YAML gives a meaning to, and scalars that two readers read in two ways. */
const FRAGMENTS = [
  ...Array.from('[]{}:,-?|>&*!%@`"\'#~\t\r\n \0\uFEFF'),
  '---\n',
  '...\n',
  '%YAML 1.1\n',
  '%TAG ! x\n',
  '&a ',
  '*a',
  '*b',
  '<<: *a',
  '<<',
  '__proto__: ',
  'constructor: ',
  '!!binary x',
  '!!js/function x',
  '!!set {a}',
  '!!timestamp 2001-01-01',
  '!!merge <<',
  '!<tag:x> y',
  '!!int "x"',
  '0x1F',
  '0o17',
  '010',
  '1_000',
  '.inf',
  '.nan',
  '-.inf',
  '1e999',
  '9007199254740993',
  '1:30',
  'yes',
  'null',
  '~',
  '\n  ',
  '\n    ',
  '\r\n',
  '\r',
  ' : ',
  ': ',
  '- ',
  '? ',
  '\u2028',
  '\u0085',
  '\uD83D\uDE00',
  '\\u0000',
  '|2-\n',
  '>+\n',
  'apiVersion: networking.gke.io/v1\n',
  'kind: MultiClusterIngress\n',
  'kind: MultiClusterService\n',
  'spec:\n',
  'metadata: {name: a, namespace: blue}\n',
  '  annotations: {networking.gke.io/static-ip: "1.2.3.4"}\n',
];

const soup = fc.array(fc.constantFrom(...FRAGMENTS), { maxLength: 60 }).map((parts) => utf8(parts.join('')));

/** Bytes with no regard to anything. */
const noise = fc.uint8Array({ maxLength: 200 });

type Edit = (bytes: Uint8Array) => Uint8Array;

const at = fc.nat();
const flip: fc.Arbitrary<Edit> = fc.tuple(at, fc.nat(255)).map(([place, byte]) => (bytes) => {
  const copy = Uint8Array.from(bytes);
  if (copy.length > 0) copy[place % copy.length] = byte;
  return copy;
});
const truncate: fc.Arbitrary<Edit> = at.map((place) => (bytes) => bytes.slice(0, place % (bytes.length + 1)));
const insert: fc.Arbitrary<Edit> = fc.tuple(at, fc.constantFrom(...FRAGMENTS)).map(([place, text]) => (bytes) => {
  const cut = place % (bytes.length + 1);
  return Uint8Array.from([...bytes.slice(0, cut), ...utf8(text), ...bytes.slice(cut)]);
});
const editLines = (edit: (lines: string[]) => void): Edit => {
  return (bytes) => {
    const lines = new TextDecoder().decode(bytes).split('\n');
    edit(lines);
    return utf8(lines.join('\n'));
  };
};
const deleteLine: fc.Arbitrary<Edit> = at.map((place) => editLines((lines) => lines.splice(place % lines.length, 1)));
const repeatLine: fc.Arbitrary<Edit> = at.map((place) =>
  editLines((lines) => lines.splice(place % lines.length, 0, lines[place % lines.length] ?? '')),
);
const swapLines: fc.Arbitrary<Edit> = fc.tuple(at, at).map(([one, other]) =>
  editLines((lines) => {
    const [a, b] = [one % lines.length, other % lines.length];
    [lines[a], lines[b]] = [lines[b] ?? '', lines[a] ?? ''];
  }),
);
const indent: fc.Arbitrary<Edit> = fc.tuple(at, fc.constantFrom(' ', '\t', '  ')).map(([place, text]) =>
  editLines((lines) => {
    lines[place % lines.length] = text + (lines[place % lines.length] ?? '');
  }),
);
const lineEnds: fc.Arbitrary<Edit> = fc
  .constantFrom('\r\n', '\r', '\n\n')
  .map((end) => (bytes) => utf8(new TextDecoder().decode(bytes).replaceAll('\n', end)));
const mark: fc.Arbitrary<Edit> = fc.constant((bytes) => Uint8Array.from([0xef, 0xbb, 0xbf, ...bytes]));

const edits = fc.oneof(flip, truncate, insert, deleteLine, repeatLine, swapLines, indent, lineEnds, mark);
const mutated = fc
  .tuple(fc.constantFrom(...REAL_FILES), fc.array(edits, { minLength: 1, maxLength: 4 }))
  .map(([file, changes]) => changes.reduce((bytes, change) => change(bytes), file));

/** A file as somebody could push it: noise, soup of YAML's own signs, or a real example with a few wounds. */
export const hostileFile: fc.Arbitrary<Uint8Array> = fc.oneof(
  { weight: 1, arbitrary: noise },
  { weight: 4, arbitrary: soup },
  { weight: 5, arbitrary: mutated },
);

const deep = (open: string, close = ''): string => open.repeat(3_000) + close.repeat(3_000);

/** Attacks by name, each with what has to be said of it; none is larger than it needs to be. */
export const ATTACKS: Readonly<Record<string, string>> = {
  'billion laughs': ['a: &a0 [x, x, x, x, x, x, x, x, x]', ...levels(9, (n) => `b${n}: &a${n} [${star(n - 1)}]`)].join(
    '\n',
  ),
  'billion laughs of mappings': [
    'a0: &a0 {x: y}',
    ...levels(18, (n) => `a${n}: &a${n} {l: *a${n - 1}, r: *a${n - 1}}`),
  ].join('\n'),
  'an alias to its own ancestor': 'a: &a {b: *a}',
  'deep flow sequences': deep('[', ']'),
  'deep flow mappings, open': deep('{a: '),
  'deep block sequences': deep('- '),
  'deep explicit keys': deep('? '),
  'deep steps': Array.from({ length: 200 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
  'many values': `a: [${'1,'.repeat(50_001)}]`,
  'many commas': `a: [${'1,'.repeat(151_000)}]`,
  'many brackets that close nothing': ']'.repeat(301_000),
  'many anchors of one value': '&a '.repeat(20_000),
  'many documents': '---\na\n'.repeat(2_000),
  'many directives': '%FOO bar\n'.repeat(2_000),
  'a huge scalar': `a: "${'x'.repeat(2_000_000)}"`,
  'a merge key': 'a: &a {b: c}\nd: {<<: *a}',
  'unknown tags': 'a: !!js/function "x"\nb: !nothing y',
};

function levels(count: number, line: (level: number) => string): readonly string[] {
  return Array.from({ length: count }, (_, index) => line(index + 1));
}

function star(level: number): string {
  return Array.from({ length: 9 }, () => `*a${level}`).join(', ');
}

// conformance.json as pages for readers, one for each part and an index that sums them up; and a page back to its part.
import { markdownTable } from '../../docs/reference/markdown-table.ts';
import { type CaseName, type CaseResult, countOutcomes, type Outcome, type PartReport, type Report } from './report.ts';

const MADE = 'Made by `node test/conformance/write-page.ts` from a run of `npm run conformance`; not edited by hand.';

const HEAD = `# Conformance

${MADE}

Clients that know nothing of Rangelight use its emulators as they use the real services. **passed**: the client saw what
it sees from the real service. **mismatch**: it could tell the difference. **not implemented (501)**: the emulator says by
name that it lacks this. **not installed**: the client or the other server was not on the machine of this run.

[How the local cloud is held to the real world](../real-world.md) has what else was compared, with which version, and when.
`;

const MARKS: Readonly<Record<Outcome, string>> = {
  passed: '✔',
  mismatch: '✘',
  'not implemented (501)': '–',
  'not installed': '?',
};
const OUTCOMES = Object.keys(MARKS) as readonly Outcome[];

/** Path below docs/reference → Markdown: the index, and for each part a page with one row per case. */
export function conformancePages({ parts }: Report): ReadonlyMap<string, string> {
  const index = [HEAD, overview(parts), '', ...notPassed(parts)].join('\n');
  return new Map([['conformance.md', index], ...parts.map((part) => [pathOf(part.part), partPage(part)] as const)]);
}

/** Where the page of a part stands, below docs/reference. */
export function pathOf(part: string): string {
  return `conformance/${slug(part)}.md`;
}

/** A page of a part as it was written; a formatter may have padded its tables. Its seconds are not known any more. */
export function readPartPage(page: string): PartReport {
  let [part, group, about, client] = ['', '', '', ''];
  const cases: CaseResult[] = [];
  for (const line of page.split('\n')) {
    if (line.startsWith('# ')) part = line.slice(2);
    else if (line.startsWith('## ')) group = line.slice(3);
    else if (line.startsWith(CLIENT)) client = line.slice(CLIENT.length);
    else if (part !== '' && about === '') about = line;
    const found = /^\| [✔✘–?] (?<outcome>\S.*?) +\| `(?<name>.*?[^\\])` +\| ?(?<note>.*?) *\|$/u.exec(line)?.groups;
    if (found === undefined) continue;
    const { outcome, name = '', note = '' } = found;
    const said = note === '' ? {} : { note: note.replaceAll('\\|', '|') };
    cases.push({ group, name: name.replaceAll('\\|', '|'), outcome: outcome as Outcome, ...said });
  }
  return { part, about, client, seconds: 0, cases };
}

export function fullName(part: string, { group, name }: CaseName): string {
  return `${part} / ${group} / ${name}`;
}

const CLIENT = 'Client: ';

function slug(text: string): string {
  const letters = text.toLowerCase().replaceAll(/[’']/gu, '');
  return letters.replaceAll(/[^a-z0-9]+/g, '-');
}

function overview(parts: readonly PartReport[]): string {
  const rows = parts.map(({ part, client, cases }) => [`[${part}](${pathOf(part)})`, client, ...counted(cases)]);
  const all = ['all', '', ...counted(parts.flatMap(({ cases }) => cases))];
  return markdownTable(['Part', 'Client', ...OUTCOMES], [...rows, all]).join('\n');
}

function notPassed(parts: readonly PartReport[]): readonly string[] {
  const rows = parts.flatMap(({ part, cases }) =>
    cases.filter(({ outcome }) => outcome !== 'passed').map((one) => [`[${part}](${pathOf(part)})`, ...cells(one)]),
  );
  if (rows.length === 0) return [];
  return ['## What did not pass', '', ...markdownTable(['Part', 'Outcome', 'Case', 'Note'], rows), ''];
}

function partPage({ part, about, client, cases }: PartReport): string {
  const groups = [...Map.groupBy(cases, ({ group }) => group)];
  const sums = groups.map(([group, ones]) => [`[${group}](#${anchor(group)})`, ...counted(ones)]);
  const tables = groups.flatMap(([group, ones]) => [
    `## ${group}`,
    '',
    ...markdownTable(['Outcome', 'Case', 'Note'], ones.map(cells)),
    '',
  ]);
  const head = [`# ${part}`, '', about, '', `${CLIENT}${client}`, '', '[All parts](../conformance.md)', ''];
  return [...head, ...markdownTable(['Group', ...OUTCOMES], sums), '', ...tables].join('\n');
}

/** As GitHub names a heading. */
function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\- _]/gu, '')
    .replaceAll(' ', '-');
}

function counted(cases: readonly CaseResult[]): readonly string[] {
  const counts = countOutcomes(cases);
  return OUTCOMES.map((outcome) => String(counts.get(outcome) ?? 0));
}

function cells({ outcome, name, note = '' }: CaseResult): readonly string[] {
  return [`${MARKS[outcome]} ${outcome}`, `\`${cellOf(name)}\``, cellOf(note)];
}

function cellOf(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

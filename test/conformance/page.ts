// conformance.json as a page for readers, and back to the names of its cases.
import { type CaseName, type CaseResult, countOutcomes, type Outcome, type PartReport, type Report } from './report.ts';

const HEAD = `# Conformance

Made by \`node test/conformance/write-page.ts\` from a run of \`npm run conformance\`; not edited by hand.

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

/** Markdown with one table row per case. */
export function renderPage({ parts }: Report): string {
  return [HEAD, overview(parts), ...parts.map(section)].join('\n');
}

/** What the page says was tried, as `part / group / name`; a formatter may have padded its tables. */
export function caseNamesOf(page: string): readonly string[] {
  const names: string[] = [];
  let [part, group] = ['', ''];
  for (const line of page.split('\n')) {
    if (line.startsWith('## ')) part = line.slice(3);
    else if (line.startsWith('### ')) group = line.slice(4);
    const cell = /^\| [✔✘–?] \S.*? +\| `(?<name>.*?[^\\])` +\|/u.exec(line)?.groups?.['name'];
    if (cell !== undefined) names.push(fullName(part, { group, name: cell.replaceAll('\\|', '|') }));
  }
  return names;
}

export function fullName(part: string, { group, name }: CaseName): string {
  return `${part} / ${group} / ${name}`;
}

function overview(parts: readonly PartReport[]): string {
  const rows = parts.map(({ part, client, cases }) => {
    const counts = countOutcomes(cases);
    const cells = (Object.keys(MARKS) as Outcome[]).map((outcome) => counts.get(outcome) ?? 0);
    return `| ${[part, client, ...cells].join(' | ')} |`;
  });
  return [
    `| Part | Client | ${Object.keys(MARKS).join(' | ')} |`,
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

function section({ part, about, cases }: PartReport): string {
  const groups = Map.groupBy(cases, ({ group }) => group);
  const tables = [...groups].map(([group, ones]) =>
    [`### ${group}\n`, '| Outcome | Case | Note |', '| --- | --- | --- |', ...ones.map(row), ''].join('\n'),
  );
  return [`## ${part}\n`, `${about}\n`, ...tables].join('\n');
}

function row({ outcome, name, note = '' }: CaseResult): string {
  return `| ${MARKS[outcome]} ${outcome} | \`${cellOf(name)}\` | ${cellOf(note)} |`;
}

function cellOf(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

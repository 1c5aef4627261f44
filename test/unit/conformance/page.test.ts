// The pages about conformance and the cases in the source: neither may change without the other.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { conformancePages, fullName, pathOf, readPartPage } from '../../conformance/page.ts';
import { parts } from '../../conformance/parts.ts';
import type { Report } from '../../conformance/report.ts';

const REFERENCE = join(import.meta.dirname, '../../../docs/reference');
const namesOf = (page: string): readonly string[] => {
  const { part, cases } = readPartPage(page);
  return cases.map((one) => fullName(part, one));
};
const unpadded = (page: string): string => page.replaceAll(/ +\|/g, ' |').replaceAll(/-{3,}/g, '---');
const sourceCases = parts.flatMap(({ name, cases }) => cases.map((one) => fullName(name, one)));

test('docs/reference/conformance lists exactly the cases of the source, a page for each part', () => {
  const pages = parts.map(({ name }) => readFileSync(join(REFERENCE, pathOf(name)), 'utf8'));
  expect(pages.flatMap(namesOf)).toEqual(sourceCases);
  const made = readdirSync(join(REFERENCE, 'conformance')).map((name) => `conformance/${name}`);
  expect(made.toSorted()).toEqual(parts.map(({ name }) => pathOf(name)).toSorted());
});

test('docs/reference/conformance.md sums up what the pages of its parts say', () => {
  const pages = parts.map(({ name }) => readPartPage(readFileSync(join(REFERENCE, pathOf(name)), 'utf8')));
  for (const [path, text] of conformancePages({ parts: pages })) {
    expect(unpadded(readFileSync(join(REFERENCE, path), 'utf8')), path).toBe(unpadded(text));
  }
});

test('every case has a name of its own', () => {
  expect(new Set(sourceCases).size).toBe(sourceCases.length);
});

test('a page gives back what went into it, and the index what did not pass', () => {
  const cases = [
    { group: 'A page', name: 'a | b', outcome: 'not installed' },
    { group: 'A page', name: "it's {x}", outcome: 'mismatch', note: 'a | `b` | c' },
    { group: 'Another', name: 'c', outcome: 'not implemented (501)' },
    { group: 'Another', name: 'd', outcome: 'passed' },
  ] as const;
  const part = { part: 'P’s part', about: 'About.', client: 'none', seconds: 0, cases };
  const report: Report = { parts: [part] };
  const pages = conformancePages(report);
  const page = pages.get('conformance/ps-part.md') ?? '';
  expect(readPartPage(page)).toEqual(part);
  expect(readPartPage(unpadded(page))).toEqual(part);
  const index = unpadded(pages.get('conformance.md') ?? '');
  expect(index).toContain('| all | | 1 | 1 | 1 | 1 |');
  expect(index.split('\n').filter((line) => line.includes('`a \\| b`') || line.includes("`it's {x}`"))).toHaveLength(2);
  expect(index).not.toContain('`d`');
});

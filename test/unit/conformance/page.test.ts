// The page about conformance and the cases in the source: neither may change without the other.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { caseNamesOf, fullName, renderPage } from '../../conformance/page.ts';
import { parts } from '../../conformance/parts.ts';
import type { Report } from '../../conformance/report.ts';

const sourceCases = parts.flatMap(({ name, cases }) => cases.map((one) => fullName(name, one)));

test('docs/reference/conformance.md lists exactly the cases of the source', () => {
  const page = readFileSync(new URL('../../../docs/reference/conformance.md', import.meta.url), 'utf8');
  expect(caseNamesOf(page)).toEqual(sourceCases);
});

test('every case has a name of its own', () => {
  expect(new Set(sourceCases).size).toBe(sourceCases.length);
});

test('a page gives back the names that went into it', () => {
  const cases = [
    { group: 'A page', name: 'a | b', outcome: 'not installed' },
    { group: 'A page', name: "it's {x}", outcome: 'mismatch', note: 'a | `b` |\nc' },
    { group: 'Another', name: 'c', outcome: 'not implemented (501)' },
  ] as const;
  const report: Report = { parts: [{ part: 'P', about: 'About.', client: 'none', seconds: 1, cases }] };
  const names = cases.map((one) => fullName('P', one));
  const page = renderPage(report);
  expect(caseNamesOf(page)).toEqual(names);
  const padded = page.replaceAll('` |', '`    |').replaceAll('ed | `', 'ed    | `');
  expect(caseNamesOf(padded)).toEqual(names);
});

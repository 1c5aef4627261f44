// The page of who asks for what: a row for each permission that is granted, none of them empty, each of tests that are
// there. What it says was found by `npm run rights`.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { rowsOf } from '../rights/page.ts';

const TESTS = join(import.meta.dirname, '..');
const PAGE = readFileSync(join(TESTS, '../docs/reference/rights.md'), 'utf8');
const ROW = /^\| (?<name>[a-z]+) +\| `(?<permission>[A-Za-z.]+)` +\| (?<tests>.*?) *\|$/gm;

it('has a row with a test that is there for each permission that the deployment grants', () => {
  const rows = [...PAGE.matchAll(ROW)].map(({ groups }) => groups ?? {});
  expect(rows.map(({ name, permission }) => `${name} ${permission}`)).toEqual(
    rowsOf([]).map((row) => `${row.function} ${row.permission}`),
  );
  const there = new Set(['scenarios', 'proof'].flatMap((folder) => readdirSync(join(TESTS, folder))));
  for (const { permission, tests = '' } of rows) {
    const named = tests.replace(/ and \d+ more$/, '').split(', ');
    for (const one of named) expect(there.has(`${one}.test.ts`), `${permission}: ${one}`).toBe(true);
  }
});

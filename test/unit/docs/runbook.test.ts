// Every situation of the runbook names the tests that walk through it.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const DOCS = join(import.meta.dirname, '../../../docs');
const [, ...sections] = readFileSync(join(DOCS, 'runbook.md'), 'utf8').split(/^## /m);
const byTitle = new Map(sections.map((section) => [section.slice(0, section.indexOf('\n')), section]));

it.each([...byTitle.keys()])('%s', (title) => {
  const tests = [...(byTitle.get(title) ?? '').matchAll(/\]\((\.\.\/test\/[^)]+\.test\.ts)\)/g)].map(
    ([, path = '']) => path,
  );
  expect(tests).not.toEqual([]);
  expect(tests.filter((path) => !existsSync(join(DOCS, path)))).toEqual([]);
});

it('has the situations that stop an installation', () => {
  const titles = ['A run is stuck', 'A config cluster is lost', 'Drift comes back', 'A quota is reached'];
  const others = ['The wrong plan was approved', 'GitHub is down', 'A bucket of ours is lost'];
  expect([...byTitle.keys()]).toEqual(
    expect.arrayContaining([...titles, ...others, 'The region of our functions is lost']),
  );
});

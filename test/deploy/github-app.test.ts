// The manifest of the GitHub App asks for what the reference says that the functions need, and listens to what the
// webhook takes.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { page, tableRows } from '../unit/docs/pages.ts';
import { MODULE } from './configuration.ts';

const manifest = JSON.parse(readFileSync(join(MODULE, 'github-app.json'), 'utf8')) as {
  readonly default_permissions: Readonly<Record<string, string>>;
  readonly default_events: readonly string[];
};
const reference = page('docs/reference/github.md');

it('has the wider of what planner and reporter need', () => {
  const rows = tableRows(reference, '| permission | planner | reporter | for |');
  const wanted = rows.map(([permission = '', ...functions]) => [
    permission
      .replace(/ \(.*\)$/, '')
      .toLowerCase()
      .replaceAll(' ', '_'),
    // Merge queues are the App's, to be told of merge groups.
    functions.slice(0, 2).includes('write') ? 'write' : 'read',
  ]);
  expect(manifest.default_permissions).toEqual(Object.fromEntries(wanted));
});

it('listens to the events of the reference', () => {
  const [, told = ''] = /subscribe it to ([^;]*?),\s+point its webhook/s.exec(reference.text) ?? [];
  expect([...told.matchAll(/`(\w+)`/g)].map(([, event]) => event)).toEqual(manifest.default_events);
});

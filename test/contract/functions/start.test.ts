// A function that lacks a variable does not start, and says which in one line of the log.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { FUNCTIONS } from '../../../infra/deploy/contract.ts';
import { SERVICES } from '../../../infra/deploy/services.ts';

const SERVE = join(import.meta.dirname, '../../../infra/local/serve-function.ts');

it.each(FUNCTIONS)('%s', (name) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [SERVE, name], {
    env: { PORT: '0' },
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([1, '']);
  const [line, ...others] = stdout.trim().split('\n');
  expect(others).toEqual([]);
  const { severity, message } = JSON.parse(line ?? '') as Readonly<Record<string, string>>;
  expect(severity).toBe('ERROR');
  for (const variable of SERVICES[name].variables.needed) expect(message).toContain(`${variable}: `);
});

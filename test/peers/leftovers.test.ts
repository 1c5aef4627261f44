// Whatever ends the owner of a set, nothing of it stays. Runs where the programs are to be had.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, test } from 'vitest';
import { lacking } from './abilities.ts';
import { findPrograms } from './find.ts';
import { networkPrefix, SETS } from './folders.ts';
import { namespacesOf } from './network.ts';
import { programsOf } from './processes.ts';
import { sweep } from './sets.ts';

const programs = findPrograms();
const OWNER = join(import.meta.dirname, 'owner-of-a-set.ts');

/** Kills the owner of a set when it has said so, and has the set swept. */
async function killWhen(said: string, part: 'api-servers' | 'network'): Promise<void> {
  const owner = spawn(process.execPath, [OWNER, part], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(owner, 'exit');
  const set = `of-${owner.pid}-1`;
  let last = '';
  for await (const line of createInterface(owner.stdout)) {
    // While it lives, its set is its own.
    expect(await sweep()).not.toContain(set);
    last = line;
    if (line === said) break;
  }
  expect(last).toBe(said);
  owner.kill('SIGKILL');
  await ended;
  expect(existsSync(join(SETS, set))).toBe(true);
  expect(await sweep()).toContain(set);
  expect(await programsOf(set)).toEqual([]);
  expect(await namespacesOf(set)).toEqual([]);
  expect(Object.keys(networkInterfaces())).not.toContain(networkPrefix(set));
  expect(existsSync(join(SETS, set))).toBe(false);
}

describe.for(['api-servers', 'network'] as const)('an owner of %s that is killed', (part) => {
  const missing = lacking(part, programs);
  const title = missing.length === 0 ? '' : ` (skipped: ${missing.join(' ')})`;
  test.skipIf(missing.length > 0).for(['begun', 'under way', 'ready'])(
    `when it is %s leaves what the next one sweeps${title}`,
    (said) => killWhen(said, part),
  );
});

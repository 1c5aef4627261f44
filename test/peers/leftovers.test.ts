// Whatever ends the owner of a set, nothing of it stays. Runs where etcd and kube-apiserver are to be had.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, test } from 'vitest';
import { lacking } from './abilities.ts';
import { findPrograms } from './find.ts';
import { SETS } from './folders.ts';
import { programsOf } from './processes.ts';
import { sweep } from './sets.ts';

const missing = lacking('api-servers', findPrograms());
const OWNER = join(import.meta.dirname, 'owner-of-a-set.ts');

describe.skipIf(missing.length > 0)(
  `leftovers${missing.length === 0 ? '' : ` (skipped: ${missing.join(' ')})`}`,
  () => {
    test.for(['begun', 'etcd', 'ready'])(
      'an owner that is killed when it has said %s leaves what the next one sweeps',
      async (when) => {
        const owner = spawn(process.execPath, [OWNER], { stdio: ['ignore', 'pipe', 'inherit'] });
        const ended = once(owner, 'exit');
        const set = `of-${owner.pid}-1`;
        for await (const line of createInterface(owner.stdout)) {
          // While it lives, its set is its own.
          expect(await sweep()).not.toContain(set);
          if (line === when) break;
        }
        owner.kill('SIGKILL');
        await ended;
        expect(existsSync(join(SETS, set))).toBe(true);
        expect(await sweep()).toContain(set);
        expect(await programsOf(set)).toEqual([]);
        expect(existsSync(join(SETS, set))).toBe(false);
      },
    );
  },
);

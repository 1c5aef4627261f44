// What functions asked for in a test file, noted where `npm run rights` says, out of the emulators' journals.
import { appendFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect } from 'vitest';
import type { Journal } from '../../infra/emulators/kit/journal.ts';

export interface Note {
  /** Name of the test file. */
  readonly by: string;
  readonly account: string;
  readonly permissions: readonly string[];
}

const FILE = process.env['RANGELIGHT_RIGHTS'];

/** Does nothing unless it is asked for. */
export function noteRights(journals: readonly Pick<Journal, 'entries'>[]): void {
  if (FILE === undefined) return;
  const by = basename(expect.getState().testPath ?? 'unknown', '.test.ts');
  const asked = new Map<string, Set<string>>();
  for (const { caller } of journals.flatMap(({ entries }) => entries)) {
    if (caller === undefined) continue;
    const own = asked.get(caller.account) ?? new Set();
    for (const permission of caller.permissions) own.add(permission);
    asked.set(caller.account, own);
  }
  for (const [account, permissions] of asked) {
    const note: Note = { by, account, permissions: [...permissions].sort() };
    appendFileSync(FILE, `${JSON.stringify(note)}\n`);
  }
}

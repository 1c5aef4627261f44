// Records who did what, when and why.
import { isFailure } from '../../core/index.ts';
import type { Store } from '../../ports/index.ts';
import { type ActRecord, acts } from '../../state/index.ts';

/** In place of a fleet's name, for what is done to none of them. */
export const ALL_FLEETS = '_';

/** Written before the act itself: an act without a record is worse than a record of an act that failed. */
export async function recordAct(store: Store, scope: string, record: ActRecord, signal: AbortSignal): Promise<void> {
  const time = new Date(record.at).toISOString();
  for (let number = 0; ; number += 1) {
    try {
      const name = `${time.slice(11)}-${record.action}-${number}`;
      await acts.at(scope, time.slice(0, 10), name).write(store, record, '0', signal);
      return;
    } catch (error) {
      // Two acts of one kind in the same millisecond are two records.
      if (!isFailure(error, 'precondition')) throw error;
    }
  }
}

/** As `history` finds it again: which pull request brought a commit of the branch. */
export function mergeAct(
  { number, commit, by }: { readonly number: number; readonly commit: string; readonly by: string | undefined },
  at: number,
): ActRecord {
  const who = by === undefined ? 'github' : `github ${by}`;
  return { by: who, reason: `merged #${number}`, at, action: 'merge', subject: `#${number} as ${commit}` };
}

export interface Merge {
  readonly number: number;
  readonly by: string;
}

/** The pull requests that were merged into a fleet's branch, by commit. */
export async function mergesOf(store: Store, fleet: string, signal: AbortSignal): Promise<ReadonlyMap<string, Merge>> {
  const { found } = await acts.list(store, [fleet], signal);
  return new Map(
    found.flatMap(({ value: { action, subject, by } }) => {
      const [, number, commit] = /^#(\d+) as (.+)$/.exec(subject) ?? [];
      return action !== 'merge' || commit === undefined ? [] : [[commit, { number: Number(number), by }] as const];
    }),
  );
}

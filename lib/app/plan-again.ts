// Somebody pressed "Re-run" at one of our check runs: what the commit was planned for is planned again. For a stranger's pull
// request that is a maintainer's word. May import: ports.
import type { RevisionHint } from '../ports/index.ts';
import { readCommitRecords } from './commit-record.ts';
import type { CommitRecord } from './documents.ts';
import type { PlannerWorld } from './world.ts';

export async function planAgain(
  world: PlannerWorld,
  { delivery, commit, by }: RevisionHint,
  signal: AbortSignal,
): Promise<void> {
  if (commit === undefined) return;
  for (const record of await readCommitRecords(world.store, commit, signal)) {
    await world.publisher.publishRevision(hintFor(record, delivery, by), signal);
  }
}

function hintFor({ commit, origin, ref }: CommitRecord, delivery: string, by: string | undefined): RevisionHint {
  switch (origin.type) {
    case 'head':
      return { type: 'facts', delivery: `${delivery}-head` };
    case 'merge-group':
      return { type: 'merge-group', delivery: `${delivery}-group`, ...(ref === undefined ? {} : { branch: ref }) };
    case 'pull-request': {
      const asked = by === undefined ? {} : { commit, by };
      return {
        type: 'pull-request',
        delivery: `${delivery}-${origin.number}`,
        pullRequest: origin.number,
        ...asked,
      };
    }
  }
}

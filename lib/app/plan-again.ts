// A re-run of one of our check runs: what the commit was planned for is planned again; for one that never was, the branch. May import: plan, ports.
import type { Occasion } from '../plan/index.ts';
import type { RevisionHint } from '../ports/index.ts';
import { readCommitRecords } from './commit-record.ts';
import type { PlannerWorld } from './world.ts';

export async function planAgain(
  world: PlannerWorld,
  { delivery, commit }: RevisionHint,
  signal: AbortSignal,
): Promise<void> {
  if (commit === undefined) return;
  const records = await readCommitRecords(world.store, world.name, commit, signal);
  for (const { occasion } of records) await world.publisher.publishRevision(hintFor(occasion, delivery), signal);
  if (records.length > 0) return;
  const hint = { type: 'facts', repository: world.name, delivery: `${delivery}-head` } as const;
  await world.publisher.publishRevision(hint, signal);
}

function hintFor(occasion: Occasion, delivery: string): RevisionHint {
  const { repository } = occasion;
  switch (occasion.type) {
    case 'head':
      return { type: 'facts', repository, delivery: `${delivery}-head` };
    case 'merge-group':
      return { type: 'merge-group', repository, delivery: `${delivery}-group`, branch: occasion.ref };
    case 'pull-request': {
      const { number: pullRequest } = occasion;
      return { type: 'pull-request', repository, delivery: `${delivery}-${pullRequest}`, pullRequest };
    }
  }
}

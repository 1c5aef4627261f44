// A re-run of one of our check runs: what the commit was planned for is planned again; for one that never was, the
// branch.
import { digestOf } from '../../core/index.ts';
import type { Occasion } from '../../plan/index.ts';
import type { RevisionHint } from '../../ports/index.ts';
import { readCommitRecords } from '../records/commit-record.ts';
import { wasDone } from '../following/planned-before.ts';
import type { PlannerWorld } from '../world.ts';

const MINUTE_MS = 60_000;

/**
 * Publishes a hint for all that the commit was planned for: the same one within a minute, so that a thousand presses of
 * a button are a plan or two. What this minute's hint has led to is shown again, because GitHub has put the check back.
 */
export async function planAgain(world: PlannerWorld, { commit }: RevisionHint, signal: AbortSignal): Promise<void> {
  if (commit === undefined) return;
  const minute = Math.floor(world.clock.now() / MINUTE_MS);
  const asked = `again-${digestOf([commit, minute])}`;
  const records = await readCommitRecords(world.store, world.name, commit, signal);
  const hints = new Map(records.map(({ occasion }) => [hintFor(occasion, asked).delivery, occasion]));
  for (const occasion of hints.values()) {
    const hint = hintFor(occasion, asked);
    const { repository } = occasion;
    const pull = occasion.type === 'pull-request' ? { pullRequest: occasion.number } : {};
    if (!(await wasDone(world, hint.delivery, signal))) await world.publisher.publishRevision(hint, signal);
    else await world.publisher.publishReport({ type: 'revision', repository, commit, ...pull }, signal);
  }
  if (records.length > 0) return;
  const hint = { type: 'facts', repository: world.name, delivery: `${asked}-head` } as const;
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

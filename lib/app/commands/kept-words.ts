// An approval is of what the pull request would be merged as now. Said while the newest plan is of an older head, or of
// an older branch, it waits for the plan that is made for it, and is judged by that.
import type { Command } from '../../commands/index.ts';
import type { Topic } from '../../ports/index.ts';
import { type KeptWord, keptWords, type OpenPull, revisions } from '../../state/index.ts';
import { pullAtBase } from '../../plan/index.ts';
import { openPullOf } from '../records/open-pulls.ts';
import { recordOfPull } from '../records/pull-revisions.ts';
import { retirementNamed } from './retirement-plan.ts';
import { rollbackNamed } from './rollback-plan.ts';
import type { ReporterWorld } from '../world.ts';

const MINUTE_MS = 60_000;

interface Said {
  /** Of its answer. */
  readonly id: string;
  readonly topic: Topic;
  readonly command: Command;
  readonly word: KeptWord;
}

/** @returns whether it is kept, and a plan asked for. */
export async function keepUntilPlanned(
  world: ReporterWorld,
  { id, topic, command, word }: Said,
  signal: AbortSignal,
): Promise<boolean> {
  if (command.verb !== 'approve' || topic.type !== 'pull-request' || topic.state !== 'open') return false;
  if (topic.baseBranch !== world.branch) return false;
  // Of the branch, whatever this pull request is.
  const named = command.digests.map(
    async (digest) =>
      (await rollbackNamed(world, digest, command.fleet, signal)) ??
      retirementNamed(world, digest, command.fleet, signal),
  );
  if ((await Promise.all(named)).every((found) => found !== undefined)) return false;
  const { store, name: repository, clock, publisher } = world;
  const { number: pullRequest, head } = topic;
  const base = await world.history.head(world.branch, signal);
  const pull = await openPullOf(store, repository, pullRequest, signal);
  const isOfNow = pull?.head === head && pull.base === base;
  if (isOfNow && (await isPlanned(world, pull, signal))) return false;
  await keptWords.at(repository, pullRequest, id).create(store, word, signal);
  const delivery = `kept-${id}-${head}-${base}-${Math.floor(clock.now() / MINUTE_MS)}`;
  await publisher.publishRevision({ type: 'pull-request', repository, delivery, pullRequest }, signal);
  return true;
}

/** Has what was kept for a pull request judged: it is planned as it is now, or closed. */
export async function judgeKept(world: ReporterWorld, pullRequest: number, signal: AbortSignal): Promise<void> {
  const { store, publisher, name: repository } = world;
  for (const { key, value } of (await keptWords.list(store, [repository, pullRequest], signal)).found) {
    await publisher.publishReport({ ...value, repository }, signal);
    await keptWords.at(repository, pullRequest, keptWords.partsOf(key)?.[2] ?? '').drop(store, signal);
  }
}

/** Whether its newest merge is planned to the end: every fleet, or that there is nothing to plan. */
export async function isPlanned({ store, name }: ReporterWorld, pull: OpenPull, signal: AbortSignal): Promise<boolean> {
  const record = await recordOfPull(store, name, pull, signal);
  for (const fleet of record?.fleets ?? []) {
    const reading = await revisions.at(fleet, pull.head, pullAtBase(pull)).look(store, signal);
    if ('found' in reading && reading.found === undefined) return false;
  }
  return record !== undefined && record.unmerged !== 'not-computed';
}

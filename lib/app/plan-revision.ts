// The planner: a hint comes in, the facts are fetched, and each fleet of the repository is planned, stored and reported.
// May import: everything pure, ports.
import { compareDiagnostics, type Diagnostic, hasErrors, isFailure } from '../core/index.ts';
import type { Fleet } from '../fleet/index.ts';
import type { Origin } from '../plan/index.ts';
import type { RevisionHint } from '../ports/index.ts';
import { catchUpPulls } from './catch-up-pulls.ts';
import { fleetsIn, type NamedFile } from './commit-fleets.ts';
import { keepCommitRecord } from './commit-record.ts';
import type { Head } from './documents.ts';
import { advanceHead } from './head.ts';
import { withheldFrom } from './in-force.ts';
import { knownFleets } from './known-fleets.ts';
import { planAgain } from './plan-again.ts';
import { type FleetRevision, planFleet } from './plan-fleet.ts';
import { pullOf, type Target, targetOf } from './revision-target.ts';
import { keys } from './state-keys.ts';
import type { PlannerWorld } from './world.ts';

interface Subject extends NamedFile {
  readonly origin: Origin;
}

/**
 * Plans what a hint points at. A delivery that was finished before does nothing.
 * @returns the commit that was planned; undefined when there was nothing to do.
 */
export async function planRevision(
  world: PlannerWorld,
  hint: RevisionHint,
  signal: AbortSignal,
): Promise<string | undefined> {
  const seen = await world.store.read(keys.delivery(hint.delivery), signal);
  if (seen !== undefined) return undefined;
  if (hint.type === 'rerequest') await planAgain(world, hint, signal);
  const target = hint.type === 'poll' ? await polled(world, hint, signal) : await targetOf(world, hint, signal);
  if (target === undefined) return undefined;
  // Nobody sent a poll: the same question comes again, so what is remembered is its answer.
  const delivery = hint.type === 'poll' ? `poll-${target.commit}` : hint.delivery;
  if (hint.type === 'poll' && (await isKnown(world, target.commit, delivery, signal))) return undefined;
  const files = await world.repository.files(target.commit, signal);
  const { known, strays } = await fleetsIn(world.store, files, signal);
  const subjects: Subject[] = [];
  for (const one of known) {
    const origin = await originFor(world, hint, target, one, signal);
    if (origin !== undefined) subjects.push({ ...one, origin });
  }
  // A commit that no fleet follows any more keeps what was told of it.
  if (subjects.length > 0 || known.length === 0) await recordCommit(world, target, subjects, strays, signal);
  for (const subject of subjects) await planSubject(world, target, subject, files, signal);
  await remember(world, delivery, signal);
  return target.commit;
}

/** A poll that fails is not worth coming again for: the next one is on its way. */
async function polled(world: PlannerWorld, hint: RevisionHint, signal: AbortSignal): Promise<Target | undefined> {
  const orLater = async <T>(look: Promise<T>): Promise<T | undefined> => {
    try {
      return await look;
    } catch (error) {
      signal.throwIfAborted();
      world.log.warn({ error }, 'GitHub could not be looked at; the next poll tries again');
      return undefined;
    }
  };
  await orLater(catchUpPulls(world, hint, signal));
  return orLater(targetOf(world, hint, signal));
}

/** Whether every fleet is at that commit, or a poll led to it before: a commit that must not become the head stays known. */
async function isKnown(world: PlannerWorld, commit: string, delivery: string, signal: AbortSignal): Promise<boolean> {
  if ((await world.store.read(keys.delivery(delivery), signal)) !== undefined) return true;
  const fleets = await knownFleets(world.store, signal);
  for (const fleet of fleets) {
    const head = await world.store.read<Head>(keys.head(fleet), signal);
    if (head?.value.commit !== commit) return false;
  }
  return fleets.size > 0;
}

/** Undefined when the commit must not become the head of that fleet. */
async function originFor(
  world: PlannerWorld,
  hint: RevisionHint,
  target: Target,
  { name, file }: NamedFile,
  signal: AbortSignal,
): Promise<Origin | undefined> {
  if (target.type !== 'head') return originOf(target, 0);
  // A renamed fleet is reported, never taken into the head: its new name would lead to another fleet's state. Nor is one
  // whose name is another's too.
  const isUsable = file.fleet?.name === name && !hasErrors(file.diagnostics);
  const head = await advanceHead(world, name, isUsable ? file.fleet : undefined, target.commit, hint, signal);
  return head && originOf(target, head.seq);
}

function originOf(target: Target, seq: number): Origin {
  switch (target.type) {
    case 'pull-request':
      return { type: target.type, number: target.number, base: target.base };
    case 'merge-group':
      return { type: target.type, base: target.base };
    case 'head':
      return { type: target.type, seq };
  }
}

async function planSubject(
  world: PlannerWorld,
  target: Target,
  { name, folder, file, origin }: Subject,
  files: ReadonlyMap<string, Uint8Array>,
  signal: AbortSignal,
): Promise<void> {
  const diagnostics = [...file.diagnostics].sort(compareDiagnostics);
  const seen = target.type === 'head' ? {} : await whatIsSeen(world, target, name, file.fleet, signal);
  const number = target.type === 'merge-group' ? pullOf(target.ref) : undefined;
  const group = number === undefined ? {} : { ofPull: number };
  const revision = {
    name,
    folder,
    fleet: file.fleet,
    diagnostics,
    files,
    commit: target.commit,
    origin,
    ...seen,
    ...group,
  };
  await planFleet(world, revision, signal);
}

/** What a proposal is compared with, and why with nothing. */
async function whatIsSeen(
  world: PlannerWorld,
  target: Exclude<Target, { type: 'head' }>,
  name: string,
  fleet: Fleet | undefined,
  signal: AbortSignal,
): Promise<Pick<FleetRevision, 'inForce' | 'withheld'>> {
  const head = (await world.store.read<Head>(keys.head(name), signal))?.value;
  const inForce = head?.fleet;
  // Who may put something into the queue may write.
  const trust = target.type === 'pull-request' ? target : { stranger: undefined, isVouched: false };
  const isFirst = (await knownFleets(world.store, signal)).size === 0;
  const withheld = fleet && withheldFrom({ fleet, inForce, isFirst, ...trust });
  return { ...(inForce === undefined ? {} : { inForce }), ...(withheld === undefined ? {} : { withheld }) };
}

/** Before anything is planned. A commit without any fleet is told of at once: nobody else will. */
async function recordCommit(
  world: PlannerWorld,
  target: Target,
  subjects: readonly Subject[],
  strays: readonly Diagnostic[],
  signal: AbortSignal,
): Promise<void> {
  const { commit } = target;
  const record = {
    commit,
    origin: originOf(target, 0),
    ...(target.type === 'merge-group' ? { ref: target.ref } : {}),
    fleets: subjects.map(({ name }) => name),
    diagnostics: [...strays].sort(compareDiagnostics),
  };
  await keepCommitRecord(world.store, record, signal);
  if (subjects.length > 0) return;
  const pull = target.type === 'pull-request' ? { pullRequest: target.number } : {};
  await world.publisher.publishReport({ type: 'revision', commit, ...pull }, signal);
}

async function remember(world: PlannerWorld, delivery: string, signal: AbortSignal): Promise<void> {
  try {
    await world.store.write(keys.delivery(delivery), { done: true }, '0', signal);
  } catch (error) {
    // The same delivery was planned twice at once: both did the same.
    if (!isFailure(error, 'precondition')) throw error;
  }
}

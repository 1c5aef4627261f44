// The planner: a hint comes in, all else is fetched, and each fleet of the repository is planned, stored and reported.
// May import: everything pure, ports, state.
import { compareDiagnostics, type Diagnostic, hasErrors } from '../core/index.ts';
import type { Fleet } from '../fleet/index.ts';
import { isProposal, type Occasion, pullOfGroup } from '../plan/index.ts';
import type { RevisionHint } from '../ports/index.ts';
import { catchUpPulls } from './catch-up-pulls.ts';
import { fleetsIn, type NamedFile } from './commit-fleets.ts';
import { keepCommitRecord } from './commit-record.ts';
import { advanceHead } from './head.ts';
import { withheldFrom } from './in-force.ts';
import { knownFleets, usableHead } from './known-fleets.ts';
import { planAgain } from './plan-again.ts';
import { type FleetRevision, planFleet } from './plan-fleet.ts';
import { answerOf, isOldNews, remember, wasDone } from './planned-before.ts';
import { readCommit } from './read-commit.ts';
import { type Target, targetOf } from './revision-target.ts';
import type { PlannerWorld, PlannerWorlds } from './world.ts';

/** A fleet of the commit, and its number when the commit is the head. */
interface Subject extends NamedFile {
  readonly seq?: number;
}

/**
 * Plans what a hint points at. A delivery that was finished before does nothing.
 * @returns the commit that was planned; undefined when there was nothing to do.
 */
export async function planRevision(
  worlds: PlannerWorlds,
  hint: RevisionHint,
  signal: AbortSignal,
): Promise<string | undefined> {
  const world = worlds.at(hint.repository);
  if (world === undefined) {
    worlds.log.warn({ ...hint }, 'a hint is about a repository that is not on the configured list');
    return undefined;
  }
  if (await wasDone(world, hint.delivery, signal)) return undefined;
  if (hint.type === 'rerequest') await planAgain(world, hint, signal);
  // Before GitHub is asked: a thousand deliveries about what is planned must not take the rate that the next push needs.
  if (await isOldNews(world, hint, hint.after, signal)) return undefined;
  const target = hint.type === 'poll' ? await polled(world, hint, signal) : await targetOf(world, hint, signal);
  if (target === undefined) return undefined;
  const { commit } = target.occasion;
  if (await isOldNews(world, hint, commit, signal)) return undefined;
  const delivery = hint.type === 'poll' ? await answerOf(world, commit, signal) : hint.delivery;
  if (delivery === undefined || (hint.type === 'poll' && (await wasDone(world, delivery, signal)))) return undefined;
  const read = await readCommit(world, commit, signal);
  if ('refused' in read) {
    await recordCommit(world, target.occasion, [], [read.refused], signal);
    await remember(world, target.occasion, 'refused', delivery, signal);
    return commit;
  }
  const { files } = read;
  const { known, strays } = await fleetsIn(world.store, world.name, files, signal);
  const subjects: Subject[] = [];
  for (const one of known) {
    if (isProposal(target.occasion)) subjects.push(one);
    else {
      const seq = await numberOf(world, hint, commit, one, signal);
      if (seq !== undefined) subjects.push({ ...one, seq });
    }
  }
  // A commit that no fleet follows any more keeps what was told of it.
  if (subjects.length > 0 || known.length === 0) await recordCommit(world, target.occasion, subjects, strays, signal);
  for (const subject of subjects) await planSubject(world, target, subject, files, signal);
  await remember(world, target.occasion, 'planned', delivery, signal);
  return commit;
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

/** Undefined when the commit must not become the head of that fleet. */
async function numberOf(
  world: PlannerWorld,
  hint: RevisionHint,
  commit: string,
  { name, folder, file }: NamedFile,
  signal: AbortSignal,
): Promise<number | undefined> {
  // A renamed fleet is reported, never taken into the head: its new name would lead to another fleet's state. Nor is one
  // whose name is another's too.
  const isUsable = file.fleet?.name === name && !hasErrors(file.diagnostics);
  const fleet = isUsable ? file.fleet : undefined;
  return (await advanceHead(world, { name, folder, fleet, commit }, hint, signal))?.seq;
}

async function planSubject(
  world: PlannerWorld,
  target: Target,
  { name, file, seq }: Subject,
  files: ReadonlyMap<string, Uint8Array>,
  signal: AbortSignal,
): Promise<void> {
  const { occasion } = target;
  const group = occasion.type === 'merge-group' ? pullOfGroup(occasion.ref) : undefined;
  await planFleet(
    world,
    {
      name,
      fleet: file.fleet,
      diagnostics: [...file.diagnostics].sort(compareDiagnostics),
      files,
      occasion,
      ...(seq === undefined ? {} : { seq }),
      ...(isProposal(occasion) ? await whatIsSeen(world, target, name, file.fleet, signal) : {}),
      ...(group === undefined ? {} : { ofPull: group }),
    },
    signal,
  );
}

/** What a proposal is compared with, and why with nothing. */
async function whatIsSeen(
  world: PlannerWorld,
  { trust }: Target,
  name: string,
  fleet: Fleet | undefined,
  signal: AbortSignal,
): Promise<Pick<FleetRevision, 'inForce' | 'withheld'>> {
  const inForce = (await usableHead(world.store, name, signal))?.fleet;
  const known = await knownFleets(world.store, signal);
  const where = { isFirst: known.size === 0, isLost: inForce === undefined && known.has(name) };
  // Who may put something into the queue may write.
  const trusted = trust ?? { stranger: undefined, isVouched: false };
  const withheld = fleet && withheldFrom({ fleet, inForce, ...where, ...trusted });
  return { ...(inForce === undefined ? {} : { inForce }), ...(withheld === undefined ? {} : { withheld }) };
}

/** Before anything is planned. A commit without any fleet is told of at once: nobody else will. */
async function recordCommit(
  world: PlannerWorld,
  occasion: Occasion,
  subjects: readonly Subject[],
  strays: readonly Diagnostic[],
  signal: AbortSignal,
): Promise<void> {
  const fleets = subjects.map(({ name }) => name);
  const diagnostics = [...strays].sort(compareDiagnostics);
  await keepCommitRecord(world.store, { occasion, fleets, diagnostics }, signal);
  if (subjects.length > 0) return;
  const { repository, commit } = occasion;
  const pull = occasion.type === 'pull-request' ? { pullRequest: occasion.number } : {};
  await world.publisher.publishReport({ type: 'revision', repository, commit, ...pull }, signal);
}

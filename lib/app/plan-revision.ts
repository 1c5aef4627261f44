// The planner: a hint comes in, all else is fetched, and each fleet of the repository is planned, stored and reported.
// May import: everything pure, ports, state.
import { compareDiagnostics, type Diagnostic, digestOf, hasErrors } from '../core/index.ts';
import type { Fleet } from '../fleet/index.ts';
import { isProposal, type Occasion, pullOfGroup } from '../plan/index.ts';
import type { RevisionHint } from '../ports/index.ts';
import { deliveries, type Head, heads } from '../state/index.ts';
import { catchUpPulls } from './catch-up-pulls.ts';
import { fleetsIn, type NamedFile } from './commit-fleets.ts';
import { keepCommitRecord } from './commit-record.ts';
import { advanceHead } from './head.ts';
import { withheldFrom } from './in-force.ts';
import { knownFleets, readHeads } from './known-fleets.ts';
import { type BranchHead, isFollowed } from './look-at-branch.ts';
import { planAgain } from './plan-again.ts';
import { type FleetRevision, planFleet } from './plan-fleet.ts';
import { type Target, targetOf } from './revision-target.ts';
import { noteFollowed, seenUnfollowed } from './unfollowed.ts';
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
  const target = hint.type === 'poll' ? await polled(world, hint, signal) : await targetOf(world, hint, signal);
  if (target === undefined) return undefined;
  const { commit } = target.occasion;
  const delivery = isAbout(world, hint) ? hint.delivery : await answerOf(world, commit, signal);
  if (delivery === undefined || (delivery !== hint.delivery && (await wasDone(world, delivery, signal)))) {
    await noteFollowed(world, signal);
    return undefined;
  }
  const files = await world.repository.files(commit, signal);
  const { known, strays } = await fleetsIn(world.store, world.name, files, signal);
  const { head } = target;
  const names = known.map(({ name }) => name);
  if (head !== undefined && !(await isFollowed(world, head, names, signal))) return undefined;
  const subjects: Subject[] = [];
  for (const one of known) {
    const seq = head && (await numberOf(world, head, one, signal));
    if (head === undefined) subjects.push(one);
    else if (seq !== undefined) subjects.push({ ...one, seq });
  }
  // A first commit that no fleet can be read of keeps what was told of it.
  if (subjects.length > 0 || known.length === 0) await recordCommit(world, target.occasion, subjects, strays, signal);
  for (const subject of subjects) await planSubject(world, target, subject, files, signal);
  const done = isAbout(world, hint) ? delivery : await answerOf(world, commit, signal);
  if (done !== undefined) await deliveries.at(world.name, done).create(world.store, { at: world.clock.now() }, signal);
  return commit;
}

async function wasDone({ store, name }: PlannerWorld, delivery: string, signal: AbortSignal): Promise<boolean> {
  const reading = await deliveries.at(name, delivery).look(store, signal);
  return 'found' in reading && reading.found !== undefined;
}

/** Whether somebody told of what is planned; a poll, and a push of another branch, are only a reason to look at the branch. */
function isAbout({ branch }: PlannerWorld, hint: RevisionHint): boolean {
  const isElsewhere = hint.type === 'push' && hint.branch !== undefined && hint.branch !== branch;
  return hint.type !== 'poll' && !isElsewhere;
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
  const target = await orLater(targetOf(world, hint, signal));
  const unseen =
    target === undefined && (await seenUnfollowed(world.store, world.name, signal))?.why === 'no-repository';
  if (!unseen) await orLater(catchUpPulls(world, hint, signal));
  return target;
}

/**
 * The same question comes again and again, so what is remembered is its answer: which commit was looked at, and where the
 * heads were left. A branch that comes back to a commit is another question.
 * @returns undefined when every fleet is at that commit.
 */
async function answerOf(
  { store, name }: PlannerWorld,
  commit: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const own: Head[] = [];
  const lost: string[] = [];
  for (const [fleet, reading] of await readHeads(store, signal)) {
    if ('damage' in reading) lost.push(`${fleet} at ${reading.damage.generation}`);
    else if (reading.found === undefined) lost.push(fleet);
    else if (reading.found.value.repository === name) own.push(reading.found.value);
  }
  const isThere = lost.length === 0 && own.length > 0 && own.every((head) => head.commit === commit);
  if (isThere) return undefined;
  return `poll-${commit}-${digestOf([lost, own.map((head) => [head.fleet.name, head.commit])])}`;
}

/** Undefined for a first fleet file that cannot be read. */
async function numberOf(
  world: PlannerWorld,
  { commit, ways }: BranchHead,
  { name, folder, file }: NamedFile,
  signal: AbortSignal,
): Promise<number | undefined> {
  // A renamed fleet is reported, never taken into the head: its new name would lead to another fleet's state. Nor is one
  // whose name is another's too.
  const isUsable = file.fleet?.name === name && !hasErrors(file.diagnostics);
  const fleet = isUsable ? file.fleet : undefined;
  return (await advanceHead(world, { name, folder, fleet, commit }, ways.open.get(name), signal))?.seq;
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
  const inForce = (await heads.at(name).read(world.store, signal))?.value.fleet;
  const isFirst = (await knownFleets(world.store, signal)).size === 0;
  // Who may put something into the queue may write.
  const trusted = trust ?? { stranger: undefined, isVouched: false };
  const withheld = fleet && withheldFrom({ fleet, inForce, isFirst, ...trusted });
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

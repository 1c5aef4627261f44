// The planner: a hint comes in, all else is fetched, and each fleet of the repository is planned, stored and reported.
import { compareDiagnostics, hasErrors, type Tree } from '../../core/index.ts';
import type { Fleet } from '../../fleet/index.ts';
import { isProposal, pullOfGroup } from '../../plan/index.ts';
import type { RevisionHint } from '../../ports/index.ts';
import type { CommitRecord } from '../../state/index.ts';
import { planBehind } from '../following/behind-pulls.ts';
import { catchUpPulls } from '../following/catch-up-pulls.ts';
import { changedInPull } from '../following/changed-in-pull.ts';
import { fleetsIn, type NamedFile } from '../following/commit-fleets.ts';
import { keepCommitRecord } from '../records/commit-record.ts';
import { advanceHead } from '../following/head.ts';
import { withheldFrom } from './in-force.ts';
import { knownFleets, usableHead } from '../records/known-fleets.ts';
import { type BranchHead, isFollowed } from '../following/look-at-branch.ts';
import { planAgain } from './plan-again.ts';
import { dropOlderMerges } from '../records/pull-revisions.ts';
import type { FleetRevision } from './fleet-revision.ts';
import { lookEarly } from './plan-ground.ts';
import { planFleet } from './plan-fleet.ts';
import { answerOf, isOldNews, remember, wasDone } from '../following/planned-before.ts';
import { readCommit } from '../following/read-commit.ts';
import { type Target, targetOf } from '../following/revision-target.ts';
import { logAbout } from '../log-about.ts';
import { noteFollowed, seenUnfollowed } from '../records/unfollowed.ts';
import type { PlannerWorld, PlannerWorlds } from '../world.ts';

/** Of what cannot be planned. */
const NOTHING_OF = { fleets: [], diagnostics: [] } as const;

/** A fleet of the commit, and its number when the commit is the head. */
interface Subject extends NamedFile, Pick<FleetRevision, 'early'> {
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
  const at = worlds.at(hint.repository);
  if (at === undefined) {
    worlds.log.warn({ ...hint }, 'a hint is about a repository that is not on the configured list');
    return undefined;
  }
  const world = { ...at, log: logAbout(at.log, { repository: at.name, delivery: hint.delivery }) };
  if (await wasDone(world, hint.delivery, signal)) return undefined;
  if (hint.type === 'rerequest') await planAgain(world, hint, signal);
  // Before GitHub is asked: a thousand deliveries about what is planned must not take the rate that the next push
  // needs.
  if (await isOldNews(world, hint, hint.after, signal)) return undefined;
  const target = hint.type === 'poll' ? await polled(world, hint, signal) : await targetOf(world, hint, signal);
  if (target === undefined) return undefined;
  const { commit } = target.occasion;
  if (await isOldNews(world, hint, commit, signal)) {
    await noteFollowed(world, signal);
    return undefined;
  }
  const delivery = isAbout(world, hint) ? hint.delivery : await answerOf(world, commit, signal);
  if (delivery === undefined || (delivery !== hint.delivery && (await wasDone(world, delivery, signal)))) {
    await noteFollowed(world, signal);
    return undefined;
  }
  const { tree } = target;
  if ('unmerged' in tree) {
    await recordCommit(world, { ...NOTHING_OF, occasion: target.occasion, unmerged: tree.unmerged }, signal);
    await remember(world, target.occasion, 'refused', delivery, signal);
    return commit;
  }
  const early = target.head && lookEarly(world, signal);
  // Where it fails, what it would have read is read again.
  early?.catch(() => undefined);
  const read = await readCommit(world, tree.commit, signal);
  if ('refused' in read) {
    await recordCommit(world, { ...NOTHING_OF, occasion: target.occasion, diagnostics: [read.refused] }, signal);
    await remember(world, target.occasion, 'refused', delivery, signal);
    return commit;
  }
  const { files } = read;
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
  const fleets = subjects.map(({ name }) => name);
  if (subjects.length > 0 || known.length === 0) {
    const diagnostics = [...strays].sort(compareDiagnostics);
    const changed = await changedInPull(world, target.occasion, files, signal);
    await recordCommit(
      world,
      { occasion: target.occasion, fleets, diagnostics, ...(changed === undefined ? {} : { changed }) },
      signal,
    );
  }
  const begun = await early;
  for (const subject of subjects)
    await planSubject(world, target, begun === undefined ? subject : { ...subject, early: begun }, files, hint, signal);
  if (target.occasion.type === 'pull-request') await dropOlderMerges(world.store, target.occasion, fleets, signal);
  if (head !== undefined && hint.type !== 'poll') await planBehind(world, commit, signal);
  // Where the heads are now is part of the answer.
  const done = isAbout(world, hint) ? delivery : await answerOf(world, commit, signal);
  await remember(world, target.occasion, 'planned', done, signal);
  return commit;
}

/**
 * Whether somebody told of what is planned; a poll, and a push of another branch, are only a reason to look at the
 * branch.
 */
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
  if (target !== undefined) await orLater(planBehind(world, target.occasion.commit, signal));
  const unseen =
    target === undefined && (await seenUnfollowed(world.store, world.name, signal))?.why === 'no-repository';
  if (!unseen) await orLater(catchUpPulls(world, hint, signal));
  return target;
}

/** Undefined for a first fleet file that cannot be read. */
async function numberOf(
  world: PlannerWorld,
  { commit, ways }: BranchHead,
  { name, folder, file }: NamedFile,
  signal: AbortSignal,
): Promise<number | undefined> {
  // A renamed fleet is reported, never taken into the head: its new name would lead to another fleet's state. Nor is
  // one whose name is another's too.
  const isUsable = file.fleet?.name === name && !hasErrors(file.diagnostics);
  const fleet = isUsable ? file.fleet : undefined;
  return (await advanceHead(world, { name, folder, fleet, commit }, ways.open.get(name), signal))?.seq;
}

async function planSubject(
  world: PlannerWorld,
  target: Target,
  { name, file, seq, early }: Subject,
  files: Tree,
  { delivery, byItself, putsBack }: RevisionHint,
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
      delivery,
      ...(seq === undefined ? {} : { seq }),
      ...(early === undefined ? {} : { early }),
      ...(isProposal(occasion) ? await whatIsSeen(world, target, name, file.fleet, signal) : {}),
      ...(group === undefined ? {} : { ofPull: group }),
      ...(byItself === undefined ? {} : { byItself }),
      ...(putsBack === undefined ? {} : { putsBack }),
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
async function recordCommit(world: PlannerWorld, record: CommitRecord, signal: AbortSignal): Promise<void> {
  await keepCommitRecord(world.store, record, signal);
  if (record.fleets.length > 0) return;
  const { occasion } = record;
  const { repository, commit } = occasion;
  const pull = occasion.type === 'pull-request' ? { pullRequest: occasion.number } : {};
  await world.publisher.publishReport({ type: 'revision', repository, commit, ...pull }, signal);
}

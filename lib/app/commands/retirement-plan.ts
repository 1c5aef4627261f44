// The plan by which goes what was replaced, and of which nobody can tell whether it is still used: it is of the branch,
// and approved wherever it is named. Whoever brought in what replaced it is not the second pair of eyes.
import { type Command, commandLine } from '../../commands/index.ts';
import { isFailure } from '../../core/index.ts';
import type { Plan, Revision } from '../../plan/index.ts';
import type { Pushes } from '../../ports/index.ts';
import { plans, type Retirements, retirements, revisions, type SetAside } from '../../state/index.ts';
import { headsOf } from '../records/known-fleets.ts';
import type { ReporterWorld } from '../world.ts';
import { checkSecondPair } from './check-second-pair.ts';
import { refusal } from './refusal.ts';

type Approve = Extract<Command, { verb: 'approve' }>;

const REASON = 'REASON';

export interface RetirementPlan {
  readonly plan: Plan;
  /** Of the head. */
  readonly revision: Revision;
  /** Commits that asked for what replaced it; undefined among them: that is not known. */
  readonly commits: readonly (string | undefined)[];
}

/** The one that is offered now and begins so; undefined where there is none, or several. */
export async function retirementNamed(
  { store, name }: Pick<ReporterWorld, 'store' | 'name'>,
  digest: string,
  fleet: string | undefined,
  signal: AbortSignal,
): Promise<RetirementPlan | undefined> {
  const found: RetirementPlan[] = [];
  for (const [one, { commit }] of await headsOf(store, name, signal)) {
    if (fleet !== undefined && fleet !== one) continue;
    for (const { value } of (await retirements.list(store, [one], signal)).found) {
      if (value.offered?.startsWith(digest) !== true) continue;
      const plan = (await plans.at(one, value.offered).read(store, signal))?.value;
      const revision = (await revisions.at(one, commit, 'head').read(store, signal))?.value;
      if (plan !== undefined && revision !== undefined) found.push({ plan, revision, commits: commitsOf(plan, value) });
    }
  }
  return found.length === 1 ? found[0] : undefined;
}

function commitsOf({ changes }: Plan, { items }: Retirements): readonly (string | undefined)[] {
  return [...new Set(changes.map(({ key }) => items[key]?.by?.commit))];
}

/**
 * Whoever brought in a pull request that replaced some of it, or pushed that himself, is not the second pair of eyes.
 * @returns the rules that an admin sets aside with his reason.
 * Fails with `denied`, in words for the person.
 */
export async function checkWhoReplaced(
  world: ReporterWorld,
  { commits }: RetirementPlan,
  login: string,
  command: Approve,
  signal: AbortSignal,
): Promise<readonly SetAside[]> {
  const aside: (SetAside | undefined)[] = [];
  for (const commit of commits) {
    const pulls = commit === undefined ? [] : await world.host.pullsMergedAs(commit, world.branch, signal);
    for (const { number } of pulls) {
      const topic = await world.conversations.topic(number, signal);
      if (topic.type === 'pull-request') aside.push(await checkSecondPair(world, { login, topic, command }, signal));
    }
    if (pulls.length === 0) aside.push(await checkPusher(world, commit, login, command, signal));
  }
  return [...new Set(aside.flatMap((rule) => rule ?? []))];
}

/** Of a commit that no pull request brought. */
async function checkPusher(
  { history, conversations, branch }: ReporterWorld,
  commit: string | undefined,
  login: string,
  command: Approve,
  signal: AbortSignal,
): Promise<SetAside | undefined> {
  const moves = commit === undefined ? [] : await movesOr(history.movesOf(branch, signal));
  const by = moves.find(({ after }) => after === commit)?.by;
  const isOwn = by?.toLowerCase() === login.toLowerCase();
  if (by !== undefined && !by.endsWith('[bot]') && !isOwn) return undefined;
  const { reason, ...bare } = command;
  const hasReason = reason !== undefined && reason !== REASON;
  if (hasReason && (await conversations.permission(login, signal)) === 'admin')
    return isOwn ? 'own-commits' : 'unknown-pusher';
  const why = isOwn
    ? 'who pushed what replaced it cannot approve that it goes. Somebody else can; or an admin of the repository who says why'
    : 'only an admin of the repository who says why can approve this, because it is not known who brought in what replaced it';
  throw refusal(`${why}: ${commandLine(bare)} ${REASON}`);
}

/** What may not be read is not known. */
async function movesOr(reading: Promise<Pushes>): Promise<Pushes['pushes']> {
  try {
    return (await reading).pushes;
  } catch (error) {
    if (isFailure(error, 'denied')) return [];
    throw error;
  }
}

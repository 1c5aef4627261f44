// A person's word for exactly one plan: given, and looked up. It is good for one run: a run that succeeded with it says
// so in the unit's record.
import { RangelightError } from '../../core/index.ts';
import type { AppliedState } from '../../model/index.ts';
import { type Gate, type GateCode, type Plan } from '../../plan/index.ts';
import type { Clock, Publisher, Store } from '../../ports/index.ts';
import { type ActRecord, type Approval, approvals, plans } from '../../state/index.ts';
import { recordAct } from './audit.ts';
import { openPullsOf } from '../records/open-pulls.ts';
import { plansOfPull } from '../records/plans-wanted.ts';
import { repositoryOf } from '../records/known-fleets.ts';

const DIGITS = /^[0-9a-f]{8,64}$/;

/** By the digest of the plan: those that stand, which no run has used. */
export async function standingApprovals(
  store: Store,
  fleet: string,
  applied: ReadonlyMap<string, AppliedState>,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Approval>> {
  const { found } = await approvals.list(store, [fleet], signal);
  const standing = found.map(({ value }) => value).filter((one) => !isUsed(one, applied.get(one.unit)));
  return new Map(standing.map((one) => [one.plan, one]));
}

/** The approval of a plan that stands; undefined when there is none, it is used up, or it cannot be read. */
export async function standingApproval(
  store: Store,
  fleet: string,
  plan: Pick<Plan, 'unit' | 'digest'>,
  applied: AppliedState | undefined,
  signal: AbortSignal,
): Promise<Approval | undefined> {
  const reading = await approvals.at(fleet, plan.digest).look(store, signal);
  const approval = 'found' in reading ? reading.found?.value : undefined;
  return approval !== undefined && approval.unit === plan.unit && !isUsed(approval, applied) ? approval : undefined;
}

export function isUsed({ plan, at }: Approval, applied: AppliedState | undefined): boolean {
  return applied?.usedApprovals[plan] === at;
}

/** The approval, where it opens all of these gates; else it is none. */
export function opening(approval: Approval | undefined, gates: readonly Pick<Gate, 'code'>[]): Approval | undefined {
  return gates.every(({ code }) => approval?.opens.includes(code)) ? approval : undefined;
}

/** What a person says of a plan. */
export interface Word extends Pick<ActRecord, 'by' | 'reason' | 'setAside'> {
  /** The gates that are meant. */
  readonly opens: readonly GateCode[];
}

export interface ApprovalWorld {
  readonly store: Store;
  readonly clock: Clock;
  readonly publisher: Publisher;
}

/**
 * Approves a plan, and has the head planned again, which releases it when it still is the plan, and the pull requests
 * that wait for it.
 * @param digest of the plan, or the first 8 or more digits of it.
 * Fails with `invalid` for what is no digest, with `not-found` when no plan or more than one has it.
 */
export async function approve(
  { store, clock, publisher }: ApprovalWorld,
  fleet: string,
  digest: string,
  { by, reason, setAside, opens }: Word,
  signal: AbortSignal,
): Promise<Approval> {
  const plan = await planNamed(store, fleet, digest, signal);
  const approval: Approval = { unit: plan.unit, plan: plan.digest, opens, by, reason, at: clock.now() };
  const how = setAside === undefined ? {} : { setAside };
  const act = { by, reason, at: approval.at, action: 'approve', subject: plan.digest, ...how } as const;
  await recordAct(store, fleet, act, signal);
  // Over an older one: that may have been used, and this is a new word.
  await approvals.at(fleet, plan.digest).update(store, () => approval, signal);
  const repository = await repositoryOf(store, fleet, signal);
  const delivery = `approve-${plan.digest}-${approval.at}`;
  await publisher.publishRevision({ type: 'facts', repository, delivery }, signal);
  for (const pull of await openPullsOf(store, repository, signal)) {
    if (!(await plansOfPull(store, fleet, pull, signal)).includes(plan.digest)) continue;
    const { number: pullRequest } = pull;
    const again = { type: 'pull-request', repository, delivery: `${delivery}-${pullRequest}`, pullRequest } as const;
    await publisher.publishRevision(again, signal);
  }
  return approval;
}

async function planNamed(store: Store, fleet: string, digits: string, signal: AbortSignal): Promise<Plan> {
  if (!DIGITS.test(digits)) {
    const message = `${digits} is no digest of a plan: give 8 or more of its digits, 0 to 9 and a to f`;
    throw new RangelightError('invalid', 'state', message);
  }
  const [digest, ...others] = await plansNamed(store, fleet, digits, signal);
  if (others.length > 0) {
    const message = `${others.length + 1} plans begin with ${digits}: give more digits`;
    throw new RangelightError('not-found', 'state', message);
  }
  const plan = digest === undefined ? undefined : await plans.at(fleet, digest).read(store, signal);
  if (plan === undefined) throw new RangelightError('not-found', 'state', `there is no plan ${digits}`);
  return plan.value;
}

/** Digests of all plans that were ever made of a fleet and begin with these digits. */
export async function plansNamed(
  store: Store,
  fleet: string,
  digits: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const all = await plans.keys(store, [fleet], signal);
  return all.flatMap(([, digest = '']) => (digest.startsWith(digits) ? [digest] : []));
}

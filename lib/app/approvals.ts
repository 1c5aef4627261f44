// A person's word for exactly one plan: by digest, so that it outlives a rebase and never covers another plan.
// May import: core, plan, ports.
import pLimit from 'p-limit';
import { RangelightError } from '../core/index.ts';
import type { Plan } from '../plan/index.ts';
import type { Clock, Publisher, StateStore } from '../ports/index.ts';
import { type Act, recordAct } from './audit.ts';
import { createOnce } from './create-once.ts';
import { readOpenPulls } from './open-pulls.ts';
import { plansOfPull } from './plans-wanted.ts';
import { keys } from './state-keys.ts';

export interface Approval extends Act {
  readonly unit: string;
  /** Digest of the plan. */
  readonly plan: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

const CONCURRENCY = 8;
const DIGEST = /^[0-9a-f]{64}$/;
const PREFIX = /^[0-9a-f]{8,63}$/;

/** By the digest of the plan. */
export async function loadApprovals(
  store: StateStore,
  fleet: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Approval>> {
  const limit = pLimit(CONCURRENCY);
  const found = await store.list(keys.allApprovals(fleet), signal);
  const read = await Promise.all(found.map((key) => limit(() => store.read<Approval>(key, signal))));
  return new Map(read.flatMap((one) => (one === undefined ? [] : [[one.value.plan, one.value] as const])));
}

export async function isApproved(
  store: StateStore,
  fleet: string,
  plan: string,
  signal: AbortSignal,
): Promise<boolean> {
  return (await store.read<Approval>(keys.approval(fleet, plan), signal)) !== undefined;
}

/** An approval is for one time: the same plan, made again later, asks again. */
export async function useUp(store: StateStore, fleet: string, plan: string, signal: AbortSignal): Promise<void> {
  const stored = await store.read<Approval>(keys.approval(fleet, plan), signal);
  if (stored !== undefined) await store.remove(keys.approval(fleet, plan), stored.generation, signal);
}

export interface ApprovalWorld {
  readonly store: StateStore;
  readonly clock: Clock;
  readonly publisher: Publisher;
}

/**
 * Approves a plan, and has the head planned again, which releases it when it still is the plan, and the pull requests that
 * wait for it.
 * @param digest of the plan, or the first 8 or more digits of it.
 * Fails with `invalid` for what is no digest, with `not-found` when no plan or more than one has it.
 */
export async function approve(
  { store, clock, publisher }: ApprovalWorld,
  fleet: string,
  digest: string,
  { by, reason }: Act,
  signal: AbortSignal,
): Promise<Approval> {
  const plan = await planNamed(store, fleet, digest, signal);
  const approval: Approval = { unit: plan.unit, plan: plan.digest, by, reason, at: clock.now() };
  await recordAct(store, fleet, { by, reason, at: approval.at, action: 'approve', subject: plan.digest }, signal);
  await createOnce(store, keys.approval(fleet, plan.digest), approval, signal);
  const delivery = `approve-${plan.digest}-${approval.at}`;
  await publisher.publishRevision({ type: 'facts', delivery }, signal);
  for (const pull of await readOpenPulls(store, signal)) {
    if (!(await plansOfPull(store, fleet, pull, signal)).includes(plan.digest)) continue;
    const { number: pullRequest } = pull;
    const again = { type: 'pull-request', delivery: `${delivery}-${pullRequest}`, pullRequest } as const;
    await publisher.publishRevision(again, signal);
  }
  return approval;
}

async function planNamed(store: StateStore, fleet: string, digest: string, signal: AbortSignal): Promise<Plan> {
  if (!DIGEST.test(digest) && !PREFIX.test(digest)) {
    const message = `${digest} is no digest of a plan: give 8 or more of its digits, 0 to 9 and a to f`;
    throw new RangelightError('invalid', 'state', message);
  }
  const found = await store.list(keys.planPrefix(fleet, digest), signal);
  const [key, ...others] = found;
  if (key === undefined || others.length > 0) {
    const message =
      key === undefined ? `there is no plan ${digest}` : `${found.length} plans begin with ${digest}: give more digits`;
    throw new RangelightError('not-found', 'state', message);
  }
  const plan = await store.read<Plan>(key, signal);
  if (plan === undefined) throw new RangelightError('not-found', 'state', `there is no plan ${digest}`);
  return plan.value;
}

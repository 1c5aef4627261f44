// `apply`: a person's word for what the branch's head asks for, where the policy leaves that to people. Plans with a
// gate are left out: those want a word of their own, by digest. Where the policy in force is not known, it is the word
// for the policy of the head. Says what begins of it, and what waits for whom.
import { RangelightError } from '../../core/index.ts';
import type { PlanEnvelope, Revision } from '../../plan/index.ts';
import { type Act, type Head, heads, policyWords, revisions } from '../../state/index.ts';
import { type ApprovalWorld, approve } from './approvals.ts';
import { recordAct } from './audit.ts';
import { heldBack } from './held-back.ts';

export interface AppliedHead {
  readonly commit: string;
  /** `waits`: why it does not begin at once, as part of a sentence. */
  readonly approved: readonly (Pick<PlanEnvelope, 'unit' | 'plan'> & { readonly waits?: string })[];
  /** Units whose plan has a gate. */
  readonly gated: readonly PlanEnvelope[];
  /** Units that are rolled back: what the head asks for is not applied there. */
  readonly rolledBack: readonly PlanEnvelope[];
  /** Whether the policy of the head was confirmed, because none was known to be in force. */
  readonly isPolicyConfirmed: boolean;
}

/** Whether all that was asked for begins, some of it, or nothing. */
export function howMuchBegins({
  approved,
  gated,
  rolledBack,
  isPolicyConfirmed,
}: AppliedHead): 'done' | 'in-part' | 'waits' {
  const begun = approved.filter(({ waits }) => waits === undefined).length + (isPolicyConfirmed ? 1 : 0);
  const left = approved.filter(({ waits }) => waits !== undefined).length + gated.length + rolledBack.length;
  if (left === 0) return 'done';
  return begun === 0 ? 'waits' : 'in-part';
}

/** What an `apply` is for: the plans of the head that need no word of their own, and those that do. */
export interface ApplicableHead {
  readonly head: Head;
  readonly revision: Revision;
  readonly free: readonly PlanEnvelope[];
  readonly gated: readonly PlanEnvelope[];
  /** Units that are rolled back, whether they have a plan or not. */
  readonly rolledBack: readonly PlanEnvelope[];
}

/**
 * @param units undefined: all of them.
 * Fails with `not-found` when nothing is planned yet or a unit is not in the revision.
 */
export async function applicableHead(
  world: Pick<ApprovalWorld, 'store'>,
  fleet: string,
  units: readonly string[] | undefined,
  signal: AbortSignal,
): Promise<ApplicableHead> {
  const head = (await heads.at(fleet).read(world.store, signal))?.value;
  const revision = head && (await revisions.at(fleet, head.commit, 'head').read(world.store, signal))?.value;
  if (head === undefined || revision === undefined)
    throw missing(`nothing of the fleet ${fleet} is planned yet: push a commit first`);
  for (const unit of units ?? []) {
    if (revision.units.some((one) => one.unit === unit)) continue;
    throw missing(`${unit} is no unit of the revision; there is ${revision.units.map((one) => one.unit).join(', ')}`);
  }
  const meant = revision.units.filter(({ unit }) => units === undefined || units.includes(unit));
  const open = meant.filter(({ plan }) => plan !== null);
  const gated = open.filter(({ gates, approvedBy }) => gates.length > 0 && approvedBy === undefined);
  // A gate that is open is so by the word that opened it, which a later one must not take the place of.
  // A rollback without a gate waits for nobody.
  const free = open.filter(({ gates, rolledBack }) => gates.length === 0 && rolledBack === undefined);
  return { head, revision, free, gated, rolledBack: meant.filter((one) => one.rolledBack !== undefined) };
}

/**
 * @param units undefined: all of them.
 * Fails with `not-found` when nothing is planned yet or a unit is not in the revision.
 */
export async function applyHead(
  world: ApprovalWorld,
  fleet: string,
  units: readonly string[] | undefined,
  act: Act,
  signal: AbortSignal,
): Promise<AppliedHead> {
  const { head, revision, free, gated, rolledBack } = await applicableHead(world, fleet, units, signal);
  const isPolicyConfirmed = revision.policyUnknown === true;
  if (isPolicyConfirmed) await confirmPolicy(world, head, act, signal);
  // Whoever confirms the policy has the head planned by it first: what that releases needs no approval.
  const approved = isPolicyConfirmed ? [] : free;
  const given: AppliedHead['approved'][number][] = [];
  for (const { unit, plan } of approved) {
    if (plan === null) continue;
    await approve(world, fleet, plan, { ...act, opens: [] }, signal);
    const waits = await heldBack(world, revision, unit, signal);
    given.push({ unit, plan, ...(waits === undefined ? {} : { waits }) });
  }
  return {
    commit: head.commit,
    approved: given,
    gated: isPolicyConfirmed ? [] : gated,
    rolledBack,
    isPolicyConfirmed,
  };
}

async function confirmPolicy(
  { store, clock, publisher }: ApprovalWorld,
  { fleet, commit, repository }: Head,
  { by, reason }: Act,
  signal: AbortSignal,
): Promise<void> {
  const at = clock.now();
  const word = { commit, policy: fleet.policy, by, reason, at };
  await recordAct(store, fleet.name, { by, reason, at, action: 'confirm-policy', subject: commit }, signal);
  await policyWords.at(fleet.name).update(store, () => word, signal);
  const delivery = `policy-${fleet.name}-${at}`;
  await publisher.publishRevision({ type: 'facts', repository, delivery }, signal);
}

function missing(message: string): RangelightError {
  return new RangelightError('not-found', 'state', message);
}

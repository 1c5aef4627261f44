// Whether another unit of the fleet is about to let the address of one of its forwarding rules go: what its open run
// does, and what the head plans for it. Runs of two units know nothing else of each other.
import type { Change } from '../../diff/index.ts';
import { type AppliedState, objectText, nameOfKey, type RefKey } from '../../model/index.ts';
import { letsGoOf, type PlanEnvelope, stepId } from '../../plan/index.ts';
import type { Store } from '../../ports/index.ts';
import { appliedStates, heads, type OpenRun, plans, revisions } from '../../state/index.ts';
import { openRunsOf } from '../records/open-run.ts';
import { readJournal } from '../records/run-journal.ts';
import { envelopesOf } from '../records/unit-plans.ts';

export interface LetsGo {
  readonly isPlanned: boolean;
  /** What has it let go; absent when it is not planned, or not known yet. */
  readonly change?: Change;
  /** Its run has come so far, and waits for the address that it takes in exchange. */
  readonly isWaiting: boolean;
  /** The load balancer as people know it, and why it holds the address still: ends a sentence. */
  readonly held: string;
}

/**
 * @param rule key of a forwarding rule that carries the mark of the unit.
 */
export async function letsGo(
  store: Store,
  fleet: string,
  unit: string,
  rule: RefKey,
  signal: AbortSignal,
): Promise<LetsGo> {
  for (const run of await openRunsOf(store, fleet, unit, signal)) {
    const change = await leaving(store, fleet, run.plan, rule, signal);
    if (change !== undefined) return byRun(store, fleet, unit, run, change, signal);
  }
  const head = (await heads.at(fleet).read(store, signal))?.value;
  const reading = head && (await revisions.at(fleet, head.commit, 'head').look(store, signal));
  const revision = reading && 'found' in reading ? reading.found?.value : undefined;
  const applied = await appliedOf(store, fleet, unit, signal);
  const holder = (owners = applied?.resources[rule]?.owners): string => holderOf(rule, unit, owners);
  if (head === undefined || revision === undefined)
    return { isPlanned: true, isWaiting: false, held: `${holder()}, and the newest commit is not planned yet` };
  const own = envelopesOf(revision, unit);
  const { envelope, planned } = (await planLetting(store, fleet, own, rule, signal)) ?? {};
  if (envelope === undefined || planned === undefined) {
    const why = own[0]?.rolledBack === undefined ? 'which keeps it' : 'which was rolled back and keeps it';
    return { isPlanned: false, isWaiting: false, held: `${holder()}, ${why}` };
  }
  if (applied?.plan === envelope.plan && applied.commit === head.commit && HAS_ENDED.has(applied.result))
    return { isPlanned: false, isWaiting: false, held: `${holder(planned.owners)}, ${endedWords(applied)}` };
  return {
    isPlanned: true,
    change: planned,
    isWaiting: false,
    held: `${holder(planned.owners)}, ${toBegin(envelope)}`,
  };
}

/** The one that lets the rule's address go. */
async function planLetting(
  store: Store,
  fleet: string,
  own: readonly PlanEnvelope[],
  rule: RefKey,
  signal: AbortSignal,
): Promise<{ readonly envelope: PlanEnvelope; readonly planned: Change } | undefined> {
  for (const envelope of own) {
    const planned = envelope.plan === null ? undefined : await leaving(store, fleet, envelope.plan, rule, signal);
    if (planned !== undefined) return { envelope, planned };
  }
  return undefined;
}

/** What is not tried again by itself: the sweep asks for a new plan after the others. */
const HAS_ENDED: ReadonlySet<AppliedState['result']> = new Set(['succeeded', 'blocked', 'rolled-back']);

function endedWords({ runId, result }: AppliedState): string {
  return result === 'succeeded'
    ? `which has it again after the run ${runId} let it go`
    : `whose run ${runId} was to let it go and ${result === 'blocked' ? 'failed' : 'was rolled back'}`;
}

function toBegin({ gates, approvedBy }: PlanEnvelope): string {
  if (gates.length === 0 || approvedBy !== undefined) return 'whose plan to let it go has not begun yet';
  const codes = [...new Set(gates.map(({ code }) => code))].sort().join(', ');
  return `whose plan to let it go waits for an approval (${codes})`;
}

async function byRun(
  store: Store,
  fleet: string,
  unit: string,
  { runId, paused }: OpenRun,
  change: Change,
  signal: AbortSignal,
): Promise<LetsGo> {
  const entries = (await readJournal(store, { fleet, unit, runId }, signal)) ?? [];
  const step = stepId('contract', { type: 'delete', key: change.key });
  // An attempt says only that it looks again just now.
  const last = entries.findLast((entry) => 'step' in entry && entry.step === step && entry.type !== 'attempt');
  const why = paused === undefined ? `whose run ${runId} is to let it go` : `whose run ${runId} is paused`;
  const held = `${holderOf(change.key, unit, change.owners)}, ${why}`;
  return { isPlanned: true, change, isWaiting: last?.type === 'waiting', held };
}

async function leaving(
  store: Store,
  fleet: string,
  plan: string,
  rule: RefKey,
  signal: AbortSignal,
): Promise<Change | undefined> {
  const reading = await plans.at(fleet, plan).look(store, signal);
  const changes = 'found' in reading ? (reading.found?.value.changes ?? []) : [];
  return changes.find((change) => change.key === rule && letsGoOf(store.kinds, change));
}

async function appliedOf(store: Store, fleet: string, unit: string, signal: AbortSignal) {
  const reading = await appliedStates.at(fleet, unit).look(store, signal);
  return 'found' in reading ? reading.found?.value : undefined;
}

function holderOf(rule: RefKey, unit: string, owners: Change['owners'] | undefined): string {
  const [owner] = owners ?? [];
  return owner === undefined ? `the forwarding rule ${nameOfKey(rule)} of ${unit}` : objectText(owner);
}

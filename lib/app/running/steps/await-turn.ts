// An address and port have one holder at a time (compute v1 forwardingRules.insert refuses what another rule holds).
// Inside a unit the plan's order sees to it. Here a forwarding rule waits, and keeps the address that it has, until
// another unit's lets go what it takes. Where each waits for the next one, one of them goes first, and each finds out
// for itself which.
import { RangelightError } from '../../../core/index.ts';
import type { Change } from '../../../diff/index.ts';
import { derivedMark, isOurs, notOursBecause, type RefKey, refKey, refOfPath } from '../../../model/index.ts';
import { type Plan, type Step, takenBy } from '../../../plan/index.ts';
import type { ComputeObject } from '../../../ports/index.ts';
import type { LetsGo } from '../lets-go.ts';
import { type Claim, claimOf, holderOf, rulesAround } from './address-claims.ts';
import { changeIn, type StepContext, type StepOutcome } from './step.ts';

/**
 * So long nobody need be known who lets it go: until what was merged together is planned everywhere, and begun again.
 */
const UNTIL_PLANNED_MS = 3 * 60_000;

type Wait = Extract<StepOutcome, { type: 'wait' }>;

/** A rule that is to leave its place for one that another rule has. */
interface Turn {
  readonly rule: RefKey;
  readonly unit: string;
  /** Its run has come so far. */
  readonly isReady: boolean;
}

/**
 * Undefined when a step may start: it takes no address, the address is free, or it is the first of those that wait for
 * each other. Fails with `held` when nobody is going to let the address go.
 */
export async function awaitTurn(
  plan: Plan,
  { action }: Step,
  context: StepContext,
  signal: AbortSignal,
): Promise<Wait | undefined> {
  if (action.type !== 'apply' && action.type !== 'delete') return undefined;
  const change = changeIn(plan, action.key);
  if (change !== undefined && takesWhatWasMade(change, context)) return undefined;
  const claim = change && (await claimOf(change, context, signal));
  if (change === undefined || claim === undefined) return undefined;
  const rules = await rulesAround(change, context, signal);
  const holder = holderOf(claim, rules, change.key);
  if (holder === undefined) return undefined;
  const answer = await askHolder(holder, claim, context, signal);
  const own = { rule: change.key, unit: plan.unit, isReady: true };
  if (action.type === 'delete' && (await isFirst(own, holder, answer, rules, context, signal))) return undefined;
  const { now, timings, state } = context;
  const reason = `${heldBy(claim)} ${answer.held}`;
  const alarms = answer.isPlanned ? 0 : (state?.alarms ?? 0) + 1;
  if (alarms * timings.pollMs > UNTIL_PLANNED_MS) throw new RangelightError('held', 'compute', reason);
  return { type: 'wait', until: now + timings.pollMs, reason, alarms };
}

/** An address that this worker has just made has nobody. */
function takesWhatWasMade(change: Change, { kinds, isMadeHere }: StepContext): boolean {
  const taken = takenBy(kinds, change);
  const ref = taken === undefined ? undefined : refOfPath(kinds, taken);
  return ref !== undefined && isMadeHere(ref);
}

async function askHolder(
  { ref, body }: ComputeObject,
  claim: Claim,
  { owner, letsGo }: StepContext,
  signal: AbortSignal,
): Promise<LetsGo & { readonly unit: string }> {
  const unit = isOurs(body, owner) ? derivedMark(body)?.unit : undefined;
  if (unit !== undefined) return { ...(await letsGo(unit, refKey(ref), signal)), unit };
  const whose = `the forwarding rule ${ref.name}, which ${notOursBecause(body)}`;
  throw new RangelightError('held', 'compute', `${heldBy(claim)} ${whose}`);
}

/**
 * Whether the rules that have what the next one takes come back to this one, and it is the first of them: then none of
 * them can move before it has gone. Nobody goes before all others are ready, for until one of them takes its place it
 * serves nobody.
 */
async function isFirst(
  own: Turn,
  holder: ComputeObject,
  answer: LetsGo & { readonly unit: string },
  rules: readonly ComputeObject[],
  context: StepContext,
  signal: AbortSignal,
): Promise<boolean> {
  const turns = [own];
  for (let [at, told] = [holder, answer]; ; ) {
    const rule = refKey(at.ref);
    // The others wait for each other, and not for this one.
    if (turns.some((turn) => turn.rule === rule)) return false;
    turns.push({ rule, unit: told.unit, isReady: told.isWaiting });
    const claim = told.change && (await claimOf(told.change, context, signal));
    const next = claim && holderOf(claim, rules, rule);
    if (claim === undefined || next === undefined) return false;
    if (refKey(next.ref) === own.rule) break;
    [at, told] = [next, await askHolder(next, claim, context, signal)];
  }
  // Inside a unit the plan has each wait for the next one already.
  const between = turns.filter(({ unit }, index) => unit !== turns[(index + 1) % turns.length]?.unit);
  const [first] = between.toSorted((a, b) => (a.rule < b.rule ? -1 : 1));
  return first?.rule === own.rule && between.every(({ isReady }) => isReady);
}

function heldBy({ ip, ports: [first, last] }: Claim): string {
  return `${ip} (port ${first === last ? first : `${first} to ${last}`}) is held by`;
}

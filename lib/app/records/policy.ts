// The policy in force: of the last finished revision, so that no revision can loosen the rules that it is judged by.
// Where the state does not say any more which one that is, the strictest holds until a person confirms one.
import { digestOf } from '../../core/index.ts';
import type { Fleet, Policy } from '../../fleet/index.ts';
import type { Store } from '../../ports/index.ts';
import { appliedStates, finishedRevisions, heads, policyWords } from '../../state/index.ts';

export interface PolicyInForce {
  readonly policy: Policy;
  /** Whether the state, or a person, says that it is in force. */
  readonly isKnown: boolean;
}

/**
 * @param fleet as the branch has it; of a fleet that the branch does not have, as the proposal has it.
 * @param standsAlready whether something in the cloud carries the mark of this fleet: then its first revision is long
 * over.
 */
export async function policyInForce(
  store: Store,
  fleet: Fleet,
  standsAlready: boolean,
  signal: AbortSignal,
): Promise<PolicyInForce> {
  const finished = await finishedRevisions.at(fleet.name).look(store, signal);
  if ('found' in finished && finished.found !== undefined) {
    return { policy: finished.found.value.fleet.policy, isKnown: true };
  }
  const isEmpty = 'found' in finished && !standsAlready && (await isNothingApplied(store, fleet.name, signal));
  const first = isEmpty ? await firstPolicy(store, fleet, signal) : undefined;
  if (first !== undefined) return { policy: first, isKnown: true };
  const word = await policyWords.at(fleet.name).look(store, signal);
  const confirmed = 'found' in word ? word.found?.value.policy : undefined;
  const isConfirmed = confirmed !== undefined && digestOf(confirmed) === digestOf(fleet.policy);
  return { policy: isConfirmed ? fleet.policy : strictest(fleet.policy), isKnown: isConfirmed };
}

/** Nothing is applied, whatever a person approves; the namespaces of the branch still count. */
function strictest(policy: Policy): Policy {
  return { ...policy, apply: 'never', drift: 'report', maxDeletes: 0, maxCapacityLoss: 0, takeover: false };
}

/** That of the fleet's first head; of a fleet without a head, its own. Undefined where the first head was lost. */
async function firstPolicy(store: Store, fleet: Fleet, signal: AbortSignal): Promise<Policy | undefined> {
  const head = await heads.at(fleet.name).look(store, signal);
  if ('damage' in head) return undefined;
  return head.found === undefined ? fleet.policy : head.found.value.first;
}

async function isNothingApplied(store: Store, fleet: string, signal: AbortSignal): Promise<boolean> {
  return (await appliedStates.keys(store, [fleet], signal)).length === 0;
}

// Whether functions may publish what they publish, and whether Pub/Sub's own account may give messages up: without
// its two grants nothing is ever a dead letter. Source: Pub/Sub REST reference, getIamPolicy; "Dead-letter topics".
import { type JsonObject, objectsAt, textAt, textsAt } from '../../core/index.ts';
import type { Contract } from './contract.ts';
import { APPLY, type Defect } from './defect.ts';

/** @param number of Rangelight's project. */
export function pubsubAgent(number: string): string {
  return `serviceAccount:service-${number}@gcp-sa-pubsub.iam.gserviceaccount.com`;
}

/** @param topic its short name. @param memberOf of a function. */
export function judgePublishers(
  { functions, topics }: Contract,
  topic: string,
  memberOf: (name: string) => string,
  policy: JsonObject | undefined,
): readonly Defect[] {
  return Object.entries(functions).flatMap(([name, { publishes }]): readonly Defect[] => {
    if (!publishes.includes(topic) || isBound(policy, 'roles/pubsub.publisher', memberOf(name))) return [];
    const where = `topic ${topics[topic]}`;
    return [{ code: 'publisher-missing', where, message: `${name} cannot publish on it`, fix: APPLY }];
  });
}

/** @param where it may do so. @param role on that topic or subscription. */
export function judgeAgent(
  where: string,
  role: 'roles/pubsub.publisher' | 'roles/pubsub.subscriber',
  agent: string,
  policy: JsonObject | undefined,
): readonly Defect[] {
  if (isBound(policy, role, agent)) return [];
  const message = `${agent} has not ${role} there: what is given up is delivered for ever, and never a dead letter`;
  return [{ code: 'subscription-dead-letters', where, message, fix: APPLY }];
}

function isBound(policy: JsonObject | undefined, role: string, member: string): boolean {
  return objectsAt(policy, 'bindings').some(
    (binding) => textAt(binding, 'role') === role && textsAt(binding, 'members').includes(member),
  );
}

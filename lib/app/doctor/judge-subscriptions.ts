// Whether a push subscription delivers as the functions need it. Source: Pub/Sub REST reference,
// projects.subscriptions; the reasons are those of the module (infra/deploy/messages.tf).
import { type JsonObject, numberAt, textAt, valueAt } from '../../core/index.ts';
import type { Contract, ExpectedSubscription } from './contract.ts';
import { APPLY, type Defect, type DefectCode } from './defect.ts';

/** @param caller e-mail address of the account that functions believe. @param found undefined: there is none. */
export function judgeSubscription(
  { functions, subscription: limits, topics }: Contract,
  expected: ExpectedSubscription,
  caller: string,
  found: JsonObject | undefined,
): readonly Defect[] {
  const where = `subscription ${expected.name}`;
  if (found === undefined) {
    const message = `nothing brings messages to ${expected.to}`;
    return [{ code: 'subscription-missing', where, message, fix: `make it: ${APPLY}` }];
  }
  const findings: Defect[] = [];
  const wrong = (code: DefectCode, message: string): void => void findings.push({ code, where, message, fix: APPLY });

  const ack = numberAt(found, 'ackDeadlineSeconds') ?? 0;
  if (ack < limits.ackDeadlineSeconds)
    wrong('subscription-ack-deadline', `a message is delivered again after ${ack} s, while ${expected.to} is at it`);
  const shortest = secondsAt(found, 'retryPolicy', 'minimumBackoff');
  const longest = secondsAt(found, 'retryPolicy', 'maximumBackoff');
  if (shortest !== limits.shortestBackOffSeconds || longest !== limits.longestBackOffSeconds)
    wrong(
      'subscription-back-off',
      `it tries again after ${shortest ?? '?'} to ${longest ?? '?'} s, and not ${limits.shortestBackOffSeconds} to ${limits.longestBackOffSeconds}`,
    );
  // Without a policy it ends after 31 days without traffic; with a policy that says nothing, never.
  const isForEver = found['expirationPolicy'] !== undefined && textAt(found, 'expirationPolicy', 'ttl') === undefined;
  if (!isForEver) wrong('subscription-expires', 'it is deleted when nothing is published for a month');
  const audience = textAt(found, 'pushConfig', 'oidcToken', 'audience');
  const wanted = functions[expected.to]?.audience ?? '';
  if (audience !== wanted)
    wrong(
      'subscription-audience',
      `its tokens are for ${audience ?? 'nobody'}, and ${expected.to} takes those for ${wanted}`,
    );
  const account = textAt(found, 'pushConfig', 'oidcToken', 'serviceAccountEmail');
  if (account !== caller)
    wrong('subscription-caller', `it calls as ${account ?? 'nobody'}, and ${expected.to} believes ${caller} alone`);
  const endpoint = textAt(found, 'pushConfig', 'pushEndpoint') ?? '';
  if (!endpoint.endsWith(expected.path))
    wrong(
      'subscription-path',
      `it pushes to ${endpoint || 'nowhere'}, and ${expected.to} takes these messages at ${expected.path}`,
    );
  if (!expected.ordered) return findings;
  if (valueAt(found, 'enableMessageOrdering') !== true)
    wrong('subscription-unordered', 'messages of one unit may overtake each other; it must be made anew');
  const attempts = numberAt(found, 'deadLetterPolicy', 'maxDeliveryAttempts') ?? 0;
  const topic = textAt(found, 'deadLetterPolicy', 'deadLetterTopic') ?? '';
  if (attempts < limits.mostAttempts || !topic.endsWith(`/topics/${topics['deadLetters']}`))
    wrong('subscription-dead-letters', `it gives up after ${attempts} attempts, into ${topic || 'nothing'}`);
  return findings;
}

/** `600s`. */
function secondsAt(found: JsonObject, ...path: readonly string[]): number | undefined {
  const text = textAt(found, ...path);
  return text === undefined ? undefined : Number(text.replace(/s$/, ''));
}

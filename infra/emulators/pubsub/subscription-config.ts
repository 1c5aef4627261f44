// A subscription as asked for: checked, with the service's defaults filled in.
import { checkName } from './names.ts';
import { toMs, toSeconds, type WirePushConfig, type WireSubscription } from './protocol.ts';
import { notImplemented, RpcError } from './rpc-error.ts';

/** Fields that change what is delivered and are not emulated: refused, since ignoring them would mislead. */
const REFUSED = [
  'bigqueryConfig',
  'cloudStorageConfig',
  'bigtableConfig',
  'filter',
  'enableExactlyOnceDelivery',
  'retainAckedMessages',
  'messageTransforms',
] as const;

export interface Backoff {
  /** Milliseconds. */
  readonly minimum: number;
  readonly maximum: number;
}

export interface SubscriptionConfig {
  /** As GetSubscription answers it. */
  readonly resource: WireSubscription;
  readonly ackDeadlineMs: number;
  readonly ordered: boolean;
  readonly push: WirePushConfig | undefined;
  readonly backoff: Backoff | undefined;
  readonly deadLetter: { readonly topic: string; readonly maxAttempts: number } | undefined;
}

/** Throws INVALID_ARGUMENT or UNIMPLEMENTED. `signsTokens`: pushes can carry an identity token. */
export function readSubscription(asked: WireSubscription, signsTokens: boolean): SubscriptionConfig {
  checkName('subscriptions', asked.name);
  checkName('topics', asked.topic);
  for (const field of REFUSED) {
    const value = asked[field];
    if (Array.isArray(value) ? value.length > 0 : value) throw notImplemented(`subscription field ${field}`);
  }
  const ackDeadlineSeconds = asked.ackDeadlineSeconds || 10;
  if (ackDeadlineSeconds < 10 || ackDeadlineSeconds > 600) {
    throw invalid(
      `Invalid ack deadline given: (ackDeadlineSeconds=${ackDeadlineSeconds}); it must be within 10 and 600`,
    );
  }
  const backoff = readBackoff(asked.retryPolicy);
  const deadLetter = readDeadLetter(asked.deadLetterPolicy);
  const push = readPushConfig(asked.pushConfig, signsTokens);
  return {
    resource: {
      ...asked,
      ackDeadlineSeconds,
      pushConfig: push ?? null,
      messageRetentionDuration: asked.messageRetentionDuration ?? toSeconds(7 * 24 * 3_600_000),
      retryPolicy: backoff
        ? { minimumBackoff: toSeconds(backoff.minimum), maximumBackoff: toSeconds(backoff.maximum) }
        : null,
      deadLetterPolicy: deadLetter
        ? { deadLetterTopic: deadLetter.topic, maxDeliveryAttempts: deadLetter.maxAttempts }
        : null,
      state: 'ACTIVE',
    },
    ackDeadlineMs: ackDeadlineSeconds * 1000,
    ordered: asked.enableMessageOrdering,
    push,
    backoff,
    deadLetter,
  };
}

/** The push configuration; undefined for pull (none, or no endpoint in it). */
export function readPushConfig(asked: WirePushConfig | null, signsTokens: boolean): WirePushConfig | undefined {
  if (asked === null || asked.pushEndpoint === '') return undefined;
  if (asked.noWrapper) throw notImplemented('push without a wrapper');
  if (asked.oidcToken && !signsTokens) throw notImplemented('push authentication without an identityToken option');
  const host = URL.parse(asked.pushEndpoint)?.hostname;
  if (host !== '127.0.0.1' && host !== 'localhost' && host !== '[::1]') {
    throw invalid(`Invalid push endpoint given (endpoint=${asked.pushEndpoint}): the emulator pushes to loopback only`);
  }
  return asked;
}

function readBackoff(policy: WireSubscription['retryPolicy']): Backoff | undefined {
  if (policy === null) return undefined;
  const minimum = policy.minimumBackoff ? toMs(policy.minimumBackoff) : 10_000;
  const maximum = policy.maximumBackoff ? toMs(policy.maximumBackoff) : 600_000;
  if (minimum < 0 || maximum > 600_000 || minimum > maximum) {
    throw invalid('Retry backoffs must be within 0 and 600 seconds, the minimum not above the maximum');
  }
  return { minimum, maximum };
}

function readDeadLetter(policy: WireSubscription['deadLetterPolicy']): SubscriptionConfig['deadLetter'] {
  if (policy === null) return undefined;
  checkName('topics', policy.deadLetterTopic);
  const maxAttempts = policy.maxDeliveryAttempts || 5;
  if (maxAttempts < 5 || maxAttempts > 100) throw invalid('Maximum delivery attempts must be within 5 and 100');
  return { topic: policy.deadLetterTopic, maxAttempts };
}

function invalid(message: string): RpcError {
  return new RpcError('INVALID_ARGUMENT', message);
}

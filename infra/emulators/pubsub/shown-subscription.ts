// A subscription as the REST API shows it. Source: proto3 JSON: durations are text, and what has its default value is
// left out.
import type { Seconds, WireSubscription } from './protocol.ts';

export function shownSubscription(of: WireSubscription): object {
  const { retryPolicy: retry, pushConfig: push, deadLetterPolicy, expirationPolicy, enableMessageOrdering } = of;
  return {
    name: of.name,
    topic: of.topic,
    ...(push !== null && {
      pushConfig: { pushEndpoint: push.pushEndpoint, ...(push.oidcToken && { oidcToken: push.oidcToken }) },
    }),
    ackDeadlineSeconds: of.ackDeadlineSeconds,
    ...(of.messageRetentionDuration && { messageRetentionDuration: text(of.messageRetentionDuration) }),
    ...(enableMessageOrdering && { enableMessageOrdering }),
    // Made without a policy, it ends after 31 days without traffic.
    expirationPolicy: expirationPolicy === null ? { ttl: '2678400s' } : shownTtl(expirationPolicy),
    ...(deadLetterPolicy !== null && { deadLetterPolicy }),
    ...(retry !== null && {
      retryPolicy: {
        ...(retry.minimumBackoff && { minimumBackoff: text(retry.minimumBackoff) }),
        ...(retry.maximumBackoff && { maximumBackoff: text(retry.maximumBackoff) }),
      },
    }),
    state: 'ACTIVE',
  };
}

function shownTtl(policy: { readonly ttl?: Seconds | null }): object {
  return policy.ttl ? { ttl: text(policy.ttl) } : {};
}

function text({ seconds, nanos }: Seconds): string {
  return `${seconds + nanos / 1e9}s`;
}

// Who publishes, and whether that account may: `pubsub.topics.publish` of one topic. Source: Pub/Sub, "Access control".
import { EVERYBODY } from '../kit/rights.ts';
import { RpcError } from './rpc-error.ts';

export interface TopicRights {
  /** Bearer token → account. */
  readonly accounts: ReadonlyMap<string, string>;
  /** Account → the topics, by their full names, on which it may publish. */
  readonly publishes: ReadonlyMap<string, ReadonlySet<string>>;
}

export const PUBLISH = 'pubsub.topics.publish';

/** The account. Throws UNAUTHENTICATED for a token that nobody has. `token`: undefined where there is none. */
export function publishingAccount({ accounts }: TopicRights, token: string | undefined): string {
  const account = token === undefined ? EVERYBODY : accounts.get(token);
  if (account !== undefined) return account;
  throw new RpcError('UNAUTHENTICATED', 'Request had invalid authentication credentials.');
}

/** Throws PERMISSION_DENIED. */
export function checkPublish({ publishes }: TopicRights, account: string, topic: string): void {
  if (publishes.get(account)?.has(topic) === true) return;
  throw new RpcError('PERMISSION_DENIED', 'User not authorized to perform this action.', {
    '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
    reason: 'IAM_PERMISSION_DENIED',
    domain: 'pubsub.googleapis.com',
    metadata: { permission: PUBLISH, resource: topic },
  });
}

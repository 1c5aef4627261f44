// The envelope of a push delivery. Source: Pub/Sub, "Push subscriptions" (wrapped messages). May import: core.
import { isJsonObject, RangelightError } from '../../core/index.ts';

export interface Push {
  /** The message's JSON, of a type still to be checked. */
  readonly data: unknown;
  readonly messageId: string;
  /** Full name of the subscription, when the sender says it. */
  readonly subscription?: string;
}

/** Reads a push body. Fails with `invalid` for anything else than a wrapped message with JSON data. */
export function parsePush(body: unknown): Push {
  if (!isJsonObject(body) || !isJsonObject(body['message'])) throw invalid('not a push delivery: no message');
  const { data, messageId } = body['message'];
  const { subscription } = body;
  if (typeof messageId !== 'string' || messageId === '') throw invalid('the message has no messageId');
  if (typeof data !== 'string' || data === '') throw invalid(`message ${messageId} has no data`);
  const named = typeof subscription === 'string' ? { subscription } : {};
  return { data: decode(data, messageId), messageId, ...named };
}

function decode(data: string, messageId: string): unknown {
  try {
    return JSON.parse(Buffer.from(data, 'base64').toString('utf8'));
  } catch (cause) {
    throw new RangelightError('invalid', 'pubsub', `the data of message ${messageId} is not JSON`, { cause });
  }
}

function invalid(message: string): RangelightError {
  return new RangelightError('invalid', 'pubsub', message);
}

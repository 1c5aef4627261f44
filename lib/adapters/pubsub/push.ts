// The envelope of a push delivery. Source: Pub/Sub, "Push subscriptions" (wrapped messages).
import { isJsonObject, type Json, type JsonObject, objectAt, parseJson, RangelightError } from '../../core/index.ts';

export interface PushedMessage {
  /** The message's JSON, of a type still to be checked. */
  readonly data: unknown;
  readonly messageId: string;
  /** Full name of the subscription, when the sender says it. */
  readonly subscription?: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** What the dead-letter topic says of a message. Source: Pub/Sub, "Handle message failures". */
export interface DeadLetterPush {
  readonly id: string;
  /** Subscription that gave it up. */
  readonly from: string;
  readonly attempts: number;
  /** The data as JSON, else as text. */
  readonly data: Json;
}

/** Reads a push from the dead-letter topic: of whatever can be there, because what is there could not be handled. */
export function parseDeadLetter(body: unknown): DeadLetterPush {
  if (!isJsonObject(body) || !isJsonObject(body['message'])) throw invalid('not a push delivery: no message');
  const { data, messageId } = body['message'];
  if (typeof messageId !== 'string' || messageId === '') throw invalid('the message has no messageId');
  const attributes = attributesOf(body['message']);
  const bytes = Buffer.from(typeof data === 'string' ? data : '', 'base64').toString('utf8');
  const parsed = parseJson(bytes);
  return {
    id: messageId,
    from: attributes['CloudPubSubDeadLetterSourceSubscription'] ?? 'unknown',
    attempts: Number(attributes['CloudPubSubDeadLetterSourceDeliveryCount'] ?? 0),
    data: parsed === undefined ? bytes : parsed,
  };
}

/**
 * What there is to be kept of a push of our own topics that cannot be handled. Which delivery of its message it is,
 * counted from 1, a push says where its subscription has a dead-letter policy; else 0.
 */
export function letterOf(body: unknown): DeadLetterPush {
  const { deliveryAttempt, subscription } = isJsonObject(body) ? body : {};
  return {
    ...parseDeadLetter(body),
    from: typeof subscription === 'string' ? subscription.slice(subscription.lastIndexOf('/') + 1) : 'unknown',
    attempts: typeof deliveryAttempt === 'number' ? deliveryAttempt : 0,
  };
}

/** What a message is a part of; undefined where it says nothing of it, or is no message. */
export function traceOf(body: unknown): string | undefined {
  return isJsonObject(body) && isJsonObject(body['message']) ? attributesOf(body['message'])['traceparent'] : undefined;
}

function attributesOf(message: JsonObject): Readonly<Record<string, string>> {
  const texts = Object.entries(objectAt(message, 'attributes')).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return Object.fromEntries(texts);
}

/** Reads a push body. Fails with `invalid` for anything else than a wrapped message with JSON data. */
export function parsePush(body: unknown): PushedMessage {
  if (!isJsonObject(body) || !isJsonObject(body['message'])) throw invalid('not a push delivery: no message');
  const { data, messageId } = body['message'];
  const { subscription } = body;
  if (typeof messageId !== 'string' || messageId === '') throw invalid('the message has no messageId');
  if (typeof data !== 'string' || data === '') throw invalid(`message ${messageId} has no data`);
  const named = typeof subscription === 'string' ? { subscription } : {};
  return { data: decode(data, messageId), messageId, ...named, attributes: attributesOf(body['message']) };
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

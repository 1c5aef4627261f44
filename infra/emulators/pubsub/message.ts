// A published message, and what the service accepts as one.
import type { WireMessage } from './protocol.ts';
import { RpcError } from './rpc-error.ts';

export interface Message {
  readonly messageId: string;
  readonly data: Buffer;
  readonly attributes: Readonly<Record<string, string>>;
  /** Empty: none. */
  readonly orderingKey: string;
  /** Emulated milliseconds since the epoch. */
  readonly publishTime: number;
}

const MAX_BYTES = 10_000_000;
const MAX_MESSAGES = 1000;

/** Throws INVALID_ARGUMENT for a batch outside "Quotas and limits". */
export function checkBatch(messages: readonly WireMessage[]): void {
  if (messages.length === 0) throw invalid('The request contains no messages.');
  if (messages.length > MAX_MESSAGES) throw invalid(`The value for message_count is too large: ${messages.length}`);
  let bytes = 0;
  for (const message of messages) {
    checkMessage(message);
    bytes += message.data.length;
  }
  if (bytes > MAX_BYTES) throw invalid(`Request payload size exceeds the limit: ${MAX_BYTES} bytes.`);
}

function checkMessage({ data, attributes, orderingKey }: WireMessage): void {
  const entries = Object.entries(attributes);
  if (data.length === 0 && entries.length === 0) throw invalid('Some messages in the batch are empty.');
  if (entries.length > 100) throw invalid('A message has more than 100 attributes.');
  if (Buffer.byteLength(orderingKey) > 1024) throw invalid('An ordering key is longer than 1024 bytes.');
  for (const [key, value] of entries) {
    if (key === '' || key.startsWith('goog') || Buffer.byteLength(key) > 256) {
      throw invalid(`Invalid attribute key: ${key}`);
    }
    if (Buffer.byteLength(value) > 1024) throw invalid(`The value of attribute ${key} is longer than 1024 bytes.`);
  }
}

function invalid(message: string): RpcError {
  return new RpcError('INVALID_ARGUMENT', message);
}

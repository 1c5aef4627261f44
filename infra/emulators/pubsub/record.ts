// What went through the broker: every message published and every push attempt, for tests and the demo to count.
import type { Message } from './message.ts';

export interface PublishRecord {
  readonly topic: string;
  readonly message: Message;
}

export interface PushRecord {
  /** Emulated milliseconds: when the request was sent and when its fate was known. */
  readonly sentAt: number;
  readonly endedAt: number;
  readonly subscription: string;
  readonly endpoint: string;
  readonly messageId: string;
  readonly attempt: number;
  /** HTTP status; undefined when there was no answer. */
  readonly status: number | undefined;
  /** `late`: the answer came after the ack deadline and counts for nothing. */
  readonly outcome: 'ack' | 'nack' | 'late';
}

export interface PubSubRecord {
  readonly publishes: readonly PublishRecord[];
  readonly pushes: readonly PushRecord[];
  /** Calls back after each push attempt; the returned function unsubscribes. */
  onPush(listener: (push: PushRecord) => void): () => void;
}

export interface Recorder extends PubSubRecord {
  published(publish: PublishRecord): void;
  pushed(push: PushRecord): void;
}

export function createRecorder(): Recorder {
  const publishes: PublishRecord[] = [];
  const pushes: PushRecord[] = [];
  const listeners = new Set<(push: PushRecord) => void>();
  return {
    publishes,
    pushes,
    onPush(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    published: (publish) => void publishes.push(publish),
    pushed(push) {
      pushes.push(push);
      for (const listener of listeners) listener(push);
    },
  };
}

// The three topics in process, with delivery under control: a Publisher whose messages come in order per key, once,
// unless a policy says otherwise. (The real client speaks gRPC over a socket, where virtual time cannot follow it; the
// port's contract suite holds it to the same behaviour.)
import type { PushWindow } from '../../../infra/emulators/pubsub/push-window.ts';
import type { VirtualClock } from '../../../infra/emulators/kit/clock.ts';
import { isPassing } from '../../../lib/core/index.ts';
import type { Publisher, ReportMessage, RevisionHint, TaskMessage } from '../../../lib/ports/index.ts';
import type { Ending, Invocations } from './invocation.ts';

export type Message =
  | { readonly topic: 'revisions'; readonly data: RevisionHint }
  | { readonly topic: 'tasks'; readonly data: TaskMessage }
  | { readonly topic: 'reports'; readonly data: ReportMessage };

/** One delivery of a message. */
export interface Delivery {
  /** Milliseconds after it was published. */
  readonly delay: number;
  /** Without regard to the ordering key: beside another delivery of it, or before an earlier message. */
  readonly outOfOrder?: boolean;
}

const ONCE: readonly Delivery[] = [{ delay: 0 }];
/**
 * The subscriptions' retry policy: a push that was answered with an error comes again after the shortest, then twice as
 * late.
 */
const BACK_OFF_MS = { shortest: 10_000, longest: 600_000 };
/** A push that nobody answers comes again after this. */
const ACK_DEADLINE_MS = 60_000;
/** Deliveries of a message before it goes to the dead letters: of what passes by itself, and of all else. */
const MOST_ATTEMPTS = { passing: 100, other: 8 };

interface Queued {
  readonly message: Message;
  readonly key: string | undefined;
  due: number;
  running: boolean;
  /** Deliveries that came to nothing. */
  failed: number;
  /** Of those, the ones after which trying again was not known to help. */
  refused: number;
}

export interface Bus {
  readonly publisher: Publisher;
  /** Puts a message on its topic by hand. */
  publish(message: Message): void;
  /** Nothing waits and nobody works, but on what comes again and again and may go on for ever. */
  isQuiet(isRecurring?: (message: Message) => boolean): boolean;
  /** Messages that were ever published, in order. */
  readonly sent: readonly Message[];
  /** What went wrong inside handlers that were not killed. */
  readonly failures: readonly { readonly message: Message; readonly error: unknown }[];
  /** Messages that were delivered too often and are given up. */
  readonly deadLetters: readonly Message[];
  /** Of the message that needed most of them. */
  readonly mostAttempts: number;
}

export function createBus(options: {
  readonly clock: VirtualClock;
  readonly invocations: Invocations;
  /** As an invocation of its own; fails to be delivered again. */
  readonly handle: (message: Message) => Promise<Ending>;
  readonly deliveries?: (message: Message) => readonly Delivery[];
  /** How many messages of a topic are delivered at once at most; without it, as many as there are. */
  readonly windows?: Readonly<Partial<Record<Message['topic'], PushWindow>>> | undefined;
}): Bus {
  const { clock, invocations, handle } = options;
  const queue = new Set<Queued>();
  const failures: { message: Message; error: unknown }[] = [];
  const deadLetters: Message[] = [];
  const sent: Message[] = [];
  let mostAttempts = 0;

  function publish(message: Message): void {
    sent.push(message);
    for (const { delay, outOfOrder } of options.deliveries?.(message) ?? ONCE) {
      const key = outOfOrder === true ? undefined : keyOf(message);
      const queued: Queued = { message, key, due: clock.now() + delay, running: false, failed: 0, refused: 0 };
      queue.add(queued);
      clock.after(delay, pump);
    }
  }

  const isOpen = (topic: Message['topic']): boolean => {
    const window = options.windows?.[topic];
    if (window === undefined) return true;
    return [...queue].filter((one) => one.running && one.message.topic === topic).length < window.size;
  };

  function pump(): void {
    const held = new Set<string>();
    for (const queued of queue) {
      const { key } = queued;
      if (key !== undefined && held.has(key)) continue;
      if (key !== undefined) held.add(key);
      if (!queued.running && queued.due <= clock.now() && isOpen(queued.message.topic)) void deliver(queued);
    }
  }

  async function deliver(queued: Queued): Promise<void> {
    queued.running = true;
    const ending = await handle(queued.message);
    queued.running = false;
    const window = options.windows?.[queued.message.topic];
    if (ending.type === 'done') window?.acknowledged();
    else window?.failed();
    mostAttempts = Math.max(mostAttempts, queued.failed + 1);
    if (ending.type === 'done') queue.delete(queued);
    else {
      queued.failed += 1;
      if (ending.type === 'failed') {
        failures.push({ message: queued.message, error: ending.error });
        if (!isPassing(ending.error)) queued.refused += 1;
      }
      if (queued.failed >= MOST_ATTEMPTS.passing || queued.refused >= MOST_ATTEMPTS.other) giveUp(queued);
      const wait = ending.type === 'killed' ? ACK_DEADLINE_MS : backOff(queued.failed);
      queued.due = clock.now() + wait;
      clock.after(wait, pump);
    }
    pump();
  }

  function giveUp(queued: Queued): void {
    queue.delete(queued);
    deadLetters.push(queued.message);
  }

  const send = (message: Message): Promise<void> =>
    invocations.outgoing({ system: 'pubsub', what: `publish ${message.topic}`, write: true }, async () =>
      publish(message),
    );
  return {
    publish,
    isQuiet: (isRecurring = () => false) =>
      [...queue].every(({ message, failed }) => failed === 0 && isRecurring(message)),
    sent,
    failures,
    deadLetters,
    get mostAttempts() {
      return mostAttempts;
    },
    publisher: {
      publishRevision: (data) => send({ topic: 'revisions', data }),
      publishTask: (data) => send({ topic: 'tasks', data }),
      publishReport: (data) => send({ topic: 'reports', data }),
    },
  };
}

/** Source: Pub/Sub, RetryPolicy: exponential between both ends. */
function backOff(failed: number): number {
  return Math.min(BACK_OFF_MS.longest, BACK_OFF_MS.shortest * 2 ** (failed - 1));
}

function keyOf(message: Message): string {
  switch (message.topic) {
    case 'revisions':
      return 'revisions';
    case 'tasks':
      return `tasks ${message.data.fleet} ${'unit' in message.data ? message.data.unit : ''}`;
    case 'reports':
      return 'commit' in message.data ? `reports ${message.data.commit}` : `reports ${message.data.type}`;
  }
}

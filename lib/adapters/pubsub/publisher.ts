// The Publisher port over @google-cloud/pubsub. The library is loaded at the first message: it costs 150 ms, and the
// webhook answers most deliveries without publishing.
import type { PubSub, PublishOptions } from '@google-cloud/pubsub';
import { canonicalJson, RangelightError } from '../../core/index.ts';
import type { Publisher, ReportMessage, TaskMessage } from '../../ports/index.ts';
import { untilAborted } from '../calls/index.ts';
import { asAuthClient, staticToken, type TokenSource } from '../google-auth/index.ts';
import { failureOf } from './failures.ts';

/** Topic ids. */
export interface Topics {
  readonly revisions: string;
  readonly tasks: string;
  readonly reports: string;
}

export interface PublisherOptions {
  readonly projectId: string;
  readonly topics: Topics;
  /** `HOST:PORT` of an emulator: plain text, no credentials. */
  readonly emulatorHost?: string;
  /** Absent: the environment's credentials. */
  readonly auth?: TokenSource;
  /** Milliseconds for one publish call. */
  readonly callTimeoutMs: number;
}

export interface ClosablePublisher extends Publisher {
  /** Sends what waits and lets go of the connection. */
  close(): Promise<void>;
}

export function createPublisher(options: PublisherOptions): ClosablePublisher {
  const { topics, callTimeoutMs } = options;
  let client: Promise<PubSub> | undefined;
  const open = new Map<string, ReturnType<PubSub['topic']>>();

  const topic = (pubsub: PubSub, name: string): ReturnType<PubSub['topic']> => {
    const known = open.get(name);
    if (known !== undefined) return known;
    const made = pubsub.topic(name, publishOptions(callTimeoutMs));
    open.set(name, made);
    return made;
  };

  async function publish(name: string, orderingKey: string | undefined, data: object, signal: AbortSignal) {
    signal.throwIfAborted();
    client ??= connect(options);
    const to = topic(await client, name);
    const message = { data: Buffer.from(canonicalJson(data)), ...(orderingKey === undefined ? {} : { orderingKey }) };
    try {
      const within = AbortSignal.any([signal, AbortSignal.timeout(2 * callTimeoutMs)]);
      await untilAborted(to.publishMessage(message), within);
    } catch (error) {
      // After an error the library holds a key back for good; our messages are idempotent, so going on is safe.
      if (orderingKey !== undefined) to.resumePublishing(orderingKey);
      signal.throwIfAborted();
      throw failureOf(error);
    }
  }

  return {
    publishRevision: (hint, signal) => publish(topics.revisions, undefined, hint, signal),
    publishTask: (task, signal) => publish(topics.tasks, taskKey(task), task, signal),
    publishReport: (report, signal) => publish(topics.reports, reportKey(report), report, signal),
    async close() {
      if (client !== undefined) await (await client).close();
    },
  };
}

function taskKey(task: TaskMessage): string {
  return task.type === 'finish' ? task.fleet : `${task.fleet}/${task.unit}`;
}

/** One commit or pull request has one writer at a time; what people ask for in one place is done in the order in which they said it. */
function reportKey(report: ReportMessage): string {
  switch (report.type) {
    case 'revision':
      return report.pullRequest === undefined ? report.commit : `${report.repository}/pull-${report.pullRequest}`;
    case 'closed':
      return `${report.repository}/pull-${report.pullRequest}`;
    case 'run':
      return report.commit;
    case 'state':
      return report.fleet;
    case 'stop':
      return `${report.fleet}/stop/${report.reason}`;
    case 'drift':
      return `${report.fleet}/${report.unit}`;
    case 'comment':
      return `${report.repository}/issue/${report.issue}`;
    case 'branch':
      return `${report.repository}/branch`;
    case 'press':
      return `${report.repository}/presses`;
    case 'dead-letters':
    case 'deliveries':
      return report.type;
  }
}

/** Each message is sent at once: an instance may be frozen as soon as its request is answered. */
function publishOptions(callTimeoutMs: number): PublishOptions {
  return { messageOrdering: true, batching: { maxMessages: 1 }, gaxOpts: { timeout: callTimeoutMs, retry: null } };
}

async function connect({ projectId, emulatorHost, auth }: PublisherOptions): Promise<PubSub> {
  try {
    const { PubSub } = await import('@google-cloud/pubsub');
    if (emulatorHost !== undefined) {
      // Without a client of its own the library looks for credentials, also at the metadata server, and sends none.
      const authClient = asAuthClient(staticToken('none'));
      return new PubSub({ projectId, apiEndpoint: emulatorHost, emulatorMode: true, authClient });
    }
    return new PubSub({ projectId, ...(auth === undefined ? {} : { authClient: asAuthClient(auth) }) });
  } catch (cause) {
    throw new RangelightError('unexpected', 'pubsub', 'the Pub/Sub client cannot be made', { cause });
  }
}

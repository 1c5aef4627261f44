// The Publisher port over plain HTTP: one POST for each message, sent at once, because an instance may be frozen as
// soon as its request is answered. Google's own client loads gRPC for it (docs/adr/0054).
import { canonicalJson, RangelightError } from '../../core/index.ts';
import type { Publisher, ReportMessage, TaskMessage } from '../../ports/index.ts';
import { ask, googleAnswer, signalWithin } from '../calls/index.ts';
import type { TokenSource } from '../google-auth/index.ts';
import { traceContext } from '../trace/index.ts';

/** Topic ids. */
export interface Topics {
  readonly revisions: string;
  readonly tasks: string;
  readonly reports: string;
}

export interface PublisherOptions {
  readonly projectId: string;
  readonly topics: Topics;
  /** `http://HOST:PORT` of another server; absent: https://pubsub.googleapis.com. */
  readonly endpoint?: string;
  /** Absent: no Authorization header. */
  readonly auth?: TokenSource;
  /** Milliseconds for one message. */
  readonly callTimeoutMs: number;
}

/** Failures come as RangelightError of the system `pubsub`; nothing is sent again by itself. */
export function createPublisher({ projectId, topics, endpoint, auth, callTimeoutMs }: PublisherOptions): Publisher {
  const base = `${endpoint ?? 'https://pubsub.googleapis.com'}/v1/projects/${encodeURIComponent(projectId)}/topics`;

  async function publish(topic: string, orderingKey: string | undefined, data: object, signal: AbortSignal) {
    signal.throwIfAborted();
    const within = signalWithin(signal, callTimeoutMs);
    const traceparent = traceContext();
    const message = {
      data: Buffer.from(canonicalJson(data)).toString('base64'),
      ...(traceparent === undefined ? {} : { attributes: { traceparent } }),
      ...(orderingKey === undefined ? {} : { orderingKey }),
    };
    try {
      const token = await auth?.(within);
      const answer = await ask(`${base}/${encodeURIComponent(topic)}:publish`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify({ messages: [message] }),
        signal: within,
      });
      googleAnswer('pubsub', 'Pub/Sub', answer.status, answer.text);
    } catch (cause) {
      signal.throwIfAborted();
      if (cause instanceof RangelightError) throw cause;
      throw new RangelightError('unavailable', 'pubsub', `Pub/Sub gave no answer: ${String(cause)}`, { cause });
    }
  }

  return {
    publishRevision: (hint, signal) => publish(topics.revisions, undefined, hint, signal),
    publishTask: (task, signal) => publish(topics.tasks, taskKey(task), task, signal),
    publishReport: (report, signal) => publish(topics.reports, reportKey(report), report, signal),
  };
}

function taskKey(task: TaskMessage): string {
  return task.type === 'finish' || task.type === 'drain' ? task.fleet : `${task.fleet}/${task.unit}`;
}

/**
 * One commit or pull request has one writer at a time; what people ask for in one place is done in the order in which
 * they said it.
 */
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
    case 'drain':
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

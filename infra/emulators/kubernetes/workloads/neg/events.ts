// The Events by which a controller tells people what it did or could not do.
import type { Clock } from '../../../kit/clock.ts';
import type { Random } from '../../../kit/random.ts';
import type { KubeClient } from '../../../kit/controllers/kube-client.ts';

export interface EventSubject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid?: string;
}

/** Writes one Event; best effort, as everywhere in Kubernetes: a failure is nobody's failure. */
export type Recorder = (
  subject: EventSubject,
  type: 'Normal' | 'Warning',
  reason: string,
  message: string,
) => Promise<void>;

export function createRecorder(client: KubeClient, clock: Clock, random: Random, component: string): Recorder {
  return async (subject, type, reason, message) => {
    const at = new Date(clock.now()).toISOString().replace(/\.\d+Z$/, 'Z');
    const event = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: `${subject.name}.${random.hex(16)}`, namespace: subject.namespace },
      involvedObject: subject,
      type,
      reason,
      message,
      source: { component },
      count: 1,
      firstTimestamp: at,
      lastTimestamp: at,
    };
    await client.create(`/api/v1/namespaces/${subject.namespace}/events`, event).catch(() => undefined);
  };
}

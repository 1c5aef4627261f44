// Messages of the deployment's own subscriptions that a function does not take, in emulated time: what Cloud Monitoring
// has of them, and whether the policy of the Terraform module would tell somebody.
import { PubSub } from '@google-cloud/pubsub';
import { FUNCTIONS, type Topic, TOPICS } from '../../infra/deploy/contract.ts';
import { type VirtualClock, virtualClock } from '../../infra/emulators/kit/clock.ts';
import { seededRandom } from '../../infra/emulators/kit/random.ts';
import { type Served, serve } from '../../infra/emulators/kit/serve.ts';
import { createMonitoringEmulator } from '../../infra/emulators/monitoring/index.ts';
import { createPubSubEmulator } from '../../infra/emulators/pubsub/index.ts';
import { PROJECT } from '../../infra/local/layout.ts';
import { makeTopics } from '../../infra/local/topics.ts';
import contract from '../../infra/deploy/contract.json' with { type: 'json' };
import { objectsAt, parseJson, textAt } from '../../lib/core/index.ts';
import type { Body } from './configuration.ts';

const MINUTE_MS = 60_000;

export interface WaitingMessages {
  readonly clock: VirtualClock;
  publish(topic: Topic): Promise<void>;
  /** What the functions answer from now on. */
  answer(status: number): void;
  /** Time passes; Pub/Sub writes its samples once a minute. */
  pass(minutes: number): Promise<void>;
  /** Ids of the subscriptions for which the policy is met now. */
  met(policy: Body): Promise<readonly string[]>;
  close(): Promise<void>;
}

export async function waitingMessages(): Promise<WaitingMessages> {
  const clock = virtualClock();
  const common = { clock, random: seededRandom(1) };
  const pubsub = createPubSubEmulator({ ...common, identityToken: () => Promise.resolve('token') });
  const monitoring = createMonitoringEmulator({ ...common, project: PROJECT });
  let status = 503;
  const functions: Served = await serve(() => new Response(null, { status }));
  const address = `127.0.0.1:${(await pubsub.listen()).port}`;
  await makeTopics(address, new Map(FUNCTIONS.map((name) => [name, functions.url])), 1);
  const client = new PubSub({ projectId: PROJECT, apiEndpoint: address, emulatorMode: true });
  return {
    clock,
    publish: async (topic) => void (await client.topic(TOPICS[topic]).publishMessage({ data: Buffer.from('{}') })),
    answer: (next) => void (status = next),
    async pass(minutes) {
      for (let left = minutes; left > 0; left -= 1) {
        await clock.advance(MINUTE_MS);
        monitoring.sampleMessageAges(pubsub.messageAges());
      }
    },
    async met(policy) {
      const { filter, threshold, seconds, periodSeconds, aligner } = conditionOf(policy);
      const now = clock.now();
      const asked = new URLSearchParams({
        filter,
        'interval.startTime': new Date(now - 2 * seconds * 1_000 - 10 * MINUTE_MS).toISOString(),
        'interval.endTime': new Date(now).toISOString(),
        'aggregation.alignmentPeriod': `${periodSeconds}s`,
        'aggregation.perSeriesAligner': aligner,
      });
      const url = `https://monitoring/v3/projects/${PROJECT}/timeSeries?${asked.toString()}`;
      const answer = await monitoring.handler(new Request(url));
      const series = objectsAt(parseJson(await answer.text()), 'timeSeries');
      // The newest first: above the threshold for as long as the condition says.
      return series.flatMap((one) => {
        const values = objectsAt(one, 'points').map((point) => Number(textAt(point, 'value', 'int64Value')));
        const needed = Math.ceil(seconds / periodSeconds) + 1;
        const isMet = values.length >= needed && values.slice(0, needed).every((value) => value > threshold);
        return isMet ? [textAt(one, 'resource', 'labels', 'subscription_id') ?? ''] : [];
      });
    },
    async close() {
      await client.close();
      await pubsub.close();
      await functions.close();
    },
  };
}

/** Of a `condition_threshold`, as the module writes it. */
function conditionOf(policy: Body): {
  readonly filter: string;
  readonly threshold: number;
  readonly seconds: number;
  readonly periodSeconds: number;
  readonly aligner: string;
} {
  const [of] = policy['conditions'] as readonly Body[];
  const [condition] = (of?.['condition_threshold'] ?? []) as readonly Body[];
  const [aggregation] = (condition?.['aggregations'] ?? []) as readonly Body[];
  if (condition?.['comparison'] !== 'COMPARISON_GT') throw new TypeError('another comparison');
  if (condition['threshold_value'] !== '${local.contract.alerts.oldestMessage.seconds}')
    throw new TypeError('the threshold is not that of the table');
  const secondsOf = (value: unknown): number => Number(/^(\d+)s$/.exec(String(value))?.[1]);
  return {
    filter: String(condition['filter']),
    threshold: contract.alerts.oldestMessage.seconds,
    seconds: secondsOf(condition['duration']),
    periodSeconds: secondsOf(aggregation?.['alignment_period']),
    aligner: String(aggregation?.['per_series_aligner']),
  };
}

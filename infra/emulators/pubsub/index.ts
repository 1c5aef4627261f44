// Pub/Sub over gRPC with push delivery, and publishing over plain HTTP on the same port. See BEHAVIOR.md.
import type { Clock } from '../kit/clock.ts';
import { createFaults, type Faults } from '../kit/faults.ts';
import { createJournal, type Journal } from '../kit/journal.ts';
import { createLatency, type Latency, type LatencyProfile } from '../kit/latency.ts';
import type { Random } from '../kit/random.ts';
import type { TopicRights } from './authorization.ts';
import { createBroker } from './broker.ts';
import { createDeliveryFaults, type DeliveryFaults } from './delivery-faults.ts';
import { latencies } from './latencies.ts';
import { createGrpcServer } from './listening.ts';
import { idOf } from './names.ts';
import { loadServices } from './protocol.ts';
import { publisherMethods } from './publisher.ts';
import type { IdentityToken } from './push.ts';
import { createRecorder, type PubSubRecord } from './record.ts';
import { restHandler, type TopicPolicies } from './rest.ts';
import { addService } from './server.ts';
import { subscriberMethods } from './subscriber.ts';

export type { TopicRights } from './authorization.ts';
export type { TopicPolicies } from './rest.ts';
export type { DeliveryFault, DeliveryFaults } from './delivery-faults.ts';
export type { Message } from './message.ts';
export type { PublishRecord, PubSubRecord, PushRecord } from './record.ts';

export interface PubSubEmulatorOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Push requests in flight per subscription at most, however wide its window is; default 10. */
  readonly pushConcurrency?: number;
  /** Wall milliseconds before an unanswered push request is given up; default 120,000. */
  readonly httpTimeoutMs?: number;
  /** Makes the bearer token of pushes with an `oidcToken`; absent: such a push configuration is UNIMPLEMENTED. */
  readonly identityToken?: IdentityToken;
  /** Who may publish what; absent: authorization is not looked at. */
  readonly rights?: TopicRights;
  /** Who was granted what, as it is shown; default: nothing. */
  readonly policies?: TopicPolicies;
  /** How long calls take; default `instant`. */
  readonly latency?: LatencyProfile;
}

export interface PubSubEmulator {
  /** Listens on 127.0.0.1; `port` 0 (the default) takes a free one. Rejects with the listen error. */
  listen(port?: number): Promise<{ readonly host: '127.0.0.1'; readonly port: number }>;
  /** Stops pushing, drops calls and connections; resolves when the port is free. */
  close(): Promise<void>;
  /**
   * Every call over gRPC as `POST /google.pubsub.v1.Service/Method` with the HTTP equivalent of its status, the others
   * as they came.
   */
  readonly journal: Journal;
  /** Faults of calls; an injected HTTP status becomes the gRPC status that it stands for. */
  readonly faults: Faults;
  readonly latency: Latency;
  /** Faults of deliveries: duplicates, delays, disorder. */
  readonly deliveryFaults: DeliveryFaults;
  /** Messages published and push attempts made. */
  readonly record: PubSubRecord;
  /** Messages that a subscription (full name) still owes. Throws RpcError NOT_FOUND. */
  backlog(subscription: string): number;
  /**
   * How long the oldest message that each subscription (id) still owes has waited, in whole seconds; 0: it owes none.
   */
  messageAges(): ReadonlyMap<string, number>;
}

/** A broker without topics. */
export function createPubSubEmulator(options: PubSubEmulatorOptions): PubSubEmulator {
  const { clock, random, identityToken } = options;
  const journal = createJournal();
  const faults = createFaults();
  const recorder = createRecorder();
  const deliveryFaults = createDeliveryFaults(random);
  const broker = createBroker({
    clock,
    random,
    recorder,
    deliveryFaults,
    pushConcurrency: options.pushConcurrency ?? 10,
    httpTimeoutMs: options.httpTimeoutMs ?? 120_000,
    identityToken,
  });
  const latency = createLatency(latencies, random, options.latency);
  const calls = { clock, faults, journal, latency };
  const grpc = createGrpcServer(restHandler(broker, calls, options.rights, options.policies ?? new Map()));
  const services = loadServices();
  const supervision = { ...calls, reset: grpc.reset };
  addService(grpc.server, services.Publisher, publisherMethods(broker, options.rights), supervision);
  addService(
    grpc.server,
    services.Subscriber,
    subscriberMethods(broker, clock, identityToken !== undefined),
    supervision,
  );

  return {
    journal,
    faults,
    latency,
    deliveryFaults,
    record: recorder,
    backlog: (name) => broker.subscription(name).backlog.size(),
    messageAges: () =>
      new Map(
        broker.subscriptions().map(({ resource, backlog }) => {
          const oldest = backlog.oldest();
          return [idOf(resource.name), oldest === undefined ? 0 : Math.floor((clock.now() - oldest) / 1_000)];
        }),
      ),
    async listen(port = 0) {
      return { host: '127.0.0.1', port: await grpc.listen(port) };
    },
    async close() {
      broker.close();
      await grpc.close();
    },
  };
}

// The gRPC services of Pub/Sub, from the definitions that Google's own client ships, and the fields that we use.
import { createRequire } from 'node:module';
import type { ServiceDefinition } from '@grpc/grpc-js';
import { fromJSON } from '@grpc/proto-loader';

const PROTOS = '@google-cloud/pubsub/build/protos/protos.json';

/** Service definitions by short name. */
export function loadServices(): { readonly Publisher: ServiceDefinition; readonly Subscriber: ServiceDefinition } {
  const json = createRequire(import.meta.url)(PROTOS) as Parameters<typeof fromJSON>[0];
  const loaded = fromJSON(json, { longs: Number, enums: String, defaults: true, oneofs: true });
  return {
    Publisher: loaded['google.pubsub.v1.Publisher'] as ServiceDefinition,
    Subscriber: loaded['google.pubsub.v1.Subscriber'] as ServiceDefinition,
  };
}

/** google.protobuf.Timestamp and google.protobuf.Duration have the same fields. */
export interface Seconds {
  readonly seconds: number;
  readonly nanos: number;
}

/** Milliseconds to the protobuf form. */
export function toSeconds(ms: number): Seconds {
  const seconds = Math.floor(ms / 1000);
  return { seconds, nanos: Math.round((ms - seconds * 1000) * 1e6) };
}

export function toMs(value: Seconds): number {
  return value.seconds * 1000 + value.nanos / 1e6;
}

export interface WireMessage {
  readonly data: Buffer;
  readonly attributes: Readonly<Record<string, string>>;
  readonly messageId: string;
  readonly publishTime: Seconds | null;
  readonly orderingKey: string;
}

export interface WireTopic {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

export interface WirePushConfig {
  readonly pushEndpoint: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly oidcToken: { readonly serviceAccountEmail: string; readonly audience: string } | null;
  readonly noWrapper: object | null;
}

export interface WireSubscription {
  readonly name: string;
  readonly topic: string;
  readonly pushConfig: WirePushConfig | null;
  readonly ackDeadlineSeconds: number;
  readonly messageRetentionDuration: Seconds | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly enableMessageOrdering: boolean;
  readonly expirationPolicy: object | null;
  readonly deadLetterPolicy: { readonly deadLetterTopic: string; readonly maxDeliveryAttempts: number } | null;
  readonly retryPolicy: { readonly minimumBackoff: Seconds | null; readonly maximumBackoff: Seconds | null } | null;
  readonly [field: string]: unknown;
}

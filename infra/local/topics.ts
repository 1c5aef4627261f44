// Makes the topics and push subscriptions, as infra/deploy does on GCP: orders tasks per unit, reports per commit, and
// sends what nobody can handle to a dead-letter topic.
import { type CreateSubscriptionOptions, PubSub } from '@google-cloud/pubsub';
import {
  audienceOf,
  ORDERED_TOPICS,
  type Route,
  ROUTES,
  SUBSCRIPTION,
  subscriptionOf,
  TOPICS,
} from '../deploy/contract.ts';
import { CALLER, PROJECT } from './layout.ts';

/**
 * @param functions function → base URL.
 * @param speed how much faster time runs: messages keep real time, so it is the back-off that shrinks.
 */
export async function makeTopics(
  pubsubAddress: string,
  functions: ReadonlyMap<string, string>,
  speed: number,
): Promise<void> {
  const client = clientAt(pubsubAddress);
  const pushTo = (route: Route): CreateSubscriptionOptions => ({
    pushConfig: pushConfig(functions, route),
    ackDeadlineSeconds: SUBSCRIPTION.ackDeadlineSeconds,
    retryPolicy: {
      minimumBackoff: duration(SUBSCRIPTION.shortestBackOffSeconds / speed),
      maximumBackoff: duration(SUBSCRIPTION.longestBackOffSeconds / speed),
    },
    // Without a time to live: a fleet that nobody touches for a month still gets its messages.
    expirationPolicy: {},
  });
  try {
    const [deadLetters] = await client.createTopic(TOPICS.deadLetters);
    await deadLetters.createSubscription(subscriptionOf('deadLetters'), pushTo(ROUTES.deadLetters));
    for (const topic of ORDERED_TOPICS) {
      const [made] = await client.createTopic(TOPICS[topic]);
      await made.createSubscription(subscriptionOf(topic), {
        ...pushTo(ROUTES[topic]),
        enableMessageOrdering: true,
        deadLetterPolicy: { deadLetterTopic: deadLetters.name, maxDeliveryAttempts: SUBSCRIPTION.mostAttempts },
      });
    }
  } finally {
    await client.close();
  }
}

/** Has the subscriptions push to other functions, as infra/deploy does when their region changes. */
export async function moveTopics(pubsubAddress: string, functions: ReadonlyMap<string, string>): Promise<void> {
  const client = clientAt(pubsubAddress);
  try {
    for (const topic of [...ORDERED_TOPICS, 'deadLetters'] as const)
      await client.subscription(subscriptionOf(topic)).modifyPushConfig(pushConfig(functions, ROUTES[topic]));
  } finally {
    await client.close();
  }
}

function clientAt(pubsubAddress: string): PubSub {
  // Even with an emulator the client looks for the metadata server, which is not on this machine.
  process.env['METADATA_SERVER_DETECTION'] = 'none';
  return new PubSub({ projectId: PROJECT, apiEndpoint: pubsubAddress, emulatorMode: true });
}

function pushConfig(functions: ReadonlyMap<string, string>, { to, path }: Route) {
  return {
    pushEndpoint: `${functions.get(to)}${path}`,
    oidcToken: { serviceAccountEmail: CALLER, audience: audienceOf(to) },
  };
}

/** The protobuf form. */
function duration(seconds: number): { readonly seconds: number; readonly nanos: number } {
  const whole = Math.floor(seconds);
  return { seconds: whole, nanos: Math.round((seconds - whole) * 1e9) };
}

// Makes the topics and push subscriptions, as infra/deploy does on GCP: orders tasks per unit, reports per commit, and sends
// what nobody can handle to a dead-letter topic.
import { type CreateSubscriptionOptions, PubSub } from '@google-cloud/pubsub';
import { audienceOf, CALLER, PROJECT } from './layout.ts';
import { type Route, ROUTES } from './routes.ts';

/** Topic → where its subscription pushes to. */
export const SUBSCRIPTIONS = {
  'rangelight-revisions': ROUTES.revisions,
  'rangelight-tasks': ROUTES.tasks,
  'rangelight-reports': ROUTES.reports,
} as const;

const DEAD_LETTERS = 'rangelight-dead-letters';

/** Seconds. An outage of hours ends without a dead letter: with a hundred attempts, after sixteen hours. */
const BACK_OFF = { shortest: 10, longest: 600 };
const MOST_ATTEMPTS = 100;

/**
 * @param functions function → base URL.
 * @param speed how much faster time runs: messages keep real time, so it is the back-off that shrinks.
 */
export async function makeTopics(
  pubsubAddress: string,
  functions: ReadonlyMap<string, string>,
  speed: number,
): Promise<void> {
  // Even with an emulator the client looks for the metadata server, which is not on this machine.
  process.env['METADATA_SERVER_DETECTION'] = 'none';
  const client = new PubSub({ projectId: PROJECT, apiEndpoint: pubsubAddress, emulatorMode: true });
  const pushTo = ({ to, path }: Route): CreateSubscriptionOptions => ({
    pushConfig: {
      pushEndpoint: `${functions.get(to)}${path}`,
      oidcToken: { serviceAccountEmail: CALLER, audience: audienceOf(to) },
    },
    ackDeadlineSeconds: 600,
    retryPolicy: {
      minimumBackoff: duration(BACK_OFF.shortest / speed),
      maximumBackoff: duration(BACK_OFF.longest / speed),
    },
    // Without a time to live: a fleet that nobody touches for a month still gets its messages.
    expirationPolicy: {},
  });
  try {
    const [deadLetters] = await client.createTopic(DEAD_LETTERS);
    await deadLetters.createSubscription(DEAD_LETTERS, pushTo(ROUTES.deadLetters));
    for (const [topic, route] of Object.entries(SUBSCRIPTIONS)) {
      const [made] = await client.createTopic(topic);
      await made.createSubscription(`${topic}-${route.to}`, {
        ...pushTo(route),
        enableMessageOrdering: true,
        deadLetterPolicy: { deadLetterTopic: deadLetters.name, maxDeliveryAttempts: MOST_ATTEMPTS },
      });
    }
  } finally {
    await client.close();
  }
}

/** The protobuf form. */
function duration(seconds: number): { readonly seconds: number; readonly nanos: number } {
  const whole = Math.floor(seconds);
  return { seconds: whole, nanos: Math.round((seconds - whole) * 1e9) };
}

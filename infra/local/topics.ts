// Makes the topics and push subscriptions, as infra/deploy does on GCP: orders tasks per unit, reports per commit, and sends
// what nobody can handle to a dead-letter topic. May import: @google-cloud/pubsub, layout, routes.
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

/** @param functions function → base URL. */
export async function makeTopics(pubsubAddress: string, functions: ReadonlyMap<string, string>): Promise<void> {
  // Even with an emulator the client looks for the metadata server, which is not on this machine.
  process.env['METADATA_SERVER_DETECTION'] = 'none';
  const client = new PubSub({ projectId: PROJECT, apiEndpoint: pubsubAddress, emulatorMode: true });
  const pushTo = ({ to, path }: Route): CreateSubscriptionOptions => ({
    pushConfig: {
      pushEndpoint: `${functions.get(to)}${path}`,
      oidcToken: { serviceAccountEmail: CALLER, audience: audienceOf(to) },
    },
    ackDeadlineSeconds: 600,
  });
  try {
    const [deadLetters] = await client.createTopic(DEAD_LETTERS);
    await deadLetters.createSubscription(DEAD_LETTERS, pushTo(ROUTES.deadLetters));
    for (const [topic, route] of Object.entries(SUBSCRIPTIONS)) {
      const [made] = await client.createTopic(topic);
      await made.createSubscription(`${topic}-${route.to}`, {
        ...pushTo(route),
        enableMessageOrdering: true,
        retryPolicy: { minimumBackoff: { seconds: 1 }, maximumBackoff: { seconds: 10 } },
        deadLetterPolicy: { deadLetterTopic: deadLetters.name, maxDeliveryAttempts: 10 },
      });
    }
  } finally {
    await client.close();
  }
}

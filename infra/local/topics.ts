// Makes the topics and push subscriptions, as infra/deploy does on GCP: orders tasks per unit, reports per commit, and sends
// what nobody can handle to a dead-letter topic. May import: @google-cloud/pubsub, layout.
import { PubSub } from '@google-cloud/pubsub';
import { PROJECT } from './layout.ts';

/** Topic → function that it is pushed to. */
export const SUBSCRIPTIONS = {
  'rangelight-revisions': 'planner',
  'rangelight-tasks': 'worker',
  'rangelight-reports': 'reporter',
} as const;

const DEAD_LETTERS = 'rangelight-dead-letters';

/** @param endpoints function → base URL. */
export async function makeTopics(pubsubAddress: string, endpoints: ReadonlyMap<string, string>): Promise<void> {
  // Even with an emulator the client looks for the metadata server, which is not on this machine.
  process.env['METADATA_SERVER_DETECTION'] = 'none';
  const client = new PubSub({ projectId: PROJECT, apiEndpoint: pubsubAddress, emulatorMode: true });
  try {
    const [deadLetters] = await client.createTopic(DEAD_LETTERS);
    await deadLetters.createSubscription(DEAD_LETTERS, {
      pushEndpoint: `${endpoints.get('drift')}/projects/${PROJECT}/topics/${DEAD_LETTERS}`,
      ackDeadlineSeconds: 600,
    });
    for (const [topic, target] of Object.entries(SUBSCRIPTIONS)) {
      const [made] = await client.createTopic(topic);
      await made.createSubscription(`${topic}-${target}`, {
        pushEndpoint: `${endpoints.get(target)}/projects/${PROJECT}/topics/${topic}`,
        ackDeadlineSeconds: 600,
        enableMessageOrdering: true,
        retryPolicy: { minimumBackoff: { seconds: 1 }, maximumBackoff: { seconds: 10 } },
        deadLetterPolicy: { deadLetterTopic: deadLetters.name, maxDeliveryAttempts: 10 },
      });
    }
  } finally {
    await client.close();
  }
}

// One message for Pub/Sub, by no package of Google's.
import { createPublisher } from '../../../lib/adapters/pubsub/index.ts';
import { staticToken } from '../../../lib/adapters/google-auth/index.ts';
import { CALL_TIMEOUT_MS, type FloorCall, never, REPOSITORY } from './floor-call.ts';

export const publish: FloorCall = ({ pubsub }) => {
  const publisher = createPublisher({
    projectId: 'floor',
    topics: { revisions: 'revisions', tasks: 'tasks', reports: 'reports' },
    endpoint: pubsub,
    auth: staticToken('token'),
    callTimeoutMs: CALL_TIMEOUT_MS,
  });
  return publisher.publishRevision({ type: 'poll', repository: REPOSITORY, delivery: 'floor' }, never());
};

// The topics, made from the configuration.
import { createPublisher } from '../../lib/adapters/pubsub/index.ts';
import type { Config } from '../../lib/config/index.ts';
import type { Publisher } from '../../lib/ports/index.ts';
import { tokenSource } from './credentials.ts';

export function publisher(config: Config): Publisher {
  const { pubsub } = config.endpoints;
  return createPublisher({
    projectId: config.project,
    topics: config.topics,
    callTimeoutMs: config.callTimeoutSeconds * 1000,
    ...(pubsub === undefined ? {} : { endpoint: pubsub }),
    // Without one a server of somebody else's is asked without credentials.
    ...(pubsub === undefined || config.accessToken !== undefined ? { auth: tokenSource(config) } : {}),
  });
}

// The real client, pointed at a port on loopback and at nothing else.
import { PubSub, v1 } from '@google-cloud/pubsub';
import { credentials } from '@grpc/grpc-js';

/** Every call that takes options must still be given a timeout. */
export function pubSubClient(port: number, projectId = 'demo'): PubSub {
  // Even in emulator mode the client asks a metadata server for its universe domain, unless told that there is none.
  process.env['METADATA_SERVER_DETECTION'] = 'none';
  return new PubSub({ projectId, apiEndpoint: `127.0.0.1:${port}`, emulatorMode: true });
}

/** The generated client, for the calls that the other one hides. Make a `pubSubClient` first. */
export function subscriberClient(port: number): v1.SubscriberClient {
  return new v1.SubscriberClient({ servicePath: '127.0.0.1', port, sslCreds: credentials.createInsecure() });
}

/** The same for topics. */
export function publisherClient(port: number): v1.PublisherClient {
  return new v1.PublisherClient({ servicePath: '127.0.0.1', port, sslCreds: credentials.createInsecure() });
}

// The webhook: reads nothing, verifies the signature over the raw bytes, publishes a hint.
// May import: config, core, ports, app, adapters, wiring.
import type { HttpFunction, Request } from '@google-cloud/functions-framework';
import { Webhooks } from '@octokit/webhooks';
import { receiveDelivery } from '../../lib/app/index.ts';
import { createLog } from '../../lib/adapters/log/index.ts';
import type { Config } from '../../lib/config/index.ts';
import type { Json } from '../../lib/core/index.ts';
import type { Log, Publisher } from '../../lib/ports/index.ts';
import { publisher as createPublisher } from '../wiring/cloud.ts';

/** GitHub does not send more than 25 MB. */
const MAX_BYTES = 25 * 1024 * 1024;
/** GitHub gives up after 10 s. */
const TIMEOUT_MS = 9_000;

export function composeWebhook(config: Config, log: Log = createLog()): HttpFunction {
  return webhookHandler(config.github.webhookSecrets, createPublisher(config), log);
}

/** Answers 202 for what was taken on, 204 for what changes nothing here, 4xx for what GitHub did not send. */
export function webhookHandler(secrets: readonly string[], publisher: Publisher, log: Log): HttpFunction {
  const verifiers = secrets.map((secret) => new Webhooks({ secret }));
  return async (request, response) => {
    const body = request.rawBody?.toString('utf8');
    const delivery = request.get('x-github-delivery');
    const event = request.get('x-github-event');
    if (request.method !== 'POST') return void response.status(405).end();
    if (body === undefined || delivery === undefined || event === undefined) return void response.status(400).end();
    if (Buffer.byteLength(body) > MAX_BYTES) return void response.status(413).end();
    if (!(await isSigned(verifiers, body, request))) {
      log.warn({ delivery, event }, 'a delivery with a wrong signature is refused');
      return void response.status(401).end();
    }
    try {
      const payload = request.body as Json;
      const taken = await receiveDelivery(publisher, event, delivery, payload, AbortSignal.timeout(TIMEOUT_MS));
      log.info({ delivery, event, taken }, 'a delivery was received');
      response.status(taken ? 202 : 204).end();
    } catch (error) {
      log.error({ delivery, event, error }, 'a delivery could not be passed on');
      response.status(503).end();
    }
  };
}

/** Either secret counts: while one is being changed, both are alive. */
async function isSigned(verifiers: readonly Webhooks[], body: string, request: Request): Promise<boolean> {
  const signature = request.get('x-hub-signature-256');
  if (signature === undefined || !/^sha256=[0-9a-f]{64}$/.test(signature)) return false;
  for (const verifier of verifiers) if (await verifier.verify(body, signature)) return true;
  return false;
}

// The webhook: reads nothing, verifies the signature over the raw bytes, publishes a hint.
// May import: config, core, ports, app, adapters, wiring.
import type { HttpFunction } from '@google-cloud/functions-framework';
import { receiveDelivery } from '../../lib/app/index.ts';
import { createLog } from '../../lib/adapters/log/index.ts';
import type { Config } from '../../lib/config/index.ts';
import { isJsonObject, type Json } from '../../lib/core/index.ts';
import type { Log, Publisher } from '../../lib/ports/index.ts';
import { publisher as createPublisher } from '../wiring/cloud.ts';
import { signatureCheck } from '../wiring/signature.ts';
import { createReplays } from './replays.ts';

/**
 * GitHub sends up to 25 MB, but what we act on is small: a push names at most 2,048 commits, a pull request is some 30 kB.
 * Eighty requests at once, as Cloud Run sends to one instance, then hold no more than 400 MiB.
 */
export const MAX_BYTES = 5 * 1024 * 1024;
const EVENT = /^[a-z_]{1,64}$/;
const DELIVERY = /^[\w-]{1,64}$/;
/** GitHub gives up after 10 s. */
const TIMEOUT_MS = 9_000;

export function composeWebhook(config: Config, log: Log = createLog()): HttpFunction {
  const served = config.repositories.map(({ name }) => name);
  return webhookHandler(config.github.webhookSecrets, served, createPublisher(config), log);
}

/**
 * Answers 202 for what was taken on, 204 for what changes nothing here, 4xx for what GitHub did not send.
 * @param served `owner/name` of every repository that is listened to.
 */
export function webhookHandler(
  secrets: readonly string[],
  served: readonly string[],
  publisher: Publisher,
  log: Log,
): HttpFunction {
  const isSigned = signatureCheck(secrets);
  const replays = createReplays();
  return async (request, response) => {
    const body = request.rawBody?.toString('utf8');
    const delivery = request.get('x-github-delivery') ?? '';
    const event = request.get('x-github-event') ?? '';
    if (request.method !== 'POST') return void response.status(405).end();
    const isWhole = body !== undefined && body !== '' && DELIVERY.test(delivery) && EVENT.test(event);
    if (!isWhole) return void response.status(400).end();
    if (Buffer.byteLength(body) > MAX_BYTES) return void response.status(413).end();
    const signature = request.get('x-hub-signature-256') ?? '';
    if (!(await isSigned(body, signature))) {
      log.warn({ delivery, event }, 'a delivery with a wrong signature is refused');
      return void response.status(401).end();
    }
    const payload = jsonOf(body);
    if (payload === undefined) return void response.status(400).end();
    if (replays.isReplay(signature, delivery)) {
      log.warn({ delivery, event }, 'a delivery that came before under another id is refused');
      return void response.status(409).end();
    }
    try {
      const received = { event, delivery, payload, signed: { body, signature } };
      const taken = await receiveDelivery(publisher, served, received, AbortSignal.timeout(TIMEOUT_MS));
      log.info({ delivery, event, taken }, 'a delivery was received');
      replays.taken(signature, delivery);
      response.status(taken ? 202 : 204).end();
    } catch (error) {
      log.error({ delivery, event, error }, 'a delivery could not be passed on');
      response.status(503).end();
    }
  };
}

/** Parsed here, after the signature, whatever type the request says it has; undefined unless it is a JSON object. */
function jsonOf(body: string): Json | undefined {
  try {
    const payload = JSON.parse(body) as Json;
    return isJsonObject(payload) ? payload : undefined;
  } catch {
    return undefined;
  }
}

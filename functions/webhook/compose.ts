// The webhook: reads nothing, verifies the signature over the raw bytes, publishes a hint.
import type { ServerResponse } from 'node:http';
import { receiveDelivery } from '../../lib/app/following/index.ts';
import { createLog } from '../../lib/adapters/log/index.ts';
import { inTrace } from '../../lib/adapters/trace/index.ts';
import type { WebhookConfig } from '../../lib/config/index.ts';
import { isJsonObject, parseJson } from '../../lib/core/index.ts';
import type { Log, Publisher } from '../../lib/ports/index.ts';
import { answer, type HttpFunction } from '../wiring/http-function.ts';
import { publisher as createPublisher } from '../wiring/publisher.ts';
import { signatureCheck } from '../wiring/signature.ts';
import { type BodyLimits, createBodies, type Unread } from './bodies.ts';
import { type Head, readHead } from './head.ts';
import { createReplays } from './replays.ts';

/**
 * GitHub sends up to 25 MB, but what we act on is small: a push names at most 2,048 commits, a pull request is some 30
 * kB. Of eighty requests at once, as Cloud Run sends to one instance, each may be a pull request ten times over.
 */
export const BODY_LIMITS: BodyLimits = { each: 5 * 1024 * 1024, together: 16 * 1024 * 1024 };
/** GitHub gives up after 10 s. */
export const TIMEOUT_MS = 9_000;
const FORM = 'payload=';

export function composeWebhook(config: WebhookConfig, log: Log = createLog()): HttpFunction {
  const served = config.repositories.map(({ name }) => name);
  const handler = webhookHandler(config.webhookSecrets, served, createPublisher(config), log);
  return (request, response) =>
    inTrace(config.project, request.headers['traceparent'], () => handler(request, response));
}

/**
 * Answers 202 for what was taken on, 204 for what changes nothing here, 4xx for what GitHub did not send. Bodies must
 * have been left unread (`leaveBodiesUnread`): what can be refused without one is, and none is parsed before its
 * signature is verified.
 * @param served `owner/name` of every repository that is listened to.
 */
export function webhookHandler(
  secrets: readonly string[],
  served: readonly string[],
  publisher: Publisher,
  log: Log,
  limits: BodyLimits = BODY_LIMITS,
): HttpFunction {
  const isSigned = signatureCheck(secrets);
  const replays = createReplays();
  const bodies = createBodies(limits);
  return async (request, response) => {
    const head = readHead(request);
    if ('status' in head) {
      if (head.hint !== undefined) log.warn({ hint: head.hint }, 'a delivery without a signature is refused');
      return answer(response, head.status);
    }
    const body = await bodies.read(request, response);
    if (typeof body === 'string') return giveUp(response, body, head, log);
    answer(response, await answerTo(head, body));
  };

  async function answerTo({ delivery, event, signature }: Head, bytes: Buffer): Promise<number> {
    if (!(await isSigned(bytes, signature))) {
      log.warn({ delivery, event }, 'a delivery with a wrong signature is refused');
      return 401;
    }
    const body = bytes.toString('utf8');
    if (body.startsWith(FORM)) {
      const hint = 'set the content type to application/json in the settings of the webhook';
      log.error({ delivery, event, hint }, 'a delivery that is a form is refused');
      return 415;
    }
    const payload = parseJson(body);
    if (!isJsonObject(payload)) return 400;
    if (replays.isReplay(signature, delivery)) {
      log.info({ delivery, event }, 'a delivery that came before under another id changes nothing');
      return 204;
    }
    try {
      const received = { event, delivery, payload, signed: { body, signature } };
      const taken = await receiveDelivery(publisher, served, received, AbortSignal.timeout(TIMEOUT_MS));
      log.info({ delivery, event, taken }, 'a delivery was received');
      replays.taken(signature, delivery);
      return taken ? 202 : 204;
    } catch (error) {
      log.error({ delivery, event, error }, 'a delivery could not be passed on');
      return 503;
    }
  }
}

/** The rest of the body ends with the connection. */
function giveUp(response: ServerResponse, why: Unread, { delivery, event }: Head, log: Log): void {
  if (why === 'gone') return;
  log.warn({ delivery, event, why }, 'a body is not read to its end');
  answer(response, why === 'too-large' ? 413 : 503, { connection: 'close' });
}

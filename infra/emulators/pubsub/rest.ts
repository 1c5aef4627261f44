// Publishing over plain HTTP, as `projects.topics.publish` of the v1 REST API, and a look at subscriptions and
// policies. Other methods of it are 501 by name.
import { createFront } from '../kit/front.ts';
import { tokenOf } from '../kit/rights.ts';
import type { Handler } from '../kit/serve.ts';
import { checkPublish, publishingAccount, PUBLISH as PERMISSION, type TopicRights } from './authorization.ts';
import type { Broker } from './broker.ts';
import { checkBatch } from './message.ts';
import { shownSubscription } from './shown-subscription.ts';
import { asRpcCode, fromHttp, notImplemented, RpcError } from './rpc-error.ts';
import type { Supervision } from './server.ts';

const SUBSCRIPTION = /^\/v1\/(projects\/[^/]+\/subscriptions\/[^/:]+)$/u;
const POLICY = /^\/v1\/(projects\/[^/]+\/(?:topics|subscriptions)\/[^/:]+):getIamPolicy$/u;
const PUBLISH = /^\/v1\/(projects\/[^/]+\/topics\/[^/:]+):publish$/u;

/** Topic or subscription, by its full name → the bindings of its policy. Changed by whoever sets the project up. */
export type TopicPolicies = ReadonlyMap<
  string,
  readonly { readonly role: string; readonly members: readonly string[] }[]
>;

export function restHandler(
  broker: Broker,
  by: Omit<Supervision, 'reset'>,
  rights: TopicRights | undefined,
  policies: TopicPolicies,
): Handler {
  return createFront({
    ...by,
    isMutation: (method) => method !== 'GET',
    refuse: ({ status, reason = '', message }) => {
      const said = message ?? `injected fault: ${reason || status}`;
      const code = asRpcCode(reason);
      return errorResponse(code === undefined ? fromHttp(status, said) : new RpcError(code, said));
    },
    async handle(request, _asked, noteCaller) {
      const { pathname } = new URL(request.url);
      try {
        const policy = request.method === 'GET' ? POLICY.exec(decodeURIComponent(pathname))?.[1] : undefined;
        if (policy !== undefined) return Response.json(policyOf(broker, policies, policy));
        const subscription =
          request.method === 'GET' ? SUBSCRIPTION.exec(decodeURIComponent(pathname))?.[1] : undefined;
        if (subscription !== undefined)
          return Response.json(shownSubscription(broker.subscription(subscription).resource));
        const topic = request.method === 'POST' ? PUBLISH.exec(decodeURIComponent(pathname))?.[1] : undefined;
        if (topic === undefined) throw notImplemented(`${request.method} ${pathname}`);
        if (rights !== undefined) {
          const account = publishingAccount(rights, tokenOf(request.headers));
          noteCaller({ account, permissions: [`${PERMISSION} ${topic}`] });
          checkPublish(rights, account, topic);
        }
        broker.topic(topic);
        const messages = messagesIn(await request.text());
        checkBatch(messages.map((message) => ({ ...message, messageId: '', publishTime: null })));
        return Response.json({ messageIds: broker.publish(topic, messages) });
      } catch (error) {
        return errorResponse(error instanceof RpcError ? error : new RpcError('INTERNAL', String(error)));
      }
    },
  });
}

/** Source: REST reference, projects.topics.getIamPolicy: one without bindings has none. Throws NOT_FOUND. */
function policyOf(broker: Broker, policies: TopicPolicies, name: string): object {
  if (name.includes('/topics/')) broker.topic(name);
  else broker.subscription(name);
  const bindings = policies.get(name) ?? [];
  return { etag: 'BwX', ...(bindings.length > 0 && { version: 1, bindings }) };
}

interface Content {
  readonly data: Buffer;
  readonly attributes: Readonly<Record<string, string>>;
  readonly orderingKey: string;
}

/**
 * The batch of a request's body. Throws INVALID_ARGUMENT for what is no such body; unknown members are refused, as
 * Google does.
 */
function messagesIn(text: string): readonly Content[] {
  const body = parsed(text);
  if (!isObject(body)) throw invalid('Invalid JSON payload received. Expected an object.');
  refuseOthers(body, ['messages']);
  const { messages = [] } = body;
  if (!Array.isArray(messages)) throw invalid('Invalid value at "messages".');
  return messages.map((message: unknown, at) => {
    if (!isObject(message)) throw invalid(`Invalid value at "messages[${at}]".`);
    refuseOthers(message, ['data', 'attributes', 'orderingKey']);
    const { data = '', attributes = {}, orderingKey = '' } = message;
    if (typeof data !== 'string' || !BASE64.test(data)) throw invalid(`Invalid value at "messages[${at}].data".`);
    if (typeof orderingKey !== 'string') throw invalid(`Invalid value at "messages[${at}].ordering_key".`);
    if (!isObject(attributes) || !Object.values(attributes).every((value) => typeof value === 'string'))
      throw invalid(`Invalid value at "messages[${at}].attributes".`);
    return { data: Buffer.from(data, 'base64'), attributes: attributes as Record<string, string>, orderingKey };
  });
}

const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/u;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid('Invalid JSON payload received.');
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refuseOthers(object: Readonly<Record<string, unknown>>, known: readonly string[]): void {
  const other = Object.keys(object).find((name) => !known.includes(name));
  if (other !== undefined) throw invalid(`Invalid JSON payload received. Unknown name "${other}": Cannot find field.`);
}

function invalid(message: string): RpcError {
  return new RpcError('INVALID_ARGUMENT', message);
}

function errorResponse({ code: status, httpStatus: code, message, detail }: RpcError): Response {
  const more = detail === undefined ? {} : { details: [detail] };
  return Response.json({ error: { code, message, status, ...more } }, { status: code });
}

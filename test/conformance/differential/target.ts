// An API server as the differential talks to it: fills in what only this server knows, sends, and reads the answer.
import { type Answer, type Input, isObject, type Json } from './exchange.ts';

export interface Target {
  /** What `/version` says, e.g. `v1.35.4`. */
  readonly version: string;
  /** Undefined when the server ended the connection instead of an answer. */
  send(input: Input): Promise<Answer | undefined>;
  /** Nothing that was learnt is filled in any more: an episode begins. */
  forget(): void;
}

/** Undefined: there was no answer. */
export type Send = (request: Request) => Promise<Response | undefined> | Response;

interface Known {
  readonly uid: string;
  readonly version: string;
}

/** @param token the bearer token of somebody who may do everything */
export async function targetOf(handler: Send, token: string): Promise<Target> {
  const known = new Map<string, Known>();
  let page = '';

  const fill = (text: string): string =>
    text
      .replaceAll(/\{\{(version|uid) ([^}]+)\}\}/gu, (_, what: 'version' | 'uid', path: string) => {
        return known.get(path)?.[what] ?? (what === 'uid' ? '00000000-0000-4000-8000-000000000000' : '1');
      })
      .replaceAll('{{continue}}', () => encodeURIComponent(page));

  const learn = ({ method, path }: Input, body: Json): void => {
    if (!isObject(body) || !isObject(body.metadata)) return;
    const { uid, resourceVersion, name, continue: next } = body.metadata;
    if (typeof next === 'string') page = next;
    if (typeof uid !== 'string' || typeof resourceVersion !== 'string' || typeof name !== 'string') return;
    const [bare = ''] = path.split('?');
    if (path.includes('dryRun=All')) return;
    const at = method === 'POST' ? `${bare}/${name}` : bare.replace(/\/status$/u, '');
    known.set(at, { uid, version: resourceVersion });
  };

  const send = async (input: Input): Promise<Answer | undefined> => {
    const { method, type = 'application/json', accept = 'application/json', body } = input;
    const text = body === undefined ? undefined : fill(typeof body === 'string' ? body : JSON.stringify(body));
    const headers = { authorization: `Bearer ${token}`, accept, 'content-type': type, 'user-agent': 'differential/1' };
    const init = { method, headers, ...(text === undefined ? {} : { body: text }) };
    const response = await handler(new Request(`http://cluster${fill(input.path)}`, init));
    if (response === undefined) return undefined;
    const answer = await read(response);
    if (answer.code < 300) learn(input, answer.body);
    return answer;
  };
  const body = (await send({ method: 'GET', path: '/version' }))?.body;
  const version = isObject(body) && typeof body.gitVersion === 'string' ? body.gitVersion : 'unknown';
  return {
    version,
    send,
    forget() {
      known.clear();
      page = '';
    },
  };
}

async function read(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
  const warnings = [...(response.headers.get('warning') ?? '').matchAll(/299 - "((?:[^"\\]|\\.)*)"/gu)];
  return {
    code: response.status,
    body: isJson ? parsed(text) : text,
    warnings: warnings.map(([, said = '']) => said.replaceAll(/\\(.)/gu, '$1')),
  };
}

/** The answer of a watch holds one JSON text per line; other answers may be spread over lines. */
function parsed(text: string): Json {
  if (text.trim() === '') return '';
  const lines = text.trim().split('\n');
  const isStream = lines.length > 1 && lines[0]?.endsWith('}') === true;
  return isStream ? lines.map((line) => JSON.parse(line) as Json) : (JSON.parse(text) as Json);
}

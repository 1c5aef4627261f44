// The two servers of the differential, with the definitions of every custom kind that it asks about.
import { Agent, fetch } from 'undici';
import { type Clock, scaledClock } from '../../../infra/emulators/kit/clock.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { createKubernetesEmulator } from '../../../infra/emulators/kubernetes/index.ts';
import type { Access } from '../suites/api-server.ts';
import { isObject, type JsonObject } from './exchange.ts';
import { definitions } from './kinds/custom.ts';
import { type Send, type Target, targetOf } from './target.ts';

const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const SERVED_MS = 20_000;

/** Nobody plays the garbage collector at the real server: at the embedded one it comes when an episode is over. */
const SLOWED = 0.25;

/** A fresh embedded server. */
export async function embeddedTarget(clock: Clock = scaledClock(SLOWED)): Promise<Target> {
  const tokens = new Map([['root', 'admin']] as const);
  const { handler } = createKubernetesEmulator({ name: 'ours', clock, random: seededRandom(1), tokens });
  const target = await targetOf(handler, 'root');
  await define(target);
  return target;
}

/** A real server, before anything is defined in it. */
export async function realTarget({ server, token, ca }: Access): Promise<Target> {
  // Only a server that was just started here, on loopback, comes without its authority.
  // A connection per request: the server ends those whose body it did not read to the end.
  const dispatcher = new Agent({ pipelining: 0, connect: ca === undefined ? { rejectUnauthorized: false } : { ca } });
  const send: Send = async (request) => {
    const { pathname, search } = new URL(request.url);
    const body = request.body === null ? {} : { body: await request.text() };
    const init = { method: request.method, headers: Object.fromEntries(request.headers), dispatcher, ...body };
    const answer = await fetch(`${server}${pathname}${search}`, init).catch(unlessEnded);
    if (answer === undefined) return undefined;
    const headers = new Headers();
    for (const [name, value] of answer.headers) headers.append(name, value);
    return new Response(await answer.text(), { status: answer.status, headers });
  };
  return targetOf(send, token);
}

/** A request that makes the server panic ends its connection, not the server. */
function unlessEnded(error: unknown): undefined {
  const { cause } = error as { readonly cause?: { readonly code?: string } };
  if (cause?.code !== 'UND_ERR_SOCKET') throw error;
}

/** Defines every custom kind that is asked about, and waits until they are served. */
export async function define(target: Target): Promise<void> {
  for (const definition of definitions) {
    const code = (await target.send({ method: 'POST', path: DEFINITIONS, body: definition }))?.code ?? 0;
    if (code !== 201 && code !== 409) throw new DefinitionRefused(definition, code);
  }
  for (const definition of definitions) await untilServed(target, definition);
}

/** A real server takes a moment after storing a definition, and sometimes looks away once more. */
async function untilServed(target: Target, definition: JsonObject): Promise<void> {
  const spec = definition.spec as { group: string; names: { plural: string }; versions: { name: string }[] };
  const path = `/apis/${spec.group}/${spec.versions[0]?.name}/namespaces/default/${spec.names.plural}`;
  const deadline = Date.now() + SERVED_MS;
  for (let served = 0; served < 3; ) {
    const code = (await target.send({ method: 'GET', path }))?.code ?? 0;
    served = code === 200 ? served + 1 : 0;
    if (Date.now() > deadline) throw new DefinitionRefused(definition, code);
    if (served < 3) await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

class DefinitionRefused extends Error {
  constructor({ metadata }: JsonObject, code: number) {
    super(`the definition ${JSON.stringify(isObject(metadata) ? metadata.name : '')} is not served: ${code}`);
    this.name = 'DefinitionRefused';
  }
}

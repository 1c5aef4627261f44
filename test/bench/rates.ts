// How many requests a second a handler answers in process, and over loopback from a client with connections kept open.
import { Agent, fetch as undiciFetch } from 'undici';
import { type Fetch, inProcessFetch } from '../../infra/emulators/kit/in-process.ts';
import { type Handler, serve } from '../../infra/emulators/kit/serve.ts';
import { createLocalAuthority } from '../../infra/emulators/kubernetes/index.ts';

const WARM_UP = 300;
const ROUNDS = 3;

/** Sends one request as a client would, and reads the answer to its end. Throws for an answer other than 2xx. */
export type Send = (method: string, path: string, body?: unknown, type?: string) => Promise<string>;

export interface Case {
  readonly name: string;
  /** How many requests one turn sends, one after the other. */
  readonly requests: number;
  readonly turn: (send: Send, count: number) => Promise<unknown>;
}

export interface Rate {
  readonly name: string;
  /** Requests per second, in the best of three rounds. */
  readonly inProcess: number;
  readonly loopback: number;
}

class BadAnswer extends Error {
  override readonly name = 'BadAnswer';
}

/** Rates of each case, one request at a time, `requests` in each round; over https with `secure`. */
export async function rates(
  handler: Handler,
  cases: readonly Case[],
  requests: number,
  secure = false,
): Promise<readonly Rate[]> {
  const authority = secure ? await createLocalAuthority() : undefined;
  const served = await serve(handler, authority === undefined ? {} : { tls: await authority.issue('127.0.0.1') });
  const near = senderOver(inProcessFetch(new Map([['http://emulator.local', handler]])), 'http://emulator.local');
  const measured: Rate[] = [];
  for (const one of cases) {
    const inProcess = await bestRate(one, near, requests);
    // Connections of its own: the server closes those that were idle while the case ran in process.
    const dispatcher = new Agent(authority === undefined ? {} : { connect: { ca: authority.caPem } });
    const remote = ((url: string, init: object) => undiciFetch(url, { ...init, dispatcher })) as unknown as Fetch;
    measured.push({
      name: one.name,
      inProcess,
      loopback: await bestRate(one, senderOver(remote, served.url), requests),
    });
    await dispatcher.close();
  }
  await served.close();
  return measured;
}

function senderOver(fetch: Fetch, base: string): Send {
  return async (method, path, body, type = 'application/json') => {
    const headers = { authorization: 'Bearer root', ...(body === undefined ? {} : { 'content-type': type }) };
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(base + path, { method, headers, ...content });
    const text = await response.text();
    if (!response.ok) throw new BadAnswer(`${method} ${path}: ${response.status} ${text}`);
    return text;
  };
}

async function bestRate({ requests: perTurn, turn }: Case, send: Send, requests: number): Promise<number> {
  let count = 0;
  const run = async (turns: number): Promise<number> => {
    const start = performance.now();
    for (let done = 0; done < turns; done += 1) await turn(send, (count += 1));
    return performance.now() - start;
  };
  await run(WARM_UP / perTurn);
  const turns = requests / perTurn;
  let shortest = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round += 1) shortest = Math.min(shortest, await run(turns));
  return (turns * perTurn * 1000) / shortest;
}

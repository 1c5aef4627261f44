// A function as processes that come and go behind one address, as on Cloud Run: the front starts another with the next
// request.
import { serve } from '../../../infra/emulators/kit/serve.ts';
import type { FunctionProcess } from '../../../infra/local/function-process.ts';
import type { Elsewhere } from './running-functions.ts';

/** Its address stays. */
export interface Front<T extends Elsewhere> extends Elsewhere {
  /** Every process that was started. */
  readonly started: readonly T[];
  /** Takes away the process that serves; absent where none does. */
  take(): Promise<T | undefined>;
}

/** @param answered is told of every answer, before the caller has it. */
export async function startFront<T extends Elsewhere>(
  start: () => Promise<T>,
  answered: (by: T, status: number) => Promise<void> = () => Promise.resolve(),
): Promise<Front<T>> {
  const started: T[] = [];
  let serving: Promise<T> | undefined;
  const next = async (): Promise<T> => {
    const one = await start();
    started.push(one);
    return one;
  };
  const front = await serve(async (request) => {
    serving ??= next();
    const by = await serving;
    const { pathname } = new URL(request.url);
    const headers = new Headers(request.headers);
    for (const name of OF_THE_CONNECTION) headers.delete(name);
    const { method } = request;
    const body = method === 'GET' ? {} : { body: await request.arrayBuffer() };
    try {
      const answer = await fetch(`${by.url}${pathname}`, { method, headers, ...body });
      const whole = await answer.arrayBuffer();
      await answered(by, answer.status);
      return new Response(whole.byteLength === 0 ? null : whole, { status: answer.status, headers: answer.headers });
    } catch {
      // A connection that broke says no more to the caller than it said to the front.
      return Response.error();
    }
  });
  return {
    url: front.url,
    started,
    async take() {
      const taken = await serving;
      serving = undefined;
      return taken;
    },
    async stop() {
      await (await serving)?.stop();
      await front.close();
    },
  };
}

/** Of what the caller has with the front, and the front makes anew. */
const OF_THE_CONNECTION = ['host', 'connection', 'content-length', 'transfer-encoding', 'keep-alive'];

/** SIGKILL to the process that serves; resolves when it has ended. */
export async function kill(front: Front<FunctionProcess> | undefined): Promise<void> {
  const taken = await front?.take();
  if (taken === undefined) return;
  process.kill(taken.pid, 'SIGKILL');
  await taken.unexpectedEnd.catch(() => undefined);
}

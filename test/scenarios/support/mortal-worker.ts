// The worker as a process that can be killed, behind a front that starts another with the next request, as Cloud Run
// does.
import { serve } from '../../../infra/emulators/kit/serve.ts';
import { type FunctionProcess, startFunction } from '../../../infra/local/function-process.ts';

export interface MortalWorker {
  /** Of the front; it stays. */
  readonly url: string;
  /** Of every process that was started. */
  readonly pids: readonly number[];
  /** SIGKILL to the process that serves; resolves when it has ended. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

/** @param env of the function. @param logFile takes the log of all processes. */
export async function startMortalWorker(env: Readonly<Record<string, string>>, logFile: string): Promise<MortalWorker> {
  const pids: number[] = [];
  let serving: Promise<FunctionProcess> | undefined;
  const start = async (): Promise<FunctionProcess> => {
    const worker = await startFunction('worker', env, logFile);
    pids.push(worker.pid);
    return worker;
  };
  const front = await serve(async (request) => {
    serving ??= start();
    const { url } = await serving;
    const { pathname } = new URL(request.url);
    const body = await request.arrayBuffer();
    const { method } = request;
    const kept = ['content-type', 'authorization'].map((name) => [name, request.headers.get(name) ?? ''] as const);
    // A connection that broke says no more to the caller than it said to the front.
    return fetch(`${url}${pathname}`, { method, headers: Object.fromEntries(kept), body }).catch(() =>
      Response.error(),
    );
  });
  return {
    url: front.url,
    pids,
    async kill() {
      const worker = await serving;
      serving = undefined;
      if (worker === undefined) return;
      process.kill(worker.pid, 'SIGKILL');
      await worker.unexpectedEnd.catch(() => undefined);
    },
    async close() {
      await (await serving)?.stop();
      await front.close();
    },
  };
}

// The five functions of Rangelight inside the test's own process, each on a free loopback port under the Functions
// Framework: what infra/local starts as processes of their own. May import: functions, lib/config, local, emulators/kit.
import type { AddressInfo } from 'node:net';
import { http, type HttpFunction } from '@google-cloud/functions-framework';
import { getTestServer } from '@google-cloud/functions-framework/testing';
import { composeDrift } from '../../../functions/drift/compose.ts';
import { composePlanner } from '../../../functions/planner/compose.ts';
import { composeReporter } from '../../../functions/reporter/compose.ts';
import { composeWebhook } from '../../../functions/webhook/compose.ts';
import { composeWorker } from '../../../functions/worker/compose.ts';
import { closeServer, listen } from '../../../infra/emulators/kit/serve.ts';
import type { FUNCTIONS } from '../../../infra/local/rangelight.ts';
import type { Config } from '../../../lib/config/index.ts';
import type { Log } from '../../../lib/ports/index.ts';

type FunctionName = (typeof FUNCTIONS)[number];

export interface RunningFunctions {
  /** Function → base URL. */
  readonly urls: ReadonlyMap<string, string>;
  close(): Promise<void>;
}

/**
 * @param name tells this set of functions from others in the process: the framework keeps one registry.
 * @param configOf configuration of a function: each has an identity of its own.
 * @param workerUrl of a worker that runs elsewhere.
 */
export async function startFunctions(
  name: string,
  configOf: (name: FunctionName) => Config,
  log: Log,
  workerUrl?: string,
): Promise<RunningFunctions> {
  const functions: Readonly<Record<string, HttpFunction>> = {
    webhook: composeWebhook(configOf('webhook'), log),
    planner: composePlanner(configOf('planner'), log),
    ...(workerUrl === undefined ? { worker: composeWorker(configOf('worker'), log) } : {}),
    drift: composeDrift(configOf('drift'), log),
    reporter: composeReporter(configOf('reporter'), log),
  };
  const elsewhere = workerUrl === undefined ? [] : ([['worker', workerUrl]] as const);
  const started = await Promise.all(
    Object.entries(functions).map(async ([target, handler]) => {
      http(`${name}-${target}`, handler);
      const server = getTestServer(`${name}-${target}`);
      await listen(server, 0);
      return { target, server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
    }),
  );
  return {
    urls: new Map([...started.map(({ target, url }) => [target, url] as const), ...elsewhere]),
    close: async () => void (await Promise.all(started.map(({ server }) => closeServer(server)))),
  };
}

// The five functions of Rangelight inside the test's own process, each on a free loopback port: what infra/local starts
// as processes of their own, under the Functions Framework. That makes a domain of Node's for each request, and from
// the first one on every promise of the process costs a hook: a quarter more for all tests that come after.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { composeDrift } from '../../../functions/drift/compose.ts';
import { composePlanner } from '../../../functions/planner/compose.ts';
import { composeReporter } from '../../../functions/reporter/compose.ts';
import { composeWebhook } from '../../../functions/webhook/compose.ts';
import type { HttpFunction } from '../../../functions/wiring/http-function.ts';
import { composeWorker } from '../../../functions/worker/compose.ts';
import { closeServer, listen } from '../../../infra/emulators/kit/serve.ts';
import type {
  DriftConfig,
  PlannerConfig,
  ReporterConfig,
  WebhookConfig,
  WorkerConfig,
} from '../../../lib/config/index.ts';
import type { Log } from '../../../lib/ports/index.ts';

export interface RunningFunctions {
  /** Function → base URL. */
  readonly urls: ReadonlyMap<string, string>;
  close(): Promise<void>;
}

export interface Configs {
  readonly webhook: WebhookConfig;
  readonly planner: PlannerConfig;
  readonly worker: WorkerConfig;
  readonly drift: DriftConfig;
  readonly reporter: ReporterConfig;
}

/** @param workerUrl of a worker that runs elsewhere. */
export async function startFunctions(configs: Configs, log: Log, workerUrl?: string): Promise<RunningFunctions> {
  const functions: Readonly<Record<string, HttpFunction>> = {
    webhook: composeWebhook(configs.webhook, log),
    planner: composePlanner(configs.planner, log),
    ...(workerUrl === undefined ? { worker: composeWorker(configs.worker, log) } : {}),
    drift: composeDrift(configs.drift, log),
    reporter: composeReporter(configs.reporter, log),
  };
  const elsewhere = workerUrl === undefined ? [] : ([['worker', workerUrl]] as const);
  const started = await Promise.all(
    Object.entries(functions).map(async ([target, handler]) => {
      const server = createServer((request, response) => void handler(request, response));
      await listen(server, 0);
      return { target, server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
    }),
  );
  return {
    urls: new Map([...started.map(({ target, url }) => [target, url] as const), ...elsewhere]),
    close: async () => void (await Promise.all(started.map(({ server }) => closeServer(server)))),
  };
}

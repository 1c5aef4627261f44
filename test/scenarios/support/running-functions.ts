// The five functions of Rangelight inside the test's own process, each on a free loopback port under the Functions
// Framework: what infra/local starts as processes of their own.
import type { AddressInfo } from 'node:net';
import { http, type HttpFunction } from '@google-cloud/functions-framework';
import { getTestServer } from '@google-cloud/functions-framework/testing';
import { composeDrift } from '../../../functions/drift/compose.ts';
import { composePlanner } from '../../../functions/planner/compose.ts';
import { composeReporter } from '../../../functions/reporter/compose.ts';
import { composeWebhook } from '../../../functions/webhook/compose.ts';
import { leaveUnread } from '../../../functions/wiring/unread-body.ts';
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

/**
 * @param name tells this set of functions from others in the process: the framework keeps one registry.
 * @param workerUrl of a worker that runs elsewhere.
 */
export async function startFunctions(
  name: string,
  configs: Configs,
  log: Log,
  workerUrl?: string,
): Promise<RunningFunctions> {
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
      http(`${name}-${target}`, handler);
      const server = getTestServer(`${name}-${target}`);
      // Its entry point does so for the whole process; other servers of this one are none of its business.
      server.prependListener('request', leaveUnread);
      await listen(server, 0);
      return { target, server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
    }),
  );
  return {
    urls: new Map([...started.map(({ target, url }) => [target, url] as const), ...elsewhere]),
    close: async () => void (await Promise.all(started.map(({ server }) => closeServer(server)))),
  };
}

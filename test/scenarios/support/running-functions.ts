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
import { type FunctionName, FUNCTIONS } from '../../../infra/deploy/contract.ts';
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

/** A function at its base URL. */
export interface Elsewhere {
  readonly url: string;
  stop(): Promise<void>;
}

export interface Configs {
  readonly webhook: WebhookConfig;
  readonly planner: PlannerConfig;
  readonly worker: WorkerConfig;
  readonly drift: DriftConfig;
  readonly reporter: ReporterConfig;
}

/**
 * The functions that run outside of this process, one after the other: each takes a core for most of its start.
 * @param outside starts one; gives undefined for one that runs in this process. @param worker stands already.
 */
export async function startElsewhere(
  outside: (name: FunctionName) => Promise<Elsewhere | undefined>,
  worker?: Elsewhere,
): Promise<ReadonlyMap<FunctionName, Elsewhere>> {
  const all = new Map<FunctionName, Elsewhere>(worker === undefined ? [] : [['worker', worker]]);
  for (const name of FUNCTIONS.filter((one) => !all.has(one))) {
    const one = await outside(name);
    if (one !== undefined) all.set(name, one);
  }
  return all;
}

/** @param elsewhere those that do not run in this process; they end with the others. */
export async function startFunctions(
  configs: Configs,
  log: Log,
  elsewhere: ReadonlyMap<string, Elsewhere> = new Map(),
): Promise<RunningFunctions> {
  const compose: Readonly<Record<string, () => HttpFunction>> = {
    webhook: () => composeWebhook(configs.webhook, log),
    planner: () => composePlanner(configs.planner, log),
    worker: () => composeWorker(configs.worker, log),
    drift: () => composeDrift(configs.drift, log),
    reporter: () => composeReporter(configs.reporter, log),
  };
  const inside = Object.entries(compose).filter(([name]) => !elsewhere.has(name));
  const started = await Promise.all(
    inside.map(async ([name, make]): Promise<readonly [string, Elsewhere]> => {
      const handler = make();
      const server = createServer((request, response) => void handler(request, response));
      await listen(server, 0);
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      return [name, { url, stop: () => closeServer(server) }];
    }),
  );
  const all = [...started, ...elsewhere];
  return {
    urls: new Map(all.map(([name, { url }]) => [name, url])),
    close: async () => void (await Promise.all(all.map(([, one]) => one.stop()))),
  };
}

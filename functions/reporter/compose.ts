// The reporter: the only function that can write on GitHub. May import: config, core, app, adapters, wiring.
import type { HttpFunction } from '@google-cloud/functions-framework';
import { report } from '../../lib/app/index.ts';
import { systemClock } from '../../lib/adapters/clock/index.ts';
import { createCodeHosts } from '../../lib/adapters/github/index.ts';
import { createLog } from '../../lib/adapters/log/index.ts';
import { parseReport } from '../../lib/adapters/pubsub/index.ts';
import type { Config } from '../../lib/config/index.ts';
import type { Log } from '../../lib/ports/index.ts';
import { publisher, stateStore } from '../wiring/cloud.ts';
import { writingGitHub } from '../wiring/github.ts';
import { pushHandler } from '../wiring/push-handler.ts';

const TIMEOUT_MS = 120_000;

export function composeReporter(config: Config, log: Log = createLog()): HttpFunction {
  const hosts = createCodeHosts(writingGitHub(config));
  const [{ name, branch }] = config.repositories;
  const host = hosts.of(name);
  const reporter = {
    log,
    host: { ...host, redeliverFailed: (signal: AbortSignal) => hosts.redeliverFailed(signal) },
    conversations: host,
    publisher: publisher(config),
    clock: systemClock,
    branch,
    // Each report of a run looks at its whole journal again.
    store: stateStore(config),
  };
  return pushHandler(reporter.log, TIMEOUT_MS, parseReport, (message, signal) => report(reporter, message, signal));
}

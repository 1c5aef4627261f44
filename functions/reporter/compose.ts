// The reporter: the only function that can write on GitHub. May import: config, core, app, adapters, wiring.
import type { HttpFunction } from '@google-cloud/functions-framework';
import { report } from '../../lib/app/index.ts';
import { systemClock } from '../../lib/adapters/clock/index.ts';
import { createCodeHost } from '../../lib/adapters/github/index.ts';
import { createLog } from '../../lib/adapters/log/index.ts';
import { parseReport } from '../../lib/adapters/pubsub/index.ts';
import type { PrivateConfig } from '../../lib/config/index.ts';
import type { Log } from '../../lib/ports/index.ts';
import { publisher, stateStore } from '../wiring/cloud.ts';
import { writingGitHub } from '../wiring/github.ts';
import { privateFunction } from '../wiring/private-function.ts';
import { pushHandler } from '../wiring/push-handler.ts';

const TIMEOUT_MS = 120_000;

export function composeReporter(config: PrivateConfig, log: Log = createLog()): HttpFunction {
  const host = createCodeHost(writingGitHub(config));
  const reporter = {
    log,
    host,
    conversations: host,
    publisher: publisher(config),
    clock: systemClock,
    branch: config.branch,
    // Each report of a run looks at its whole journal again.
    store: stateStore(config),
  };
  return privateFunction(config, log, {
    reports: pushHandler(reporter, {
      timeoutMs: TIMEOUT_MS,
      parse: parseReport,
      work: (message, signal) => report(reporter, message, signal),
    }),
  });
}

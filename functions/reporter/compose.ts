// The reporter: the only function that can write on GitHub. May import: config, core, app, adapters, wiring.
import type { HttpFunction } from '@google-cloud/functions-framework';
import { report } from '../../lib/app/index.ts';
import { systemClock } from '../../lib/adapters/clock/index.ts';
import { createCodeHost } from '../../lib/adapters/github/index.ts';
import { createLog } from '../../lib/adapters/log/index.ts';
import { parseReport } from '../../lib/adapters/pubsub/index.ts';
import type { Config } from '../../lib/config/index.ts';
import type { Log } from '../../lib/ports/index.ts';
import { publisher, store } from '../wiring/cloud.ts';
import { repositoryName, writingGitHub } from '../wiring/github.ts';
import { pushHandler } from '../wiring/push-handler.ts';
import { signatureCheck } from '../wiring/signature.ts';

const TIMEOUT_MS = 120_000;

export function composeReporter(config: Config, log: Log = createLog()): HttpFunction {
  const host = createCodeHost(writingGitHub(config));
  const name = repositoryName(config);
  const base = { log, publisher: publisher(config), clock: systemClock, store: store(config) };
  const isSigned = signatureCheck(config.github.webhookSecrets);
  const home = { ...base, name, branch: config.branch, host, conversations: host, isSigned };
  const reporter = { ...base, home, at: (repository: string) => (repository === name ? home : undefined) };
  return pushHandler(reporter.log, TIMEOUT_MS, parseReport, (message, signal) => report(reporter, message, signal));
}

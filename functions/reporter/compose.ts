// The reporter: the only function that can write on GitHub.
import { report } from '../../lib/app/reporting/index.ts';
import { systemClock } from '../../lib/adapters/clock/index.ts';
import { createCodeHosts } from '../../lib/adapters/github/index.ts';
import { createLog } from '../../lib/adapters/log/index.ts';
import { parseReport } from '../../lib/adapters/pubsub/index.ts';
import type { ReporterConfig } from '../../lib/config/index.ts';
import type { Log } from '../../lib/ports/index.ts';
import { followedBy, gitHubOptions } from '../wiring/github.ts';
import type { HttpFunction } from '../wiring/http-function.ts';
import { privateFunction } from '../wiring/private-function.ts';
import { publisher } from '../wiring/publisher.ts';
import { pushHandler } from '../wiring/push-handler.ts';
import { signatureCheck } from '../wiring/signature.ts';
import { store } from '../wiring/store.ts';
import { TELLING } from '../wiring/report-parts.ts';

export const TIMEOUT_MS = 120_000;

export function composeReporter(config: ReporterConfig, log: Log = createLog()): HttpFunction {
  const hosts = createCodeHosts(gitHubOptions(config));
  const isSigned = signatureCheck(config.webhookSecrets);
  const base = {
    ...TELLING,
    log,
    publisher: publisher(config),
    clock: systemClock,
    store: store(config),
  };
  const followed = followedBy(config, (each) => {
    const host = hosts.of(each.name);
    return { ...base, ...each, host, conversations: host, history: host, isSigned };
  });
  const reporter = {
    ...base,
    at: (repository: string) => followed.get(repository),
    home: followed.home,
    redeliverFailed: (signal: AbortSignal) => hosts.redeliverFailed(signal),
  };
  return privateFunction(config, log, {
    reports: pushHandler(reporter, {
      timeoutMs: TIMEOUT_MS,
      parse: parseReport,
      work: (message, signal) => report(reporter, message, signal),
    }),
  });
}

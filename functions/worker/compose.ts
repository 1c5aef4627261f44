// The worker: writes to Compute, the clusters and the journal.
import { randomUUID } from 'node:crypto';
import { runTask } from '../../lib/app/running/index.ts';
import { createLog } from '../../lib/adapters/log/index.ts';
import { parseTask } from '../../lib/adapters/pubsub/index.ts';
import { stepsAtOnce, type WorkerConfig } from '../../lib/config/index.ts';
import type { Log } from '../../lib/ports/index.ts';
import type { HttpFunction } from '../wiring/http-function.ts';
import { privateFunction } from '../wiring/private-function.ts';
import { pushHandler } from '../wiring/push-handler.ts';
import { monitoring } from '../wiring/monitoring.ts';
import { worldWithSecrets } from '../wiring/secrets.ts';

export function composeWorker(config: WorkerConfig, log: Log = createLog()): HttpFunction {
  const worker = worldWithSecrets(config, log, () => ({ monitoring: monitoring(config) }));
  const options = {
    callTimeoutMs: config.callTimeoutSeconds * 1000,
    budgetMs: config.workerBudgetSeconds * 1000,
    stepsAtOnce: stepsAtOnce(config.rates.computeWrites),
    leaseMs: config.leaseSeconds * 1000,
    timings: {
      settleMs: config.settleSeconds * 1000,
      bakeMs: config.bakeSeconds * 1000,
      drainMs: config.drainSeconds * 1000,
      pollMs: config.pollSeconds * 1000,
      retireAfterMs: config.retireAfterSeconds * 1000,
      quietMs: config.quietSeconds * 1000,
    },
  };
  return privateFunction(config, log, {
    tasks: pushHandler(worker, {
      timeoutMs: options.budgetMs,
      parse: parseTask,
      // One holder per invocation: two messages in one process are two workers.
      work: (task, signal) => runTask(worker, task, { ...options, holder: randomUUID() }, signal),
    }),
  });
}

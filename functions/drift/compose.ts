// The drift function: one sweep per tick, answered with what it found; and the end of the line for messages that nobody
// could handle, which are kept and told. May import: config, core, app, adapters, wiring.
import type { HttpFunction } from '@google-cloud/functions-framework';
import { keepDeadLetter, sweep, type World } from '../../lib/app/index.ts';
import { createLog } from '../../lib/adapters/log/index.ts';
import { type DeadLetterPush, parseDeadLetter } from '../../lib/adapters/pubsub/index.ts';
import type { Config } from '../../lib/config/index.ts';
import { repositoryKey } from '../../lib/core/index.ts';
import type { Log } from '../../lib/ports/index.ts';
import { bodyHandler } from '../wiring/push-handler.ts';
import { createBackstop, type Backstop } from './backstop.ts';
import { worldWithSecrets } from '../wiring/secrets.ts';

const TIMEOUT_MS = 300_000;
/** End of the path that the dead-letter subscription pushes to. */
const DEAD_LETTERS = '/topics/rangelight-dead-letters';

export function composeDrift(config: Config, log: Log = createLog()): HttpFunction {
  const drift = worldWithSecrets(config, log);
  const deadLetter = bodyHandler(drift.log, TIMEOUT_MS, parseDeadLetter, (letter, signal) =>
    keep(drift, letter, signal),
  );
  const repositories = config.repositories.map(({ name }) => repositoryKey(name));
  const backstop = createBackstop(drift.publisher, drift.clock, repositories, config.githubPollSeconds);
  const tick = tickHandler(drift, backstop);
  return (request, response) =>
    request.path.endsWith(DEAD_LETTERS) ? deadLetter(request, response) : tick(request, response);
}

async function keep(drift: World, letter: DeadLetterPush, signal: AbortSignal): Promise<void> {
  drift.log.error({ letter }, 'a message could not be handled and is given up');
  await keepDeadLetter(drift, { ...letter, at: drift.clock.now() }, signal);
}

function tickHandler(drift: World, backstop: Backstop): HttpFunction {
  return async (_request, response) => {
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      // First: a push that never came is worse than drift that is seen a minute later.
      await backstop.ask(signal);
      const sweeps = await sweep(drift, signal);
      response.status(200).json({ sweeps });
    } catch (error) {
      drift.log.error({ error }, 'a sweep failed; the next tick tries again');
      response.status(500).end();
    }
  };
}

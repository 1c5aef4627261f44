// The drift function: one sweep per tick, answered with what it found; and the end of the line for messages that nobody
// could handle, which are kept and told.
import { sweep } from '../../lib/app/sweeping/index.ts';
import { keepDeadLetter } from '../../lib/app/words/index.ts';
import type { World } from '../../lib/app/world.ts';
import { createLog } from '../../lib/adapters/log/index.ts';
import { type DeadLetterPush, parseDeadLetter } from '../../lib/adapters/pubsub/index.ts';
import type { DriftConfig } from '../../lib/config/index.ts';
import { repositoryKey } from '../../lib/core/index.ts';
import type { Log } from '../../lib/ports/index.ts';
import type { HttpFunction } from '../wiring/http-function.ts';
import { type Handler, privateFunction } from '../wiring/private-function.ts';
import { bodyHandler, comesAgain } from '../wiring/push-handler.ts';
import { worldWithSecrets } from '../wiring/secrets.ts';
import { createBackstop, type Backstop } from './backstop.ts';

export const TIMEOUT_MS = 300_000;
/** Bodies that Cloud Scheduler may send with a tick. */
const NOTHING: ReadonlySet<string> = new Set(['', '{}']);

export function composeDrift(config: DriftConfig, log: Log = createLog()): HttpFunction {
  const drift = worldWithSecrets(config, log);
  const repositories = config.repositories.map(({ name }) => repositoryKey(name));
  const backstop = createBackstop(drift.publisher, drift.clock, repositories, config.githubPollSeconds);
  return privateFunction(config, log, {
    deadLetters: bodyHandler(log, {
      timeoutMs: TIMEOUT_MS,
      parse: parseDeadLetter,
      work: (letter, signal) => keep(drift, letter, signal),
    }),
    tick: tickHandler(drift, backstop, config.healAfterSeconds * 1000),
  });
}

async function keep(drift: World, letter: DeadLetterPush, signal: AbortSignal): Promise<void> {
  drift.log.error({ letter }, 'a message could not be handled and is given up');
  await keepDeadLetter(drift, { ...letter, at: drift.clock.now() }, signal);
}

function tickHandler(drift: World, backstop: Backstop, healAfterMs: number): Handler {
  return async (body) => {
    // A tick says nothing. What says something is somebody's message, and would be lost by an answer of 200.
    if (!NOTHING.has(body.trim())) {
      drift.log.error(
        {},
        'a tick that says something is refused: look which subscription pushes to the path of the tick',
      );
      return { status: 400 };
    }
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    try {
      // First: a push that never came is worse than drift that is seen a minute later.
      await backstop.ask(signal);
    } catch (error) {
      // Where no message gets through there is all the more to be looked at.
      comesAgain(drift.log, error, signal, {}, 'planner and reporter could not be asked; the next tick does');
    }
    try {
      return { status: 200, body: { sweeps: await sweep(drift, signal, healAfterMs) } };
    } catch (error) {
      return comesAgain(drift.log, error, signal, {}, 'a sweep failed; the next tick tries again');
    }
  };
}

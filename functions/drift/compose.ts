// The drift function: one sweep per tick, answered with what it found. May import: config, core, app, wiring.
import type { HttpFunction } from '@google-cloud/functions-framework';
import { sweep } from '../../lib/app/index.ts';
import { createLog } from '../../lib/adapters/log/index.ts';
import type { Config } from '../../lib/config/index.ts';
import type { Log } from '../../lib/ports/index.ts';
import { worldWithSecrets } from '../wiring/secrets.ts';

const TIMEOUT_MS = 300_000;

export function composeDrift(config: Config, log: Log = createLog()): HttpFunction {
  const drift = worldWithSecrets(config, log);
  return async (_request, response) => {
    try {
      const sweeps = await sweep(drift, AbortSignal.timeout(TIMEOUT_MS));
      response.status(200).json({ sweeps });
    } catch (error) {
      drift.log.error({ error }, 'a sweep failed; the next tick tries again');
      response.status(500).end();
    }
  };
}

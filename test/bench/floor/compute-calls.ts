// One list and one insert, by one client of @google-cloud/compute.
import { HealthChecksClient } from '@google-cloud/compute/build/src/v1/health_checks_client.js';
import { systemClock } from '../../../lib/adapters/clock/index.ts';
import { staticToken } from '../../../lib/adapters/google-auth/index.ts';
import { type Calls, createCalls } from '../../../lib/adapters/compute/calls.ts';
import type { ClientOptions } from '../../../lib/adapters/compute/collection-calls.ts';
import { rest } from '../../../lib/adapters/compute/definitions-as-needed.ts';
import { createWire } from '../../../lib/adapters/compute/exchange.ts';
import { CALL_TIMEOUT_MS, type FloorCall, never } from './floor-call.ts';

let opened: Promise<Calls> | undefined;

/** Of this client alone, where a function has those of all collections. */
async function open(endpoint: string): Promise<Calls> {
  const { hostname, port } = new URL(endpoint);
  const wire = createWire(staticToken('token'), undefined);
  const authClient = wire.transport as unknown as NonNullable<ClientOptions['authClient']>;
  const options = { authClient, apiEndpoint: hostname, port: Number(port), protocol: 'http' };
  const client = new HealthChecksClient(options, rest);
  await client.initialize();
  return createCalls(new Map([['healthChecks', client]]), wire, {
    callTimeoutMs: CALL_TIMEOUT_MS,
    clock: systemClock,
    onRateLimited: () => undefined,
  });
}

export const list: FloorCall = async ({ compute }) => {
  opened ??= open(compute);
  const request = { project: 'floor', maxResults: 500 };
  const answers = await (await opened).all('healthChecks', 'listAsync', request, { signal: never() });
  if (answers.length !== 1) throw new RangeError(`${answers.length} pages were listed`);
};

export const insert: FloorCall = async ({ compute }) => {
  opened ??= open(compute);
  const healthCheckResource = { name: 'floor', type: 'HTTP', httpHealthCheck: { port: 80 } };
  const request = { project: 'floor', healthCheckResource };
  const { status } = await (await opened).one('healthChecks', 'insert', request, { signal: never() });
  if (status !== 'DONE') throw new RangeError('nothing was inserted');
};

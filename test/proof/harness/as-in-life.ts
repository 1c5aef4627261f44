// How long each outgoing call takes in the proof's world, on its clock: as the emulators' own tables of latencies say.
import { latencies as compute } from '../../../infra/emulators/compute/latencies.ts';
import { latencies as gateway } from '../../../infra/emulators/connectgateway/latencies.ts';
import { latencies as github } from '../../../infra/emulators/github/latencies.ts';
import { latencies as gkehub } from '../../../infra/emulators/gkehub/latencies.ts';
import { sleep, type VirtualClock } from '../../../infra/emulators/kit/clock.ts';
import { createLatency, type Latency, type LatencyTable } from '../../../infra/emulators/kit/latency.ts';
import { randomFor } from '../../../infra/emulators/kit/random.ts';
import { latencies as kubernetes } from '../../../infra/emulators/kubernetes/latencies.ts';
import { latencies as monitoring } from '../../../infra/emulators/monitoring/latencies.ts';
import { latencies as pubsub } from '../../../infra/emulators/pubsub/latencies.ts';
import { latencies as storage } from '../../../infra/emulators/storage/latencies.ts';
import type { Call, System } from './invocation.ts';

/** A request to a cluster goes through Connect Gateway. */
const TABLES: Readonly<Record<System, readonly LatencyTable[]>> = {
  compute: [compute],
  kubernetes: [gateway, kubernetes],
  gkehub: [gkehub],
  monitoring: [monitoring],
  storage: [storage],
  pubsub: [pubsub],
  github: [github],
};

export function asInLife(seed: number): (call: Call, clock: VirtualClock) => Promise<void> {
  const systems = Object.entries(TABLES).map(([system, tables]): readonly [string, readonly Latency[]] => [
    system,
    tables.map((table, index) => createLatency(table, randomFor(seed, `${system} ${index}`), 'realistic')),
  ]);
  const bySystem = new Map(systems);
  return async (call, clock) => {
    const line = lineOf(call);
    let ms = 0;
    for (const latency of bySystem.get(call.system) ?? []) ms += latency.of(line);
    await sleep(clock, ms);
  };
}

/** The ports that are no HTTP here, as the requests that they are in life. */
function lineOf({ system, what, write }: Call): { readonly method: string; readonly path: string } {
  const [verb = '', path = ''] = what.split(' ');
  switch (system) {
    case 'storage':
      return verb === 'write' ? { method: 'POST', path: '/upload/' } : { method: write ? 'DELETE' : 'GET', path: '/' };
    case 'pubsub':
      return { method: 'POST', path: '/Publish' };
    case 'github':
      return { method: write ? 'POST' : 'GET', path: verb === 'files' ? '/tarball/' : '/' };
    case 'compute':
    case 'kubernetes':
    case 'gkehub':
    case 'monitoring':
      return { method: verb, path };
  }
}

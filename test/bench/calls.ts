// `npm run bench -- --part calls`: what 50 load balancers in ten namespaces of three clusters ask for, at rest and for
// one push, counted in the world of the proof: each function's calls, by system. It writes
// infra/deploy/measured-calls.json, out of which docs/reference/cost.md is computed.
import { writeFile } from 'node:fs/promises';
import { type FunctionCalls, MEASURED_CALLS_FILE, type MeasuredCalls } from '../../infra/deploy/measured-calls.ts';
import { createClients } from '../proof/harness/clients.ts';
import type { Call } from '../proof/harness/invocation.ts';
import type { Tree } from '../proof/harness/repository.ts';
import { ASIA, EU, treeOf, US } from '../proof/harness/trees.ts';
import { createProofWorld } from '../proof/harness/world.ts';

const LOAD_BALANCERS = 50;
const NAMESPACES = 10;
/** At rest: long enough that the branch is looked at, which is every fifth minute. */
const MINUTES_AT_REST = 10;
const MINUTE_MS = 60_000;

const names = Array.from({ length: LOAD_BALANCERS }, (_, at) => ({
  name: `shop-${at}`,
  namespace: `team-${at % NAMESPACES}`,
}));

/** @param more how many load balancers have a second host. */
function tree(more: number): Tree {
  return treeOf({
    clusters: [US, EU, ASIA],
    services: names.map((one) => ({ ...one, app: 'foo' })),
    ingresses: names.map((one, at) => ({
      ...one,
      backend: one.name,
      hosts: {
        [`www-${one.name}.example.com`]: one.name,
        ...(at < more && { [`new-${one.name}.example.com`]: one.name }),
      },
    })),
  });
}

/** By function: how often it was called, and what it asked for. */
function countsOf(calls: readonly Call[]): Readonly<Record<string, FunctionCalls>> {
  const counts: Record<string, Record<string, number>> = {};
  const invocations: Record<string, Set<number>> = {};
  for (const { by, system, what, write, invocation } of calls) {
    const [name = by] = by.split(' ');
    const own = (counts[name] ??= {});
    const kind = write ? 'Writes' : system === 'storage' && what.startsWith('list') ? 'Lists' : 'Reads';
    own[system + kind] = (own[system + kind] ?? 0) + 1;
    (invocations[name] ??= new Set()).add(invocation);
  }
  return Object.fromEntries(
    Object.entries(counts)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, own]) => [
        name,
        {
          invocations: invocations[name]?.size ?? 0,
          calls: Object.fromEntries(Object.entries(own).sort(([a], [b]) => (a < b ? -1 : 1))),
        },
      ]),
  );
}

const clients = await createClients();
const world = await createProofWorld(clients, { polls: true });
try {
  for (const { workloads } of world.cloud.clusters.values())
    for (const namespace of new Set(names.map((one) => one.namespace)))
      await workloads.deploy({
        namespace,
        name: 'foo',
        labels: { app: 'foo' },
        replicas: 2,
        containerPort: 8080,
        app: 'caller',
      });
  const during = async (work: () => Promise<unknown>): Promise<Readonly<Record<string, FunctionCalls>>> => {
    const from = world.invocations.calls.length;
    await work();
    return countsOf(world.invocations.calls.slice(from));
  };
  process.stdout.write(`making ${LOAD_BALANCERS} load balancers\n`);
  world.push(tree(0));
  await world.untilIdle();
  const rules = world.cloud.compute.view
    .list('forwardingRules')
    .filter(({ resource }) => resource.name.startsWith('rl1-'));
  if (rules.length !== LOAD_BALANCERS) throw new RangeError(`${rules.length} of ${LOAD_BALANCERS} stand`);
  const atRest = await during(() => world.clock.advance(MINUTES_AT_REST * MINUTE_MS));
  const push = await during(async () => {
    world.push(tree(1));
    await world.untilIdle();
  });
  if (push['worker'] === undefined) throw new RangeError('the push made no run: what it costs was not counted');
  const measured: MeasuredCalls = {
    on: new Date().toISOString().slice(0, 10),
    command: 'npm run bench -- --part calls',
    loadBalancers: LOAD_BALANCERS,
    namespaces: NAMESPACES,
    clusters: world.cloud.clusters.size,
    minutesAtRest: MINUTES_AT_REST,
    atRest,
    push,
  };
  await writeFile(MEASURED_CALLS_FILE, `${JSON.stringify(measured, null, 2)}\n`);
  process.stdout.write(`${JSON.stringify(measured, null, 2)}\n`);
} finally {
  await world.close();
  clients.close();
}

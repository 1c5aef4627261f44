// Generated manifests: compiled, applied by the use cases through the real clients, observed, and planned again:
// nothing is left to do. And what the edges answer is what Rangelight says of the compiled graph.
import * as fc from 'fast-check';
import type { DesiredState } from '../../lib/model/index.ts';
import type { Revision } from '../../lib/plan/index.ts';
import { desiredAt, type Head, heads, revisions } from '../../lib/state/index.ts';
import { routeRequest } from '../../lib/features/ingress/route/index.ts';
import { type GeneratedFleet, generatedFleet } from '../generated/fleet.ts';
import { RESERVED_NAMES, type Reserved, treeOf } from '../generated/objects.ts';
import { generatedRequest } from '../generated/routes.ts';
import { PROJECT } from './harness/cloud.ts';
import { type Clients, COMPUTE } from './harness/clients.ts';
import { vipOf } from './harness/invariants.ts';
import { createProofWorld, type ProofWorld } from './harness/world.ts';
import { approveAll, isFinished, planAgain } from './story.ts';

export interface RoundTrips {
  readonly cases: number;
  /** Requests sent through the edges. */
  readonly requests: number;
  readonly failures: readonly string[];
}

/** What the manifests name and somebody else made. */
const THEIRS = [
  ...RESERVED_NAMES.map((name) => ['addresses', { name }] as const),
  ...['cert-a', 'cert-b', 'cert-c'].map(
    (name) => ['sslCertificates', { name, type: 'MANAGED', managed: { domains: ['a.example'] } }] as const,
  ),
  ...['modern', 'strict'].map((name) => ['sslPolicies', { name, profile: 'MODERN' }] as const),
  ...['edge', 'edge-2'].map((name) => ['securityPolicies', { name }] as const),
] as const;

const HEALTHY_MS = 60_000;

/** One commit, or one after another. */
const scene = fc.record({
  trees: fc.oneof(
    fc.tuple(generatedFleet()),
    fc.tuple(generatedFleet(['HTTP', 'HTTPS']), generatedFleet(['HTTP', 'HTTPS'])),
  ),
  requests: fc.array(generatedRequest, { minLength: 4, maxLength: 8 }),
});
type Scene = typeof scene extends fc.Arbitrary<infer T> ? T : never;

/**
 * One case per seed. A failure is told with its seed and what was generated.
 * @param shrink whether to look for the smallest case that fails: minutes.
 */
export async function roundTrips(
  clients: Clients,
  { seed, runs, shrink = false }: { readonly seed: number; readonly runs: number; readonly shrink?: boolean },
  progress: (done: number, failures: number) => void = () => {},
): Promise<RoundTrips> {
  let requests = 0;
  const failures: string[] = [];
  const property = fc.asyncProperty(scene, async (one) => {
    requests += await roundTrip(clients, one);
  });
  for (let number = seed; number < seed + runs; number += 1) {
    const found = await fc.check(property, { seed: number, numRuns: 1, endOnFailure: !shrink });
    if (found.failed)
      failures.push(`seed ${number}: ${String(found.errorInstance)}: ${fc.stringify(found.counterexample)}`);
    progress(number - seed + 1, failures.length);
  }
  return { cases: runs, requests, failures };
}

class RoundTripFailed extends Error {}

async function roundTrip(clients: Clients, { trees, requests }: Scene): Promise<number> {
  const world = await createProofWorld(clients);
  try {
    const reserved = await makeTheirs(world);
    for (const fleet of trees) await rollOut(world, fleet, reserved);
    const left = await planAgain(world);
    // Until the slowest probe has found every endpoint healthy.
    await world.clock.advance(HEALTHY_MS);
    const failures = [...left, ...(await disagreements(world, requests))];
    if (failures.length > 0) throw new RoundTripFailed(failures.join('\n'));
    return requests.length;
  } finally {
    await world.close();
  }
}

async function makeTheirs({ cloud, clock }: ProofWorld): Promise<Reserved> {
  const { compute } = cloud;
  for (const [collection, body] of THEIRS) {
    const url = `${COMPUTE}/compute/v1/projects/${PROJECT}/global/${collection}`;
    const answer = await compute.handler(new Request(url, { method: 'POST', body: JSON.stringify(body) }));
    if (!answer.ok) throw new RoundTripFailed(`${collection} ${body.name}: ${await answer.text()}`);
  }
  await clock.advance(120_000);
  const addresses = compute.view.list('addresses').map(({ resource }) => [resource.name, resource['address']]);
  return Object.fromEntries(addresses) as Reserved;
}

async function rollOut(world: ProofWorld, fleet: GeneratedFleet, reserved: Reserved): Promise<void> {
  const commit = world.push(treeOf(fleet, reserved, PROJECT));
  await world.untilIdle();
  const revision = world.store.contents()[revisions.at('prod', commit, 'head').key] as Revision | undefined;
  const mistakes = revision?.diagnostics.filter(({ severity }) => severity === 'error') ?? [];
  if (revision === undefined || mistakes.length > 0) {
    throw new RoundTripFailed(`the generator makes mistakes: ${JSON.stringify([mistakes, troubles(world)])}`);
  }
  if (await approveAll(world, commit)) await world.untilIdle();
  if (!isFinished(world, commit)) {
    throw new RoundTripFailed(`the rollout does not finish: ${revision.verdict} ${JSON.stringify(troubles(world))}`);
  }
}

function troubles({ log }: ProofWorld): readonly unknown[] {
  return log.filter(({ level }) => level !== 'info').slice(-5);
}

/** Requests that the edges do not answer as Rangelight says of what it compiled. */
async function disagreements(
  world: ProofWorld,
  requests: readonly { host: string; path: string }[],
): Promise<readonly string[]> {
  const resources = (await headStates(world)).flatMap((state) => state.resources);
  const found: string[] = [];
  for (const { region } of world.cloud.dataPlane.edges()) {
    for (const { host, path } of requests) {
      for (const scheme of ['http', 'https'] as const) {
        const url = `${scheme}://${host}${path}`;
        for (const { ingress, destination } of routeRequest(resources, { url, region })) {
          const port = scheme === 'http' ? 80 : 443;
          const vip = vipOf(world, ingress.split('/').at(-1) ?? '', port) ?? 'none';
          const { now } = world.cloud.dataPlane.send({ region, vip, port, host, path, takes: 0 });
          const said = destination.type === 'service' ? destination.backendService.split('/').at(-1) : destination.type;
          const { status, reason, backendService = reason } = now ?? { status: 0, reason: 'no answer' };
          // Of a backend service with a setting that the data plane does not have, it still says which one it is.
          const served = status === 200 || status === 501 || destination.type === 'redirect';
          if (!served || backendService !== said) {
            found.push(`${url} in ${region}: ${status} ${reason} ${backendService}, not ${said}`);
          }
        }
      }
    }
  }
  return found;
}

async function headStates(world: ProofWorld): Promise<readonly DesiredState[]> {
  const contents = world.store.contents();
  const { commit } = contents[heads.at('prod').key] as Head;
  const { units } = contents[revisions.at('prod', commit, 'head').key] as Revision;
  const found = units.map(({ desired }) => desiredAt('prod', desired).read(world.store, new AbortController().signal));
  return (await Promise.all(found)).flatMap((stored) => stored?.value ?? []);
}

// What is read in the clusters of a mesh: versions of istiod, and roots.
import { beforeEach, expect, it } from 'vitest';
import { meshFacts } from '../../../../lib/features/mesh/looks/mesh-facts.ts';
import type { Facts } from '../../../../lib/fleet/index.ts';
import { createMemoryClusters, type MemoryClusters } from '../../../fakes/memory-clusters.ts';

import { EU, FACTS, FLEET, US } from '../ingress/blue.ts';

const HOUR_MS = 3_600_000;
const NOW = Date.parse('2026-11-30T12:00:00Z');
const pem = (text: string): string =>
  `-----BEGIN CERTIFICATE-----\n${Buffer.from(text).toString('base64')}\n-----END CERTIFICATE-----\n`;

let clusters: MemoryClusters;

beforeEach(() => {
  clusters = createMemoryClusters();
});

function standing(link: string, image: string, roots: string, writtenMs: number): void {
  const metadata = { namespace: 'istio-system' };
  const containers = [{ name: 'discovery', image }];
  clusters.seed(link, 'deployments', [
    { metadata: { ...metadata, name: 'istiod' }, spec: { template: { spec: { containers } } } },
  ]);
  clusters.seed(link, 'configmaps', [
    {
      metadata: {
        ...metadata,
        name: 'istio-ca-root-cert',
        creationTimestamp: '2026-01-01T00:00:00Z',
        managedFields: [{ time: new Date(writtenMs).toISOString() }],
      },
      data: { 'root-cert.pem': roots },
    },
  ]);
}

function read(last?: Facts, state: 'fresh' | 'unknown' = 'fresh') {
  const known = Object.fromEntries(
    [EU, US].map((link) => [
      link,
      { state, zones: [], nodeTags: [], namespaces: link === EU ? ['istio-system'] : ['default'] } as const,
    ]),
  );
  const input = {
    fleet: { ...FLEET, features: { mesh: {} } },
    ports: { clusters } as never,
    last,
    clusters: Promise.resolve(known),
    now: NOW,
  };
  return meshFacts(input, new AbortController().signal);
}

it('knows the version of istiod and a digest of each root, where a control plane stands', async () => {
  standing(EU, 'docker.io/istio/pilot:1.30.2-distroless', pem('b') + pem('a') + pem('b'), NOW - 48 * HOUR_MS);
  const { meshes } = await read();
  expect(meshes?.[EU]?.istiod).toEqual(['1.30.2']);
  expect(meshes?.[EU]?.roots).toHaveLength(2);
  expect(meshes?.[EU]?.rootsAreNew).toBeUndefined();
  expect(meshes?.[US]).toEqual({});
});

it('says of roots that were changed within a day that they are new', async () => {
  standing(EU, 'pilot:latest', pem('a'), NOW - 2 * HOUR_MS);
  const { meshes } = await read();
  expect(meshes?.[EU]).toMatchObject({ istiod: [], rootsAreNew: true });
});

it('keeps what was known where a cluster cannot be read', async () => {
  const last = { ...FACTS, meshes: { [EU]: { istiod: ['1.30.2'], roots: ['a'] } } };
  await expect(read(last, 'unknown')).resolves.toMatchObject({ meshes: { ...last.meshes, [US]: {} } });
  clusters.unreachable.add(EU);
  await expect(read(last)).resolves.toMatchObject({ meshes: { ...last.meshes, [US]: {} } });
});

it('asks nothing for a fleet without a mesh', async () => {
  const input = { fleet: FLEET, ports: {} as never, last: undefined, clusters: Promise.resolve({}), now: NOW };
  await expect(meshFacts(input, new AbortController().signal)).resolves.toEqual({});
});

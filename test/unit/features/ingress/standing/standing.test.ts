// What stands, read back into the graph that it was compiled to: nothing differs, and what cannot be told is unknown.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type JsonObject, numberAt, objectsAt, textAt } from '../../../../../lib/core/index.ts';
import { computeRef } from '../../../../../lib/features/ingress/kinds/index.ts';
import type { Facts } from '../../../../../lib/fleet/index.ts';
import { compareAll, surfacesOf } from '../../../../../lib/features/ingress/compare/index.ts';
import { standingGraph } from '../../../../../lib/features/ingress/standing/index.ts';
import {
  type DesiredResource,
  isComputeRef,
  type ObservedResource,
  parseClusterKey,
  refKey,
} from '../../../../../lib/model/index.ts';
import { compileExample, listExamples, readFacts } from '../../../../golden/example.ts';

const VALID = join(import.meta.dirname, '../../../../../schemas/examples/valid');
const IP = '203.0.113.77';

/**
 * As Compute and the clusters answer what was written: without owners, with GKE's descriptions, with literal addresses.
 */
function answered(resources: readonly DesiredResource[], facts: Facts): ReadonlyMap<string, ObservedResource> {
  const bodies = new Map(resources.map((one) => [refKey(one.ref), one.body]));
  const seen = resources.map((one): ObservedResource => {
    return { ref: one.ref, body: bodyOf(one, bodies, facts), ours: one.maker === 'rangelight' };
  });
  const literals = seen.flatMap(({ ref, body }) =>
    ref.kind === 'forwardingRule' ? [textAt(body, 'IPAddress') ?? ''] : [],
  );
  const reserved = literals
    .filter((ip) => ip !== IP)
    .map((ip): ObservedResource => {
      return {
        ref: computeRef('address', 'p', `reserved-${ip}`),
        body: { name: 'reserved', address: ip },
        ours: false,
      };
    });
  return new Map([...seen, ...reserved].map((one) => [refKey(one.ref), one]));
}

function bodyOf(
  { ref, body, maker, dependsOn, secret }: DesiredResource,
  bodies: ReadonlyMap<string, JsonObject>,
  facts: Facts,
): JsonObject {
  if (ref.kind === 'address') return { ...body, address: IP };
  if (ref.kind === 'forwardingRule' && bodies.has(textAt(body, 'IPAddress') ?? '')) return { ...body, IPAddress: IP };
  if (maker === 'gke') {
    const key = dependsOn[0] ?? '';
    const { cluster = '', namespace = '', name = '' } = parseClusterKey(key) ?? {};
    const uid = facts.clusters[cluster]?.uid ?? '';
    const port = String(numberAt(objectsAt(bodies.get(key), 'spec', 'ports')[0], 'port'));
    return { ...body, description: JSON.stringify({ 'cluster-uid': uid, namespace, 'service-name': name, port }) };
  }
  return secret === undefined ? body : { ...body, id: '7' };
}

describe('what stands of ours', () => {
  const examples = listExamples(VALID).filter((name) => existsSync(join(VALID, name, 'facts.json')));

  it.each(examples)('serves as the manifests of %s ask', (name) => {
    const { fleet, compiled } = compileExample(join(VALID, name));
    const facts = readFacts(join(VALID, name));
    if (fleet === undefined || compiled === undefined || facts === undefined) throw new TypeError('no example');
    const wanted = compiled.states.flatMap((state) => state.resources);
    const graph = standingGraph(
      { fleet, facts, resources: answered(wanted, facts), services: new Map() },
      'rangelight',
    );
    const first = surfacesOf(wanted);
    const second = surfacesOf(graph);
    expect(second.map(({ id }) => id)).toEqual(first.map(({ id }) => id));
    const { differences, taken } = compareAll(first, second);
    // The PEM of an uploaded certificate is not in a compiled body.
    expect(differences.filter((one) => one.type !== 'setting' || one.name !== 'certificates')).toEqual([]);
    expect(taken).toEqual([]);
  });

  it('of a cluster that nobody knows is unknown, and no difference', () => {
    const { fleet, compiled } = compileExample(join(VALID, 'foobar'));
    const facts = readFacts(join(VALID, 'foobar'));
    if (fleet === undefined || compiled === undefined || facts === undefined) throw new TypeError('no example');
    const wanted = compiled.states.flatMap((state) => state.resources);
    const resources = answered(wanted, facts);
    const without = { ...facts, clusters: {} };
    const graph = standingGraph({ fleet, facts: without, resources, services: new Map() }, 'rangelight');
    const { differences, unknown } = compareAll(surfacesOf(wanted), surfacesOf(graph));
    expect(differences).toEqual([]);
    expect(unknown).toContain('blue/bar:8080: clusters could not be read');
  });

  it('is nothing of the hosted controller', () => {
    const { fleet, compiled } = compileExample(join(VALID, 'foobar'));
    const facts = readFacts(join(VALID, 'foobar'));
    if (fleet === undefined || compiled === undefined || facts === undefined) throw new TypeError('no example');
    const wanted = compiled.states.flatMap((state) => state.resources);
    const standing = { fleet, facts, resources: answered(wanted, facts), services: new Map() };
    expect(standingGraph(standing, 'gke').filter(({ ref }) => isComputeRef(ref))).toEqual([]);
  });
});

it('of the hosted controller without any group is told by the name of its resources, and not left out', () => {
  const { fleet } = compileExample(join(VALID, 'foobar'));
  const facts = readFacts(join(VALID, 'foobar'));
  if (fleet === undefined || facts === undefined) throw new TypeError('no example');
  const named = (kind: Parameters<typeof computeRef>[0], name: string, body: JsonObject): ObservedResource => {
    return { ref: computeRef(kind, 'p', `mci-8se3df-${name}`), body, ours: false };
  };
  const service = named('backendService', '80-a-b-c', {});
  const urlMap = named('urlMap', 'a-b-c', { defaultService: refKey(service.ref) });
  const proxy = named('targetHttpProxy', 'a-b-c', { urlMap: refKey(urlMap.ref) });
  const rule = named('forwardingRule', 'fw-a-b-c', { portRange: '80-80', target: refKey(proxy.ref) });
  const resources = new Map([service, urlMap, proxy, rule].map((one) => [refKey(one.ref), one]));
  const surfaces = surfacesOf(standingGraph({ fleet, facts, resources, services: new Map() }, 'gke'));
  expect(surfaces.map(({ id }) => id)).toEqual(['mci-8se3df-a-b-c']);
});

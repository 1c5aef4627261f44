// Which edits change a resource in place, and which call for a second one.
import { describe, expect, it } from 'vitest';
import { names } from '../../../../lib/model/index.ts';
import {
  backend,
  clusterFacts,
  compileText,
  EU,
  FACTS,
  FLEET,
  ingress,
  namesOf,
  resourcesOf,
  service,
  US,
} from './blue.ts';
import type { ResourceKind } from '../../../../lib/features/ingress/kinds/index.ts';
import { KINDS } from '../../../../functions/wiring/kinds.ts';

const FRONT = ingress('i', `{backend: ${backend('foo')}}`);
const BACKENDS: readonly ResourceKind[] = ['service', 'networkEndpointGroup', 'backendService', 'healthCheck'];
const FRONT_ENDS: readonly ResourceKind[] = ['address', 'urlMap', 'targetHttpProxy', 'forwardingRule'];
const before = compileText(service('foo') + FRONT);

describe('names', () => {
  it.each([
    ['the selector', service('foo', { selector: 'bar' })],
    ['the target port', service('foo', { target: 9090 })],
  ])('are new for a backend when %s changes, and the same for its front end', (_, edited) => {
    const after = compileText(edited + FRONT);
    for (const kind of BACKENDS) expect(namesOf(after, kind)).not.toEqual(namesOf(before, kind));
    for (const kind of FRONT_ENDS) expect(namesOf(after, kind)).toEqual(namesOf(before, kind));
  });

  it('are the same when another port, a cluster or a zone comes or goes', () => {
    const more = service('foo').replace('[{name: web', '[{name: more, port: 1}, {name: web');
    const facts = { ...FACTS, clusters: { ...FACTS.clusters, [EU]: clusterFacts('eu', ['europe-north1-b']) } };
    const fewer = service('foo', { more: `  clusters: [{link: ${US}}]\n` });
    for (const after of [
      compileText(more + FRONT),
      compileText(service('foo') + FRONT, { facts }),
      compileText(fewer + FRONT),
    ]) {
      expect(namesOf(after, 'backendService')).toEqual(namesOf(before, 'backendService'));
      for (const name of namesOf(after, 'networkEndpointGroup')) {
        expect(namesOf(before, 'networkEndpointGroup')).toContain(name);
      }
    }
  });

  it('do not depend on the address', () => {
    const claimed = FRONT.replace('annotations: {}', 'annotations: {networking.gke.io/static-ip: 203.0.113.10}');
    expect(namesOf(compileText(service('foo') + claimed), 'forwardingRule')).toEqual(namesOf(before, 'forwardingRule'));
  });

  it('are new for the groups of a cluster that was rebuilt under its old link', () => {
    const facts = { ...FACTS, clusters: { ...FACTS.clusters, [EU]: clusterFacts('eu-2', ['europe-north1-a']) } };
    const after = namesOf(compileText(service('foo') + FRONT, { facts }), 'networkEndpointGroup');
    expect(after.filter((name) => namesOf(before, 'networkEndpointGroup').includes(name))).toHaveLength(2);
  });

  it('never collide between fleets, and can be taken apart', () => {
    const other = compileText(service('foo') + FRONT, { fleet: { ...FLEET, name: 'stage' } });
    for (const kind of [...BACKENDS, ...FRONT_ENDS, 'firewall'] as const) {
      expect(namesOf(other, kind).filter((name) => namesOf(before, kind).includes(name))).toEqual([]);
      for (const name of namesOf(before, kind)) expect(names.isNameOf(KINDS.of(kind), name)).toBe(true);
    }
  });

  it('fit where GKE appends to a group name', () => {
    const long = compileText(service('f'.repeat(38)) + ingress('i', `{backend: ${backend('f'.repeat(38))}}`));
    for (const name of namesOf(long, 'networkEndpointGroup')) expect(name.length).toBeLessThanOrEqual(56);
    for (const name of namesOf(long, 'service')) expect(name.length).toBeLessThanOrEqual(63);
  });
});

describe('makers', () => {
  it('change with the cluster, and so do Service and groups', () => {
    const clusters = FLEET.clusters.map((c) => (c.link === EU ? { ...c, negs: 'worker' as const } : c));
    const after = compileText(service('foo') + FRONT, { fleet: { ...FLEET, clusters } });
    const groups = resourcesOf(after, 'networkEndpointGroup');
    expect(groups.filter((r) => r.maker === 'rangelight').map((r) => r.body['description'])).toEqual([
      'rangelight/v2 installation=here fleet=prod unit=blue',
    ]);
    expect(groups.filter((r) => r.maker === 'gke').every((r) => r.body['description'] === undefined)).toBe(true);
    const inEurope = resourcesOf(after, 'service').filter((r) => 'cluster' in r.ref && r.ref.cluster === EU);
    expect(JSON.stringify(inEurope)).not.toContain('cloud.google.com/neg');
    expect(namesOf(before, 'service')).not.toContain(inEurope[0]?.ref.name);
    const endpoints = { cluster: EU, namespace: 'blue', service: inEurope[0]?.ref.name, port: 'web' };
    expect(groups.flatMap((r) => r.endpoints ?? [])).toEqual([endpoints]);
  });

  it('are all the hosted controller with `controller: gke`: only the copies are ours', () => {
    const after = compileText(service('foo') + FRONT, { fleet: { ...FLEET, controller: 'gke' } });
    const kinds = after.states.flatMap((state) => state.resources.map((r) => r.ref.kind));
    expect([...new Set(kinds)].sort()).toEqual(['multiClusterIngress', 'multiClusterService']);
  });
});

describe('sharing', () => {
  it('gives two ingresses one backend service, owned by both and by the service', () => {
    const compiled = compileText(service('foo') + FRONT + ingress('j', `{backend: ${backend('foo')}}`));
    expect(resourcesOf(compiled, 'backendService').map((r) => r.owners)).toEqual([
      [
        'networking.gke.io/MultiClusterIngress/blue/i',
        'networking.gke.io/MultiClusterIngress/blue/j',
        'networking.gke.io/MultiClusterService/blue/foo',
      ],
    ]);
    expect(resourcesOf(compiled, 'urlMap')).toHaveLength(2);
  });

  it('makes nothing for a port that no ingress uses', () => {
    const compiled = compileText(service('foo') + service('bar') + FRONT);
    expect(namesOf(compiled, 'backendService')).toEqual(namesOf(before, 'backendService'));
    expect(resourcesOf(compiled, 'service')).toHaveLength(3);
  });

  it('has every reference of a body in the graph', () => {
    const keys = new Set(before.states.flatMap((s) => s.resources.map((r) => r.ref)).map((r) => r.name));
    for (const { body } of before.states.flatMap((s) => s.resources)) {
      const mentioned = JSON.stringify(body).match(/rl1-[a-z0-9-]+/g) ?? [];
      for (const name of mentioned) expect(keys).toContain(name);
    }
  });
});

describe('the firewall rule', () => {
  it('is left out while no tag is known', () => {
    const compiled = compileText('', { facts: { ...FACTS, clusters: {} } });
    expect(resourcesOf(compiled, 'firewall')).toEqual([]);
    expect(compiled.diagnostics.map((d) => d.code)).toContain('node-tags-unknown');
  });
});

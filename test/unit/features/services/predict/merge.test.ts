// What several exports of one name become, clause by clause of KEP-1645.
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../../lib/core/index.ts';
import { byAge, type Exporter, takesPart } from '../../../../../lib/features/services/predict/exporters.ts';
import { merge } from '../../../../../lib/features/services/predict/merge.ts';
import { portText, whyNoService } from '../../../../../lib/features/services/predict/merge-ports.ts';
import { exporter, port } from './fleets.ts';

const merged = (...exporters: readonly Exporter[]) => {
  const one = merge(byAge(exporters).filter(takesPart));
  if (one === undefined) throw new TypeError('nobody takes part');
  return one;
};
const web: JsonObject = { ports: [port('http', 80)] };
const [OLD, YOUNG] = ['b/old', 'a/young'];

/** A conflict of an older and a younger export. */
function between(older: JsonObject, younger: JsonObject) {
  const one = merged(exporter(OLD, 9, { ...web, ...older }), exporter(YOUNG, 1, { ...web, ...younger }));
  return { one, reasons: one.conflicts.map(({ reason }) => reason) };
}

describe('KEP-1645, Constraints and Conflict Resolution', () => {
  it('the oldest export wins, whatever its cluster is called', () => {
    const { one } = between({ sessionAffinity: 'ClientIP' }, {});
    expect(one.sessionAffinity).toBe('ClientIP');
    expect(one.conflicts[0]).toEqual({
      reason: 'SessionAffinityConflict',
      field: 'sessionAffinity',
      winner: { cluster: OLD, value: 'ClientIP' },
      others: [{ cluster: YOUNG, value: 'None' }],
    });
  });

  it('an export that is not there yet is the youngest; of two of one age the first cluster wins', () => {
    const none = { sessionAffinity: 'None', ...web };
    const sticky = { sessionAffinity: 'ClientIP', ...web };
    expect(merged(exporter('a/a', 'new', none), exporter('b/b', 1, sticky)).sessionAffinity).toBe('ClientIP');
    expect(merged(exporter('b/b', 'new', none), exporter('a/a', 'new', sticky)).sessionAffinity).toBe('ClientIP');
    expect(merged(exporter('b/b', 3, none), exporter('a/a', 3, sticky)).sessionAffinity).toBe('ClientIP');
  });

  it('Headlessness: headless where the oldest Service is', () => {
    const { one, reasons } = between({ clusterIP: 'None' }, { clusterIP: '10.0.0.1' });
    expect([one.type, reasons]).toEqual(['Headless', ['TypeConflict']]);
    expect(between({ clusterIP: '10.0.0.1' }, { clusterIP: 'None' }).one.type).toBe('ClusterSetIP');
  });

  it.each(['NodePort', 'LoadBalancer', 'ClusterIP'])('a Service of type %s counts as ClusterSetIP', (type) => {
    expect(between({ type }, {})).toMatchObject({ one: { type: 'ClusterSetIP' }, reasons: [] });
  });

  it.each([
    ['sessionAffinityConfig', 'SessionAffinityConfigConflict', 'affinityTimeoutSeconds', 60],
    ['internalTrafficPolicy', 'InternalTrafficPolicyConflict', 'internalTrafficPolicy', 'Local'],
    ['trafficDistribution', 'TrafficDistributionConflict', 'trafficDistribution', 'PreferClose'],
  ] as const)('%s is that of the oldest export', (field, reason, member, value) => {
    const sticky = { sessionAffinity: 'ClientIP' };
    const own = field === 'sessionAffinityConfig' ? { clientIP: { timeoutSeconds: value } } : value;
    const { one, reasons } = between({ ...sticky, [field]: own }, sticky);
    expect([one[member], reasons]).toEqual([value, [reason]]);
  });

  it('what a Service does not say is what Kubernetes gives it, and no conflict', () => {
    const written: JsonObject = {
      type: 'ClusterIP',
      sessionAffinity: 'None',
      internalTrafficPolicy: 'Cluster',
      ports: [port('http', 80, { protocol: 'TCP' })],
    };
    expect(between(written, {}).reasons).toEqual([]);
    const sticky = { sessionAffinity: 'ClientIP' };
    const config = { sessionAffinityConfig: { clientIP: { timeoutSeconds: 10_800 } } };
    expect(between({ ...sticky, ...config }, sticky).reasons).toEqual([]);
  });

  it('Labels and annotations: those of the oldest export as a whole, never merged by key', () => {
    const one = merged(
      exporter(OLD, 9, web, { labels: { a: '1' }, annotations: { x: '1' } }),
      exporter(YOUNG, 1, web, { labels: { b: '2' }, annotations: { x: '1' } }),
    );
    expect(one).toMatchObject({ labels: { a: '1' }, annotations: { x: '1' } });
    expect(one.conflicts.map(({ reason }) => reason)).toEqual(['LabelsConflict']);
  });
});

describe('KEP-1645, Service Port', () => {
  const ports = (older: readonly JsonObject[], younger: readonly JsonObject[]) => {
    const { one, reasons } = between({ ports: older }, { ports: younger });
    return { ports: one.ports.map((own) => `${portText(own)} in ${own.clusters.join(' and ')}`), reasons };
  };

  it('the union of all ports, each in the clusters that have it; any difference is a conflict', () => {
    expect(ports([port('http', 80)], [port('http', 80), port('grpc', 90)])).toEqual({
      ports: [`http 80/TCP in ${YOUNG} and ${OLD}`, `grpc 90/TCP in ${YOUNG}`],
      reasons: ['PortConflict'],
    });
  });

  it('one name with two numbers: the number of the older export', () => {
    expect(ports([port('http', 80)], [port('http', 8080)])).toEqual({
      ports: [`http 80/TCP in ${OLD}`],
      reasons: ['PortConflict'],
    });
  });

  it('one number with two names: the name of the older export', () => {
    expect(ports([port('http', 80)], [port('web', 80)]).ports).toEqual([`http 80/TCP in ${OLD}`]);
  });

  it('one port with two application protocols: that of the older export', () => {
    expect(ports([port('http', 80, { appProtocol: 'h2c' })], [port('http', 80)])).toEqual({
      ports: [`http 80/TCP (h2c) in ${YOUNG} and ${OLD}`],
      reasons: ['PortConflict'],
    });
  });

  it('UDP and TCP may share a number under two names, and one name only once', () => {
    const udp = (name: string): JsonObject => port(name, 53, { protocol: 'UDP' });
    expect(ports([port('dns-tcp', 53)], [port('dns-tcp', 53), udp('dns')]).ports).toHaveLength(2);
    expect(ports([port('dns', 53)], [udp('dns')]).ports).toEqual([`dns 53/TCP in ${OLD}`]);
  });

  it('the order in which a Service lists its ports is no conflict', () => {
    const [http, grpc] = [port('http', 80), port('grpc', 90)];
    expect(ports([http, grpc], [grpc, http]).reasons).toEqual([]);
  });

  it('a port without a name beside others is what no Service may hold', () => {
    const { one } = between({ ports: [port('', 80)] }, { ports: [port('http', 8080)] });
    expect(whyNoService(one.ports)).toBe('80/TCP has no name, and each of several ports needs one');
    expect(whyNoService(merged(exporter(OLD, 1, { ports: [port('', 80)] })).ports)).toBeUndefined();
  });
});

describe('IP families, as Cilium merges them', () => {
  it.each([
    ['what all have', ['IPv4', 'IPv6'], ['IPv6'], ['IPv6'], []],
    ['a younger export with none of them is passed over', ['IPv4'], ['IPv6'], ['IPv4'], ['IPFamilyConflict']],
    ['one that says nothing takes no part', [], ['IPv6'], ['IPv6'], []],
    ['none where nobody says any', [], [], [], []],
  ])('%s', (_, older, younger, kept, reasons) => {
    expect(between({ ipFamilies: older }, { ipFamilies: younger })).toMatchObject({
      one: { ipFamilies: kept },
      reasons,
    });
  });
});

describe('KEP-1645, ServiceExport, condition Valid', () => {
  it.each([
    ['NoService', 'missing'],
    ['InvalidServiceType', { type: 'ExternalName', externalName: 'example.com' }],
  ] as const)('an export that is %s takes no part, however old it is', (_, service) => {
    const invalid: Exporter = service === 'missing' ? { ...exporter(OLD, 9, web), service } : exporter(OLD, 9, service);
    const one = merged(invalid, exporter(YOUNG, 1, web));
    expect(one.conflicts).toEqual([]);
    expect(one.ports.map(({ clusters }) => clusters)).toEqual([[YOUNG]]);
    expect(merge([invalid].filter(takesPart))).toBeUndefined();
  });
});

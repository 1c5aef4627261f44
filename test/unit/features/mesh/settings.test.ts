// What the options of a control plane in Git do to calls: mesh-kept-local, mesh-clusterset-host, trust domains.
import { describe, expect, it } from 'vitest';
import { FEATURES } from '../../../../functions/wiring/features.ts';
import { askDirectory } from '../../../../lib/app/offline/index.ts';
import { ask, DEPLOYMENT, filesOf, NAMESPACE, RULE, type Story, WHOLE } from './story.ts';

const OPTIONS = (mesh: string): string =>
  `---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio, namespace: istio-system}\ndata: {mesh: '${mesh}'}\n`;
const codes = (story: Story, to = 'http://nodeapp2/') =>
  ask(story, 'default/nodeapp3', to).findings.map((one) => one.split(' ')[0]);
const adding = (south: readonly string[], east: readonly string[] = []): Story => ({
  ...WHOLE,
  south: [...WHOLE.south, ...south],
  east: [...WHOLE.east, ...east],
});

describe('clusterLocal', () => {
  const local = (hosts: string) => OPTIONS(`serviceSettings: [{settings: {clusterLocal: true}, hosts: [${hosts}]}]`);

  it('keeps a called Service in the cluster of the caller, by its full name or a wildcard', () => {
    for (const host of ['"nodeapp2.default.svc.cluster.local"', '"*.default.svc.cluster.local"', '"*"'])
      expect(codes(adding([local(host)]))).toEqual(['mesh-kept-local']);
    expect(codes(adding([local('nodeapp2')]))).not.toContain('mesh-kept-local');
  });

  it('counts in the mesh of the caller alone, and the narrower setting first', () => {
    expect(codes(adding([], [local('"*"')]))).not.toContain('mesh-kept-local');
    const except = OPTIONS(
      'serviceSettings: [{settings: {clusterLocal: true}, hosts: ["*"]}, {settings: {clusterLocal: false}, hosts: ["*.default.svc.cluster.local"]}]',
    );
    expect(codes(adding([except]))).toEqual([]);
  });
});

describe('a name below clusterset.local', () => {
  const caller = DEPLOYMENT('other', 'other', 'http://nodeapp1.default.svc.clusterset.local');

  it('is no host of the mesh, unless the mesh is told so', () => {
    expect(codes(adding([caller]))).toEqual(['mesh-clusterset-host']);
    const entry = RULE('ServiceEntry', 'a', '{hosts: [nodeapp1.default.svc.clusterset.local]}');
    expect(codes(adding([caller, entry], [entry]))).toEqual([]);
    const istiod = `---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: istiod, namespace: istio-system}\nspec: {template: {spec: {containers: [{name: discovery, image: 'pilot:1.31.0', env: [{name: ENABLE_MCS_HOST, value: 'true'}]}]}}}\n`;
    expect(codes(adding([caller, istiod]))).toEqual([]);
  });

  it('is told by the feature of exports where nobody exports it', () => {
    const told = (mesh: string, more: readonly string[] = []): readonly string[] => {
      const { south, east } = adding([caller, ...more]);
      const given = { features: FEATURES, files: filesOf({ south, east, mesh }), fleet: undefined, facts: undefined };
      const { diagnostics } = askDirectory(given, () => undefined);
      return diagnostics.map(({ code }) => code).filter((code) => /^(mesh|called)-/.test(code));
    };
    const exported =
      '---\napiVersion: net.gke.io/v1\nkind: ServiceExport\nmetadata: {name: nodeapp1, namespace: default}\n';
    expect(told('{}\n  services: {}')).toEqual(['called-name-unknown']);
    expect(told('{}\n  services: {}', [exported])).toEqual(['mesh-clusterset-host']);
    // Without the section exports are for others: what is exported is not known.
    expect(told('{}')).toEqual(['mesh-clusterset-host']);
  });

  it('is nothing to a workload without a sidecar', () => {
    const story = { ...WHOLE, south: [NAMESPACE('a: b'), ...WHOLE.south.slice(1), caller] };
    expect(codes(story)).not.toContain('mesh-clusterset-host');
  });
});

describe('trust domains', () => {
  it('differ, unless each side takes the other', () => {
    const [a, b] = ['trustDomain: a', 'trustDomain: b'].map(OPTIONS);
    expect(codes(adding([a ?? ''], [b ?? '']))).toEqual(['mesh-trust']);
    const [taking, taken] = ['trustDomain: a\\ntrustDomainAliases: [b]', 'trustDomain: b\\ntrustDomainAliases: [a]'];
    const text = (one: string) => OPTIONS('').replace("mesh: ''", `mesh: "${one}"`);
    expect(codes(adding([text(taking)], [b ?? '']))).toEqual(['mesh-trust']);
    expect(codes(adding([text(taking)], [text(taken)]))).toEqual([]);
  });

  it('are part of an identity', () => {
    const policy = (domain: string) =>
      RULE(
        'AuthorizationPolicy',
        'a',
        `{rules: [{from: [{source: {principals: ['${domain}/ns/default/sa/nodeapp3']}}]}]}`,
      );
    const both = (domain: string) => {
      const more = [OPTIONS('trustDomain: corp'), policy(domain)];
      return codes(adding(more, more));
    };
    expect(both('corp')).toEqual([]);
    expect(both('cluster.local')).toEqual([]);
    expect(both('other')).toContain('mesh-forbidden');
  });
});

it('tells a time limit that is short for the way', () => {
  const rule = (timeout: string) =>
    RULE(
      'VirtualService',
      'a',
      `{hosts: [nodeapp2], http: [{timeout: ${timeout}, route: [{destination: {host: nodeapp2}}]}]}`,
    );
  expect(codes(adding([rule('0.05s')]))).toEqual(['mesh-too-far']);
  expect(codes(adding([rule('2s')]))).toEqual([]);
  // Pods of the own region take the call too.
  const near = [rule('0.05s'), DEPLOYMENT('nodeapp2')];
  expect(codes(adding(near))).toEqual([]);
});

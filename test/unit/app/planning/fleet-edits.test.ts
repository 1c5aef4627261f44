// What a pull request changes in the fleet file: every field of its schema, at its line.
import { describe, expect, test } from 'vitest';
import { fleetEdits } from '../../../../lib/app/planning/fleet-edits.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../../lib/core/index.ts';
import { readFleet } from '../../../../lib/fleet/index.ts';
import schema from '../../../../schemas/fleet.v1.json' with { type: 'json' };

const FILE = `apiVersion: rangelight.dev/v1
kind: Fleet
metadata: {name: prod}
spec:
  project: acme-net
  fleetProject: acme-fleet
  network: default
  configClusters:
    primary: us-west1/gke-us
    backup: europe-north1/gke-eu
  clusters:
    folders: clusters/{location}/{name}/**
    members:
    - link: us-west1/gke-us
    - link: europe-north1/gke-eu
    - link: asia-east1/gke-asia
      membership: asia
      negs: worker
      endpointsMaxAge: 60s
  manifests:
    - manifests/**
  namespaces:
    teams/**: green
  controller: rangelight
  policy:
    apply: manual
    drift: report
    keepHandMadeHours: 4
    maxDeletes: 5
    maxCapacityLoss: 25
    takeover: false
    namespaces:
      manifests/**: [blue]
`;

/** Fields of a feature's section, which is told as a whole. */
function ofSection(
  section: string,
  fields: Readonly<Record<string, string>>,
): Readonly<Record<string, readonly [line: string, becomes: string, path: string, now: Json | undefined]>> {
  const controller = 'controller: rangelight';
  const rows = Object.entries(fields).map(
    ([field, text]) =>
      [`${section}.${field}`, [controller, `${controller}\n  ${section}: ${text}`, section, undefined]] as const,
  );
  return Object.fromEntries(rows);
}

/** Of each field: a line of the file, what it becomes, and what is told. */
const CHANGES: Readonly<Record<string, readonly [line: string, becomes: string, path: string, now: Json | undefined]>> =
  {
    project: ['project: acme-net', 'project: acme-lab', 'project', 'acme-lab'],
    fleetProject: ['fleetProject: acme-fleet', 'fleetProject: acme-lab', 'fleetProject', 'acme-lab'],
    network: ['network: default', 'network: lab', 'network', 'projects/acme-net/global/networks/lab'],
    'configClusters.primary': [
      'primary: us-west1/gke-us',
      'primary: asia-east1/gke-asia',
      'configClusters.primary',
      'asia-east1/gke-asia',
    ],
    'configClusters.backup': [
      'backup: europe-north1/gke-eu',
      'backup: asia-east1/gke-asia',
      'configClusters.backup',
      'asia-east1/gke-asia',
    ],
    'clusters.folders': ['folders: clusters/', 'folders: places/', 'clusters.folders', 'places/{location}/{name}/**'],
    'clusters[].link': [
      '    - link: us-west1/gke-us',
      '    - link: us-west1/gke-us\n    - link: us-east1/gke-new',
      'clusters.us-east1/gke-new',
      'us-east1/gke-new',
    ],
    'clusters[].membership': [
      'membership: asia',
      'membership: global/asia',
      'clusters.asia-east1/gke-asia.membership',
      'global/asia',
    ],
    'clusters[].negs': [
      'negs: worker\n      endpointsMaxAge: 60s',
      'negs: gke',
      'clusters.asia-east1/gke-asia.negs',
      'gke',
    ],
    'clusters[].endpointsMaxAge': [
      'endpointsMaxAge: 60s',
      'endpointsMaxAge: 90s',
      'clusters.asia-east1/gke-asia.endpointsMaxAge',
      '90s',
    ],
    'manifests[]': ['- manifests/**', '- manifests/**\n    - more/**', 'manifests.more/**', 'more/**'],
    'namespaces.*': ['teams/**: green', 'teams/**: red', 'namespaces.teams/**', 'red'],
    controller: ['controller: rangelight', 'controller: gke', 'controller', 'gke'],
    ...ofSection('traffic', {
      ramp: '{ramp: true}',
      'splits[].ingress': '{splits: [{ingress: blue/web}]}',
      'splits[].host': '{splits: [{ingress: blue/web, host: a.com}]}',
      'splits[].path': '{splits: [{ingress: blue/web, path: /cart}]}',
      'splits[].services.*': '{splits: [{ingress: blue/web, services: {cart: 1}}]}',
      'splits[].clusters.*': '{splits: [{ingress: blue/web, clusters: {us-west1/gke-us: 1}}]}',
      'splits[].headers.*': '{splits: [{ingress: blue/web, headers: {x-canary: cart}}]}',
    }),
    'traffic.drained.*': [
      'controller: rangelight',
      'controller: rangelight\n  traffic: {drained: {us-west1/gke-us: new nodes}}',
      'traffic',
      { drained: { 'us-west1/gke-us': 'new nodes' } },
    ],
    'services.placement.*[]': [
      'controller: rangelight',
      'controller: rangelight\n  services: {placement: {shop/cart: [us-west1/gke-us]}}',
      'services',
      { placement: { 'shop/cart': ['us-west1/gke-us'] } },
    ],
    ...ofSection('services', {
      'manage[]': '{manage: [Service]}',
      'calls[].from': '{calls: [{from: shop/front, to: cart.shop.svc.clusterset.local}]}',
      'calls[].to': '{calls: [{from: shop/front, to: cart.shop.svc.clusterset.local}]}',
    }),
    ...ofSection('mesh', {
      discovery: '{discovery: none}',
      stubs: '{stubs: report}',
      'manage[]': '{manage: [Sidecar]}',
      'clusters.*.network': '{clusters: {us-west1/gke-us: {network: one}}}',
      'clusters.*.region': '{clusters: {us-west1/gke-us: {region: us-west1}}}',
      'clusters.*.server': '{clusters: {us-west1/gke-us: {server: "https://10.0.0.1"}}}',
      'clusters.*.id': '{clusters: {us-west1/gke-us: {id: us}}}',
      'clusters.*.roots[]': '{clusters: {us-west1/gke-us: {roots: [2fa1]}}}',
      'calls[].from': '{calls: [{from: shop/front, to: cart.shop}]}',
      'calls[].to': '{calls: [{from: shop/front, to: cart.shop}]}',
    }),
    'policy.apply': ['apply: manual', 'apply: merge', 'policy.apply', 'merge'],
    'policy.drift': ['drift: report', 'drift: heal', 'policy.drift', 'heal'],
    'policy.keepHandMadeHours': ['keepHandMadeHours: 4', 'keepHandMadeHours: 0', 'policy.keepHandMadeHours', 0],
    'policy.maxDeletes': ['maxDeletes: 5', 'maxDeletes: 6', 'policy.maxDeletes', 6],
    'policy.maxCapacityLoss': ['maxCapacityLoss: 25', 'maxCapacityLoss: 90', 'policy.maxCapacityLoss', 90],
    'policy.takeover': ['takeover: false', 'takeover: true', 'policy.takeover', true],
    'policy.namespaces.*[]': ['[blue]', '[blue, green]', 'policy.namespaces.manifests/**.green', 'green'],
  };

/** Its value is refused: nothing can be changed by it. */
const REFUSED = ['discover'];

const fleetOf = (text: string) => {
  const { fleet, diagnostics } = readFleet('rangelight.yaml', new TextEncoder().encode(text));
  if (fleet === undefined) throw new TypeError(diagnostics.map(({ message }) => message).join('; '));
  return fleet;
};

const editsOf = (before: string, after: string) => fleetEdits(fleetOf(before), fleetOf(after)).fleetEdits ?? [];

function leavesOf(node: JsonObject, path: string): readonly string[] {
  const { properties, items, additionalProperties: others, $ref } = node;
  if ($ref === '#/definitions/cluster') return leavesOf(schema.definitions.cluster, path);
  const under = (child: Json | undefined, at: string) => (isJsonObject(child) ? leavesOf(child, at) : []);
  const dot = path === '' ? '' : `${path}.`;
  const found = [
    ...Object.entries(isJsonObject(properties) ? properties : {}).flatMap(([key, one]) => under(one, `${dot}${key}`)),
    ...under(items, `${path}[]`),
    ...under(others, `${dot}*`),
  ];
  return found.length === 0 ? [path] : found;
}

describe('an edit of the fleet file', () => {
  test('is known of every field that the schema has', () => {
    // Both ways to write the list of members.
    const fields = new Set(
      leavesOf(schema.properties.spec, '').map((one) => one.replace('clusters.members[]', 'clusters[]')),
    );
    expect(Object.keys(CHANGES).toSorted()).toEqual([...fields].filter((one) => !REFUSED.includes(one)).toSorted());
  });

  test.each(Object.entries(CHANGES))('of %s is told at its line', (_, [line, becomes, path, now]) => {
    const after = FILE.replace(line, becomes);
    const told = editsOf(FILE, after).find((edit) => edit.path.join('.') === path);
    expect(told).toMatchObject(now === undefined ? {} : { after: now });
    const text = after.split('\n')[(told?.source?.line ?? 0) - 1];
    expect(text).toContain(path.startsWith('policy.namespaces') ? 'green' : becomes.split('\n').at(-1));
  });

  test.each(Object.entries(CHANGES))('that takes %s back is told too', (_, [line, becomes, path]) => {
    const told = editsOf(FILE.replace(line, becomes), FILE).map((edit) => edit.path.join('.'));
    expect(told).toContain(path);
  });

  test('of a cluster that leaves is told at the list that it leaves', () => {
    const after = FILE.replace(/ {4}- link: asia[\s\S]*60s\n/, '');
    const list = 1 + FILE.split('\n').indexOf('  clusters:');
    expect(editsOf(FILE, after)).toEqual([
      {
        path: ['clusters', 'asia-east1/gke-asia'],
        before: 'asia-east1/gke-asia',
        source: { file: 'rangelight.yaml', line: list, column: 3 },
      },
    ]);
  });

  test('of a cluster that comes tells what is not the default of it', () => {
    const before = FILE.replace(/ {4}- link: asia[\s\S]*60s\n/, '');
    expect(editsOf(before, FILE).map(({ path, after }) => [path.slice(2).join('.'), after])).toEqual([
      ['', 'asia-east1/gke-asia'],
      ['endpointsMaxAge', '60s'],
      ['membership', 'asia-east1/asia'],
      ['negs', 'worker'],
    ]);
  });

  test('is none where the file says the same in other words', () => {
    expect(
      editsOf(FILE, FILE.replace('network: default', 'network: projects/acme-net/global/networks/default')),
    ).toEqual([]);
    expect(editsOf(FILE, FILE.replace('    apply: manual\n', ''))).toEqual([]);
  });
});

// A fleet with multi-cluster Services, and what its manifests compile to.
import { FEATURES } from '../../../../functions/wiring/features.ts';
import { compileFleet } from '../../../../lib/app/planning/compile-fleet.ts';
import type { FleetRecords } from '../../../../lib/app/planning/plan-against.ts';
import { assumedFacts, type Facts, type Fleet, readFleet } from '../../../../lib/fleet/index.ts';

export const US = 'us-west1/gke-us';
export const EU = 'europe-north1/gke-eu';

export const NO_RECORDS: FleetRecords = {
  applied: new Map(),
  damaged: new Map(),
  unrecorded: new Set(),
  inFlight: [],
  standing: new Map(),
  pins: new Map(),
  approvals: new Map(),
};

/** @param section of the fleet file; absent: multi-cluster Services are off. */
export function fleetWith(section = '  services: {}\n', links: readonly string[] = [US, EU]): Fleet {
  const { fleet, diagnostics } = readFleet('rangelight.yaml', new TextEncoder().encode(fleetText(section, links)));
  if (fleet === undefined) throw new TypeError(diagnostics.map(({ message }) => message).join('; '));
  return fleet;
}

/** @param section as above. */
export const fleetText = (
  section: string,
  links: readonly string[] = [US, EU],
): string => `apiVersion: rangelight.dev/v1
kind: Fleet
metadata: {name: prod}
spec:
  project: acme-net
  network: default
  configClusters: {primary: ${US}, backup: ${EU}}
  clusters:
    folders: clusters/{location}/{name}/**
    members: [${links.map((link) => `{link: ${link}}`).join(', ')}]
  manifests: ["**/*.yaml"]
  controller: rangelight
${section}`;

/** @param served API groups by cluster; a cluster without any was never read. */
export function factsWith(served: Readonly<Record<string, readonly string[]>>): Facts {
  const { facts } = assumedFacts(fleetWith());
  const { assumed: _none, ...read } = facts;
  const clusters = Object.entries(facts.clusters).map(([link, unread]) => {
    const cluster = { ...unread, nodeTags: ['gke-node'] };
    const groups = served[link];
    const known = { ...cluster, state: 'fresh', namespaces: ['kube-system', 'shop'] } as const;
    return [link, groups === undefined ? cluster : { ...known, served: { serviceExport: groups } }] as const;
  });
  return { ...read, clusters: Object.fromEntries(clusters) };
}

export const exportOf = (name: string, apiVersion = 'net.gke.io/v1', namespace = 'shop'): string =>
  `apiVersion: ${apiVersion}\nkind: ServiceExport\nmetadata: {name: ${name}, namespace: ${namespace}}\n`;

export function compileExports(
  files: Readonly<Record<string, string>>,
  served: Readonly<Record<string, readonly string[]>>,
  fleet = fleetWith(),
) {
  const tree = new Map(Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)]));
  const { compiled } = compileFleet(FEATURES, 'acme', fleet, tree, factsWith(served));
  const exports = compiled.states.flatMap(({ unit, resources }) =>
    resources.filter(({ ref }) => ref.kind === 'serviceExport').map((resource) => ({ unit, ...resource })),
  );
  return { compiled, exports };
}

// What a sweep tells of a fleet, as the product verifies it, an hour after everything was expected.
import type { JsonObject } from '../../../lib/core/index.ts';
import { serviceExport } from '../../../lib/features/services/kinds/service-export.ts';
import { verifyImports } from '../../../lib/features/services/verify/index.ts';
import { assumedFacts, readFleet } from '../../../lib/fleet/index.ts';
import type { Look } from '../../../lib/live/index.ts';
import { refInCluster, refKey } from '../../../lib/model/index.ts';
import { EXPORTS, type Fleet, IMPORTS, type KubeObject, SERVICES, SLICES } from '../../contract/importer/fleet.ts';
import { EXPORTS_OF_STANDARD } from './made-up-fleet.ts';

const HOUR_MS = 3_600_000;

/** Sentences. */
export async function verified(fleet: Fleet, clusters: readonly string[]): Promise<readonly string[]> {
  const file = fleetFile(clusters);
  const { facts } = assumedFacts(file);
  const exports = await Promise.all(
    clusters.flatMap((cluster) =>
      [EXPORTS, EXPORTS_OF_STANDARD].map(async (path) =>
        (await fleet.list<KubeObject & JsonObject>(cluster, path)).map((body) => {
          const { name, namespace = '' } = body.metadata;
          const group = path.split('/')[2];
          return { ref: refInCluster(serviceExport, cluster, name, namespace, group), body, ours: true };
        }),
      ),
    ),
  );
  const resources = new Map(exports.flat().map((one) => [refKey(one.ref), one] as const));
  const namespaces = await Promise.all(
    clusters.map(async (cluster) => {
      const found = await fleet.list(cluster, '/api/v1/namespaces');
      return [cluster, found.map(({ metadata }) => metadata.name)] as const;
    }),
  );
  const given = {
    fleet: file,
    facts: {
      ...facts,
      clusters: Object.fromEntries(
        namespaces.map(([cluster, own]) => [
          cluster,
          { ...facts.clusters[cluster], state: 'fresh', namespaces: own } as (typeof facts.clusters)[string],
        ]),
      ),
    },
    observed: { resources, unknown: [] },
    applied: new Map([['all', { resources: Object.fromEntries(resources) as never }]]),
  };
  const first = await verifyImports({ ...given, memory: undefined, now: 0 }, lookInto(fleet));
  const later = await verifyImports({ ...given, memory: first?.memory, now: HOUR_MS }, lookInto(fleet));
  return (later?.found ?? []).map(({ subject, why }) => `${subject}: ${why}`);
}

function lookInto(fleet: Fleet): Look {
  const paths: Readonly<Record<string, string>> = {
    services: SERVICES,
    serviceimports: IMPORTS,
    endpointSlice: SLICES,
  };
  return {
    async read(cluster, kind, { namespace }) {
      const path = paths[typeof kind === 'string' ? kind : kind.plural] ?? '';
      return (await fleet.list<KubeObject & JsonObject>(cluster, path)).filter(
        ({ metadata }) => metadata.namespace === namespace,
      );
    },
  };
}

function fleetFile(clusters: readonly string[]) {
  const members = clusters.map((link) => `    - link: ${link}\n`).join('');
  const text = `apiVersion: rangelight.dev/v1
kind: Fleet
metadata: {name: prod}
spec:
  project: demo-project
  network: default
  configClusters: {primary: ${clusters[0]}, backup: ${clusters[1]}}
  clusters:
${members}  manifests: ["**/*.yaml"]
  controller: rangelight
  services: {}
`;
  const { fleet, diagnostics } = readFleet('rangelight.yaml', new TextEncoder().encode(text));
  if (fleet === undefined) throw new TypeError(diagnostics.map(({ message }) => message).join('; '));
  return fleet;
}

// What importing clusters have of each name, in one form for what is predicted and for what is seen.
import {
  objectAt,
  objectsAt,
  textAt,
  numberAt,
  listAt,
  type JsonObject,
  textMembersAt,
} from '../../../lib/core/index.ts';
import { serviceExport } from '../../../lib/features/services/kinds/service-export.ts';
import { standingExports } from '../../../lib/features/services/looks/standing-exports.ts';
import { exportedService } from '../../../lib/features/services/predict/exported-service.ts';
import { nameKey } from '../../../lib/features/services/predict/from-git.ts';
import { portText } from '../../../lib/features/services/predict/merge-ports.ts';
import { type ExportedName, predict } from '../../../lib/features/services/predict/predict.ts';
import { refInCluster, refKey } from '../../../lib/model/index.ts';
import {
  EXPORTS,
  type Fleet,
  IMPORTS,
  membershipOf,
  SERVICES,
  SLICES,
  type KubeObject,
} from '../../contract/importer/fleet.ts';
import { EXPORTS_OF_STANDARD } from './made-up-fleet.ts';

/** By `namespace/name in cluster`. */
export type Imports = Readonly<Record<string, object>>;

/** Clusters that can be read. */
export type Readable = Pick<Fleet, 'list'>;

type Objects = readonly (KubeObject & JsonObject)[];

/** As the product reads clusters and predicts. @param clusters in whatever order. */
export async function predicted(fleet: Readable, clusters: readonly string[]): Promise<Imports> {
  const read = await Promise.all(
    clusters.map(async (cluster) => ({
      cluster,
      exports: [
        ...(await exportsOf(fleet, cluster, EXPORTS, 'net.gke.io')),
        ...(await exportsOf(fleet, cluster, EXPORTS_OF_STANDARD, 'multicluster.x-k8s.io')),
      ],
      services: new Map((await objects(fleet, cluster, SERVICES)).map((one) => [keyOf(one), one])),
      slices: await objects(fleet, cluster, SLICES),
      namespaces: new Set((await objects(fleet, cluster, '/api/v1/namespaces')).map(({ metadata }) => metadata.name)),
    })),
  );
  const resources = new Map(read.flatMap(({ exports }) => exports).map((one) => [refKey(one.ref), one] as const));
  const standing = standingExports({ resources, unknown: [] });
  const names = [...Map.groupBy(standing, ({ ref }) => nameKey(ref))].map(([key, ones]): ExportedName => {
    const [namespace = '', name = ''] = key.split('/');
    const exporters = ones.map(({ ref, ...one }) => {
      const body = read.find(({ cluster }) => cluster === ref.cluster)?.services.get(key);
      return {
        ...one,
        cluster: ref.cluster,
        service: body === undefined ? ('missing' as const) : exportedService(body),
      };
    });
    return { namespace, name, exporters };
  });
  const members = read.map(({ cluster, namespaces }) => ({
    cluster,
    hasNamespace: (one: string) => namespaces.has(one),
  }));
  const serves = (cluster: string, key: string): boolean =>
    read
      .find((one) => one.cluster === cluster)
      ?.slices.some((one) => keyOf(one) === `${key}-abcde` && listAt(one, 'endpoints').length > 0) === true;
  return sorted(
    predict(names, members).flatMap(({ namespace, name, merged, importers, derivedName, impossible, exporters }) => {
      if (merged === undefined) return [];
      const key = `${namespace}/${name}`;
      const hasService = merged.type === 'ClusterSetIP';
      const told = {
        type: merged.type,
        ports: merged.ports.map(portText),
        leads: merged.ports.map(({ clusters: own }) => own.filter((cluster) => serves(cluster, key))),
        affinity: [merged.sessionAffinity, merged.affinityTimeoutSeconds],
        policy: [merged.internalTrafficPolicy, merged.trafficDistribution],
        families: merged.ipFamilies,
        labels: merged.labels,
        annotations: merged.annotations,
        exporters: exporters
          .filter(({ service }) => typeof service === 'object' && service.type !== 'ExternalName')
          .map(({ cluster }) => membershipOf(cluster))
          .sort(),
        derived: hasService ? derivedName : undefined,
        hasAddress: hasService && impossible === undefined,
      };
      return importers.map((cluster): readonly [string, object] => [`${key} in ${cluster}`, told]);
    }),
  );
}

/** As clusters have them. */
export async function seen(fleet: Readable, clusters: readonly string[]): Promise<Imports> {
  const all = await Promise.all(
    clusters.map(async (cluster) => {
      const services = new Map((await objects(fleet, cluster, SERVICES)).map((one) => [keyOf(one), one]));
      const slices = await objects(fleet, cluster, SLICES);
      return (await objects(fleet, cluster, IMPORTS)).map((one): readonly [string, object] => {
        const { name, namespace } = one.metadata;
        const own = slices.filter(
          ({ metadata }) =>
            metadata.namespace === namespace && metadata.labels?.['multicluster.kubernetes.io/service-name'] === name,
        );
        const spec = objectAt(one, 'spec');
        const ports = objectsAt(spec, 'ports');
        const derived = textAt(one, 'metadata', 'annotations', 'net.gke.io/derived-service');
        const [address] = listAt(spec, 'ips');
        const service = services.get(`${namespace}/${derived}`);
        const hasAddress = address !== undefined && textAt(service, 'spec', 'clusterIP') === address;
        const told = {
          type: textAt(spec, 'type'),
          ports: exportedService({ spec: { ports } }).ports.map(portText),
          leads: ports.map((port) => leadsOf(own, textAt(port, 'name') ?? '', clusters)),
          affinity: [
            textAt(spec, 'sessionAffinity'),
            numberAt(spec, 'sessionAffinityConfig', 'clientIP', 'timeoutSeconds'),
          ],
          policy: [textAt(spec, 'internalTrafficPolicy'), textAt(spec, 'trafficDistribution')],
          families: listAt(spec, 'ipFamilies'),
          labels: without(textMembersAt(one, 'metadata', 'labels'), ['app.kubernetes.io/managed-by', 'net.gke.io/']),
          annotations: without(textMembersAt(one, 'metadata', 'annotations'), ['net.gke.io/']),
          exporters: objectsAt(one, 'status', 'clusters').map((entry) => textAt(entry, 'cluster')),
          derived,
          hasAddress,
        };
        return [`${keyOf(one)} in ${cluster}`, told];
      });
    }),
  );
  return sorted(all.flat());
}

/** Clusters with endpoints for a port. */
function leadsOf(slices: Objects, port: string, clusters: readonly string[]): readonly string[] {
  const own = slices.filter((slice) => objectsAt(slice, 'ports').some((one) => (textAt(one, 'name') ?? '') === port));
  const sources = new Set(own.map(({ metadata }) => metadata.labels?.['multicluster.kubernetes.io/source-cluster']));
  // By name and location of the membership, or by its name alone where ids have no dots.
  return clusters
    .filter((cluster) => sources.has(cluster.split('/').reverse().join('.')) || sources.has(cluster.split('/')[1]))
    .toSorted();
}

async function exportsOf(fleet: Readable, cluster: string, path: string, group: string) {
  return (await objects(fleet, cluster, path)).map((body) => {
    const { name, namespace = '' } = body.metadata;
    return { ref: refInCluster(serviceExport, cluster, name, namespace, group), body, ours: true };
  });
}

async function objects(fleet: Readable, cluster: string, path: string): Promise<Objects> {
  return fleet.list<KubeObject & JsonObject>(cluster, path);
}

function keyOf({ metadata }: KubeObject): string {
  return `${metadata.namespace}/${metadata.name}`;
}

function without(
  texts: Readonly<Record<string, string>>,
  prefixes: readonly string[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(texts).filter(([key]) => !prefixes.some((prefix) => key.startsWith(prefix))),
  );
}

function sorted(entries: readonly (readonly [string, object])[]): Imports {
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

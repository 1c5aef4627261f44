// What clusters have of the names of a namespace: imports, Services and endpoints, each read once.
import { type JsonObject, listAt, numberAt, objectsAt, textAt } from '../../../core/index.ts';
import type { Fleet } from '../../../fleet/index.ts';
import type { Look } from '../../../live/index.ts';
import type { ClusterApi, ClusterLink } from '../../../model/index.ts';
import { SERVICES } from '../looks/apis.ts';
import { derivedServiceName } from '../predict/derived-name.ts';
import { type ExportedService, exportedService } from '../predict/exported-service.ts';
import type { SeenName } from './judge.ts';

/** Of GKE's group: its twin of the standard group is for others. */
const IMPORTS: ClusterApi = {
  group: 'net.gke.io',
  versions: ['v1'],
  kind: 'ServiceImport',
  plural: 'serviceimports',
  scope: 'namespaced',
  custom: true,
};

const DERIVED = 'net.gke.io/derived-service';

/** Each part is undefined where it cannot be read. */
export interface SeenNamespace {
  readonly nameOf: (name: string) => SeenName | undefined;
  readonly service: (name: string) => ExportedService | 'missing' | 'unknown';
  /** Ready endpoints of a Service. */
  readonly ready: (service: string) => number | undefined;
}

export async function readNamespace(
  look: Look,
  cluster: ClusterLink,
  namespace: string,
  fleet: Fleet,
): Promise<SeenNamespace> {
  const [imports, services, slices] = await Promise.all([
    look.read(cluster, IMPORTS, { namespace }),
    look.read(cluster, SERVICES, { namespace }),
    look.read(cluster, 'endpointSlice', { namespace }),
  ]);
  const serviceOf = byName(services);
  const importOf = byName(imports);
  const ready = (service: string): number | undefined =>
    slices
      ?.filter((slice) => textAt(slice, 'metadata', 'labels', 'kubernetes.io/service-name') === service)
      .flatMap((slice) => objectsAt(slice, 'endpoints'))
      // Unset counts as ready. Source: Kubernetes, EndpointConditions.
      .filter(({ conditions }) => (conditions as JsonObject | undefined)?.['ready'] !== false).length;
  return {
    nameOf: (name) => {
      if (importOf === undefined || serviceOf === undefined) return undefined;
      const made = importOf.get(name);
      const derivedName = textAt(made, 'metadata', 'annotations', DERIVED) ?? derivedServiceName({ namespace, name });
      return {
        import: made && { ...importView(made, fleet), derivedName },
        hasService: serviceOf.has(derivedName),
        ready: ready(derivedName),
      };
    },
    service: (name) => {
      if (serviceOf === undefined) return 'unknown';
      const body = serviceOf.get(name);
      return body === undefined ? 'missing' : exportedService(body);
    },
    ready,
  };
}

function byName(objects: readonly JsonObject[] | undefined): ReadonlyMap<string, JsonObject> | undefined {
  return objects && new Map(objects.map((body) => [textAt(body, 'metadata', 'name') ?? '', body]));
}

function importView(body: JsonObject, fleet: Fleet) {
  return {
    exporters: objectsAt(body, 'status', 'clusters').map((one) => linkOf(textAt(one, 'cluster') ?? '', fleet)),
    ports: objectsAt(body, 'spec', 'ports')
      .map((port) => `${numberAt(port, 'port') ?? 0}/${textAt(port, 'protocol') ?? 'TCP'}`)
      .sort(),
    addresses: listAt(body, 'spec', 'ips').length,
  };
}

/** `projects/123/locations/us-west1/memberships/gke-us`; of one that is no member of ours, as it is. */
function linkOf(membership: string, { clusters }: Fleet): string {
  const [, location, name] = /\/locations\/([^/]+)\/memberships\/([^/]+)$/.exec(membership) ?? [];
  const found = clusters.find((one) => one.membershipLocation === location && one.membership === name);
  return found?.link ?? membership;
}

// A prediction as the import of one cluster, with words in place of the addresses that GKE and clusters give.
import { numberAt, textAt } from '../../../core/index.ts';
import type { Fleet } from '../../../fleet/index.ts';
import { isOfKind, type Manifest } from '../../../manifest/index.ts';
import { STATEFUL_SET } from '../../common/index.ts';
import type { Address, NamedEndpoint, ImportedName } from '../predict/clusterset-dns.ts';
import type { ExportedService, IpFamily } from '../predict/exported-service.ts';
import { takesPart } from '../predict/exporters.ts';
import type { Prediction } from '../predict/predict.ts';

/** Of a Service that says nothing of families. */
const BY_DEFAULT: readonly IpFamily[] = ['IPv4'];

/** @param workloads in Git, of which StatefulSets give their pods names. */
export function importedName(
  { namespace, name, merged, exporters }: Prediction,
  fleet: Fleet,
  workloads: readonly Manifest[],
): ImportedName | undefined {
  if (merged === undefined) return undefined;
  const families = merged.ipFamilies.length === 0 ? BY_DEFAULT : merged.ipFamilies;
  const given = families.map((family) => ({ family, text: `an ${family} address that GKE gives it there` }));
  return {
    namespace,
    name,
    type: merged.type,
    ips: merged.type === 'ClusterSetIP' ? given : [],
    ports: merged.ports,
    endpoints: exporters.filter(takesPart).flatMap(({ cluster, service }) => {
      const clusterId = clusterIdOf(cluster, fleet);
      const own = workloads.filter((one) => one.cluster === cluster && one.namespace === namespace);
      const named = own.flatMap((one) => podsOf(one, name));
      const endpoint = (hostname: string, what: string): NamedEndpoint => ({
        clusterId,
        hostname,
        addresses: families.map((family): Address => ({ family, text: `${what} of ${cluster}` })),
        isReady: true,
        ports: portsOf(service),
      });
      if (named.length === 0) return [endpoint('*', 'each ready pod')];
      return named.map((pod) => endpoint(pod, `the pod ${pod}, when it is ready,`));
    }),
  };
}

/** Source: GKE, Multi-cluster Services, names of headless Services: the membership, then its location. */
function clusterIdOf(link: string, { clusters }: Fleet): string {
  const member = clusters.find((one) => one.link === link);
  return member === undefined ? link : `${member.membership}.${member.membershipLocation}`;
}

/** Source: Kubernetes, StatefulSet, stable network id. */
function podsOf(manifest: Manifest, service: string): readonly string[] {
  if (!isOfKind(STATEFUL_SET, manifest) || textAt(manifest.body, 'spec', 'serviceName') !== service) return [];
  const count = Math.min(numberAt(manifest.body, 'spec', 'replicas') ?? 1, MOST_PODS);
  return Array.from({ length: count }, (_, index) => `${manifest.name}-${index}`);
}

/** GKE takes 250 pods behind one name. */
const MOST_PODS = 250;

function portsOf({ ports }: ExportedService): NamedEndpoint['ports'] {
  return ports.map(({ name, protocol, port, targetPort = port }) => ({ name, protocol, port: targetPort }));
}

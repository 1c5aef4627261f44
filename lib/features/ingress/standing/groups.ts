// Which Service of which cluster a standing network endpoint group holds the endpoints of. GKE writes it into the
// description of its groups, and groups of ours that GKE did not make are known by their names.
import { isJsonObject, parseJson, textAt } from '../../../core/index.ts';
import type { Facts, Fleet } from '../../../fleet/index.ts';
import {
  type ClusterLink,
  derivedMark,
  isClusterRef,
  isComputeRef,
  names,
  type ObservedResource,
} from '../../../model/index.ts';

export interface GroupSource {
  readonly cluster: ClusterLink;
  readonly namespace: string;
  /** Undefined when several Services may be meant. */
  readonly service: string | undefined;
}

/**
 * @param all what stands, for the Services of ours. Undefined: somebody else's group, or of a cluster that is not of
 * the fleet.
 */
export function groupSource(
  { ref, body }: ObservedResource,
  fleet: Fleet,
  facts: Facts,
  all: Iterable<ObservedResource>,
): GroupSource | undefined {
  // Source: kubernetes/ingress-gce, utils.NegDescription.
  const description = parseJson(textAt(body, 'description') ?? '');
  if (isJsonObject(description)) {
    const uid = textAt(description, 'cluster-uid');
    const found = Object.entries(facts.clusters).find(
      ([, cluster]) => cluster.uid !== undefined && cluster.uid === uid,
    );
    const [namespace, service] = [textAt(description, 'namespace'), textAt(description, 'service-name')];
    return found === undefined || namespace === undefined ? undefined : { cluster: found[0], namespace, service };
  }
  const unit = derivedMark(body)?.unit;
  const readable = names.parseName(ref.name)?.readable;
  if (unit === undefined || readable === undefined || !isComputeRef(ref)) return undefined;
  const near = fleet.clusters.filter(
    ({ link, negs }) => negs === 'worker' && (ref.zone ?? '').startsWith(link.split('/')[0] ?? ''),
  );
  const [cluster, ...more] = near;
  if (cluster === undefined || more.length > 0) return undefined;
  const services = [...all].filter(
    (one) =>
      isClusterRef(one.ref) &&
      one.ref.kind === 'service' &&
      one.ref.cluster === cluster.link &&
      one.ref.namespace === unit &&
      `${unit}-${names.parseName(one.ref.name)?.readable ?? ''}` === readable,
  );
  return { cluster: cluster.link, namespace: unit, service: services.length === 1 ? services[0]?.ref.name : undefined };
}

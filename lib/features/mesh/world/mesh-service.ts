// What counts of a Service for calls in a mesh, read out of a manifest or of an object in a cluster. A field without
// the shape of its kind counts as absent: others apply these objects, and an API server refuses it.
import { type JsonObject, numberAt, objectAt, objectsAt, textAt, textMembersAt } from '../../../core/index.ts';
import type { ClusterLink } from '../../../model/index.ts';
import type { MeshLabels } from './labels.ts';
import type { PlaceIn } from './place-in.ts';

export interface MeshPort {
  readonly port: number;
  /** '' for a port without one. */
  readonly name: string;
  /** A number, or the name of a container's port. */
  readonly target: number | string;
}

export interface MeshService {
  readonly namespace: string;
  readonly name: string;
  readonly type: 'ClusterIP' | 'Headless' | 'ExternalName';
  readonly ports: readonly MeshPort[];
  /** Labels of the pods behind it; undefined where somebody else writes its endpoints. */
  readonly selector?: MeshLabels;
  /** `Local`: in the caller's cluster it keeps remote endpoints away. */
  readonly internalTrafficPolicy: 'Cluster' | 'Local';
  /** In the caller's cluster it gives localities priorities without any rule. */
  readonly prefersClose: boolean;
  /** As it stands: what a stub of it is made from. */
  readonly spec: JsonObject;
  /** Rangelight makes it in the caller's cluster, as this cluster has it: nobody else does. */
  readonly stubOf?: ClusterLink;
  readonly at: PlaceIn;
}

export function meshService(namespace: string, name: string, body: JsonObject, at: PlaceIn): MeshService {
  const spec = objectAt(body, 'spec');
  const selector = textMembersAt(spec, 'selector');
  return {
    namespace,
    name,
    type: typeOf(spec),
    ports: objectsAt(spec, 'ports').flatMap((port) => portOf(port)),
    ...(Object.keys(selector).length === 0 ? {} : { selector }),
    internalTrafficPolicy: textAt(spec, 'internalTrafficPolicy') === 'Local' ? 'Local' : 'Cluster',
    prefersClose: prefersClose(body),
    spec,
    at,
  };
}

function typeOf(spec: JsonObject): MeshService['type'] {
  if (textAt(spec, 'type') === 'ExternalName') return 'ExternalName';
  return textAt(spec, 'clusterIP') === 'None' ? 'Headless' : 'ClusterIP';
}

function portOf(port: JsonObject): readonly MeshPort[] {
  const number = numberAt(port, 'port');
  if (number === undefined) return [];
  const target = port['targetPort'];
  return [
    {
      port: number,
      name: textAt(port, 'name') ?? '',
      target: typeof target === 'number' || typeof target === 'string' ? target : number,
    },
  ];
}

/** Source: Istio, `networking.istio.io/traffic-distribution`; Kubernetes, `trafficDistribution`. */
function prefersClose(body: JsonObject): boolean {
  const said =
    textAt(body, 'metadata', 'annotations', 'networking.istio.io/traffic-distribution') ??
    textAt(body, 'spec', 'trafficDistribution');
  return said !== undefined && /^Prefer(Close|SameZone|SameNode)$/.test(said);
}

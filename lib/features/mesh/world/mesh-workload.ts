// What counts of a workload: where its pods run, how many, with which labels and identity, and whether they get a
// sidecar.
import { type JsonObject, numberAt, objectAt, objectsAt, textAt, textMembersAt } from '../../../core/index.ts';
import { type MeshLabels } from './labels.ts';
import type { PlaceIn } from './place-in.ts';

/** `assumed`: Git does not have the namespace, and what labels it has is not known. */
export type Sidecar = 'injected' | 'none' | 'assumed';

export interface MeshWorkload {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** Of its pods. */
  readonly labels: MeshLabels;
  readonly serviceAccount: string;
  /** Pods that are asked for. */
  readonly replicas: number;
  readonly sidecar: Sidecar;
  /** Container port's name → its number. */
  readonly namedPorts: Readonly<Record<string, number>>;
  /** Whether its proxy answers names for it that the cluster's DNS does not have. */
  readonly capturesNames: boolean;
  readonly body: JsonObject;
  readonly at: PlaceIn;
}

/** @param namespaceLabels of its namespace; undefined where they are not known. */
export function meshWorkload(
  kind: string,
  namespace: string,
  name: string,
  body: JsonObject,
  namespaceLabels: MeshLabels | undefined,
  at: PlaceIn,
): MeshWorkload {
  const template = templateOf(kind, body);
  const labels = textMembersAt(template, 'metadata', 'labels');
  const annotations = textMembersAt(template, 'metadata', 'annotations');
  const pod = objectAt(template, 'spec');
  const ports = objectsAt(pod, 'containers').flatMap((container) => objectsAt(container, 'ports'));
  return {
    kind,
    namespace,
    name,
    labels,
    serviceAccount: textAt(pod, 'serviceAccountName') ?? 'default',
    replicas: replicasOf(kind, body),
    sidecar: sidecarOf(labels, annotations, namespaceLabels),
    namedPorts: Object.fromEntries(
      ports.flatMap((port) => {
        const [portName, number] = [textAt(port, 'name'), numberAt(port, 'containerPort')];
        return portName === undefined || number === undefined ? [] : [[portName, number]];
      }),
    ),
    capturesNames: /ISTIO_META_DNS_CAPTURE"?'?:\s*"?'?true/.test(annotations['proxy.istio.io/config'] ?? ''),
    body,
    at,
  };
}

function templateOf(kind: string, body: JsonObject): JsonObject {
  if (kind === 'Pod') return body;
  if (kind === 'CronJob') return objectAt(body, 'spec', 'jobTemplate', 'spec', 'template');
  return objectAt(body, 'spec', 'template');
}

/** A DaemonSet has a pod on each node; one stands for them. */
function replicasOf(kind: string, body: JsonObject): number {
  const said = kind === 'Deployment' || kind === 'StatefulSet' ? numberAt(body, 'spec', 'replicas') : undefined;
  return said ?? 1;
}

/** Source: Istio, "Installing the sidecar": what a pod says goes before what its namespace says. */
function sidecarOf(labels: MeshLabels, annotations: MeshLabels, ofNamespace: MeshLabels | undefined): Sidecar {
  const said = labels['sidecar.istio.io/inject'] ?? annotations['sidecar.istio.io/inject'];
  if (said !== undefined) return said === 'true' ? 'injected' : 'none';
  if (labels['istio.io/rev'] !== undefined) return 'injected';
  if (ofNamespace === undefined) return 'assumed';
  if (ofNamespace['istio-injection'] !== undefined)
    return ofNamespace['istio-injection'] === 'enabled' ? 'injected' : 'none';
  return ofNamespace['istio.io/rev'] === undefined ? 'none' : 'injected';
}

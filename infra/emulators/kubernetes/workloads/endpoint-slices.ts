// Which EndpointSlices a Service should have, given the pods of its namespace. Pure.
import { createHash } from 'node:crypto';
import {
  type EndpointSlice,
  isSelected,
  type Pod,
  type Service,
  type ServicePort,
  SERVICE_NAME_LABEL,
  type SliceEndpoint,
  type SlicePort,
} from './objects.ts';

export const MANAGED_BY_LABEL = 'endpointslice.kubernetes.io/managed-by';
export const SLICE_MANAGER = 'endpointslice-controller.k8s.io';

// kube-controller-manager's --max-endpoints-per-slice.
const ENDPOINTS_PER_SLICE = 100;

/** The slices of `service`, sorted by content; pods that resolve its ports differently are in different slices. */
export function endpointSlices(
  service: Service,
  pods: readonly Pod[],
  zoneOf: (nodeName: string) => string | undefined,
): readonly (EndpointSlice & { readonly apiVersion: string; readonly kind: string })[] {
  const groups = new Map<string, { ports: readonly SlicePort[]; endpoints: SliceEndpoint[] }>();
  const selected = pods.filter((pod) => isSelected(service, pod));
  for (const pod of selected.sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))) {
    const endpoint = endpointOf(pod, zoneOf);
    if (endpoint === undefined) continue;
    const ports = portsOf(service, pod);
    const key = JSON.stringify(ports);
    const group = groups.get(key) ?? { ports, endpoints: [] };
    group.endpoints.push(endpoint);
    groups.set(key, group);
  }
  // A Service that selects nothing still has a slice, so that "no endpoints" differs from "not looked at yet".
  if (groups.size === 0) groups.set('', { ports: [], endpoints: [] });

  const slices = [];
  for (const [key, { ports, endpoints }] of groups) {
    for (let from = 0; from === 0 || from < endpoints.length; from += ENDPOINTS_PER_SLICE) {
      const name = `${service.metadata.name}-${shortHash(`${key}#${from}`)}`;
      slices.push(sliceOf(service, name, ports, endpoints.slice(from, from + ENDPOINTS_PER_SLICE)));
    }
  }
  return slices;
}

function endpointOf(pod: Pod, zoneOf: (nodeName: string) => string | undefined): SliceEndpoint | undefined {
  const { podIP, phase, conditions } = pod.status ?? {};
  const nodeName = pod.spec?.nodeName;
  if (podIP === undefined || nodeName === undefined || phase !== 'Running') return undefined;
  const serving = conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
  const terminating = pod.metadata.deletionTimestamp !== undefined;
  const zone = zoneOf(nodeName);
  const { namespace = '', name, uid } = pod.metadata;
  return {
    addresses: [podIP],
    conditions: { ready: serving && !terminating, serving, terminating },
    nodeName,
    ...(zone === undefined ? {} : { zone }),
    targetRef: { kind: 'Pod', namespace, name, ...(uid === undefined ? {} : { uid }) },
  };
}

/** The Service's ports as numbers on this pod; a named port that the pod does not have is left out. */
function portsOf(service: Service, pod: Pod): readonly SlicePort[] {
  const ports: SlicePort[] = [];
  for (const { name = '', protocol = 'TCP', ...rest } of service.spec?.ports ?? []) {
    const port = containerPort(rest, protocol, pod);
    if (port !== undefined) ports.push({ name, protocol, port });
  }
  return ports;
}

function containerPort({ port, targetPort }: ServicePort, protocol: string, pod: Pod): number | undefined {
  if (targetPort === undefined) return port;
  if (typeof targetPort === 'number') return targetPort;
  for (const container of pod.spec?.containers ?? []) {
    const match = container.ports?.find((p) => p.name === targetPort && (p.protocol ?? 'TCP') === protocol);
    if (match !== undefined) return match.containerPort;
  }
  return undefined;
}

function sliceOf(service: Service, name: string, ports: readonly SlicePort[], endpoints: readonly SliceEndpoint[]) {
  const { namespace = '', name: serviceName, uid } = service.metadata;
  const headless = service.spec?.clusterIP === 'None' ? { 'service.kubernetes.io/headless': '' } : {};
  const owner = {
    apiVersion: 'v1',
    kind: 'Service',
    name: serviceName,
    uid,
    controller: true,
    blockOwnerDeletion: true,
  };
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name,
      namespace,
      labels: { [SERVICE_NAME_LABEL]: serviceName, [MANAGED_BY_LABEL]: SLICE_MANAGER, ...headless },
      ...(uid === undefined ? {} : { ownerReferences: [owner] }),
    },
    addressType: 'IPv4',
    endpoints,
    ports,
  };
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 5);
}

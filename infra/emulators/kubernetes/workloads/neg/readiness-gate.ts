// The readiness gate of pods behind a Service with NEGs: where it is put in, as GKE's webhook does, and what it can
// say. Pure.
import type { KubeObject } from '../../object.ts';
import type { Admission } from '../../resource.ts';
import { isSelected, type Pod, type PodCondition, type Service } from '../objects.ts';
import { wantedNegs } from './wanted.ts';

export const READINESS_GATE = 'cloud.google.com/load-balancer-neg-ready';

// ingress-gce's unreadyTimeout.
const UNREADY_TIMEOUT_MS = 600_000;

/**
 * For the API server of a cluster whose NEG controller runs: pods get the gate when they are created, and never later.
 */
export const injectReadinessGate: Admission = (resource, object, context) => {
  if (resource.group !== '' || resource.plural !== 'pods') return object;
  const pod = object as unknown as Pod;
  const readinessGates = gatesOf(pod, context.list('', 'services'));
  if (readinessGates === undefined) return object;
  return { ...pod, spec: { ...pod.spec, readinessGates } } as unknown as KubeObject;
};

/** The gates of a new pod with the one that it is to have; undefined: it has it, or belongs in no NEG. */
export function gatesOf(pod: Pod, services: readonly Service[]): readonly { conditionType: string }[] | undefined {
  const gates = pod.spec?.readinessGates ?? [];
  if (gates.some(({ conditionType }) => conditionType === READINESS_GATE)) return undefined;
  return negNamesOf(pod, services, '').length === 0 ? undefined : [...gates, { conditionType: READINESS_GATE }];
}

/** The NEGs that the pod belongs in, by the Services of its namespace that select it; sorted. */
export function negNamesOf(pod: Pod, services: readonly Service[], namingUid: string): readonly string[] {
  const names = new Set<string>();
  for (const service of services) {
    if (service.metadata.namespace !== pod.metadata.namespace || !isSelected(service, pod)) continue;
    const wanted = wantedNegs(service, namingUid);
    if (wanted.kind === 'negs') for (const { name } of wanted.negs) names.add(name);
  }
  return [...names].sort();
}

/** Whether the pod has the gate and its condition is not True; once True it is never looked at again. */
export function waits(pod: Pod | undefined): pod is Pod {
  if (pod === undefined || pod.metadata.deletionTimestamp !== undefined) return false;
  if (pod.spec?.readinessGates?.some(({ conditionType }) => conditionType === READINESS_GATE) !== true) return false;
  return pod.status?.conditions?.find(({ type }) => type === READINESS_GATE)?.status !== 'True';
}

const marking = `Marking condition "${READINESS_GATE}" to True.`;
const quoted = (text: string): string => JSON.stringify(text);

/** `backendService`: the name of one that finds the pod healthy. */
export function healthyIn(neg: { readonly name: string; readonly zone: string }, backendService: string): PodCondition {
  const where = `NEG ${quoted(keyOf(neg))} attached to BackendService ${quoted(`Key{"${backendService}"}`)}`;
  return condition('True', 'LoadBalancerNegReady', `Pod has become Healthy in ${where}. ${marking}`);
}

export function withoutHealthCheck(neg: { readonly name: string; readonly zone: string }): PodCondition {
  const why = 'NEG is not attached to any BackendService with health checking.';
  const message = `Pod is in NEG ${quoted(keyOf(neg))}. ${why} ${marking}`;
  return condition('True', 'LoadBalancerNegWithoutHealthCheck', message);
}

/** What is said of a pod that no NEG speaks for yet. @param waitedMs emulated milliseconds since it came. */
export function meanwhile(negs: readonly string[], waitedMs: number): PodCondition {
  if (negs.length === 0) {
    return condition('True', 'LoadBalancerNegReady', `Pod does not belong to any NEG. ${marking}`);
  }
  const them = `pod to become healthy in at least one of the NEG(s): [${negs.join(' ')}]`;
  if (waitedMs > UNREADY_TIMEOUT_MS) {
    return condition('True', 'LoadBalancerNegTimeout', `Timeout waiting for ${them}. ${marking}`);
  }
  // No status at all: the controller leaves it out so as not to overwrite a True that it has not seen yet.
  return condition('', 'LoadBalancerNegNotReady', `Waiting for ${them}`);
}

function keyOf({ name, zone }: { readonly name: string; readonly zone: string }): string {
  return `Key{"${name}", zone: "${zone}"}`;
}

function condition(status: string, reason: string, message: string): PodCondition {
  return { type: READINESS_GATE, status, reason, message };
}

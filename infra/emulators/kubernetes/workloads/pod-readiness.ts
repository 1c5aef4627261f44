// When a pod whose containers run is ready: not before every one of its readiness gates says so. Pure.
import type { Pod, PodCondition } from './objects.ts';

/** The condition Ready in the kubelet's words (K8S pkg/kubelet/status), given the gates' conditions on the pod. */
export function readyCondition(pod: Pod): PodCondition {
  const unready: string[] = [];
  for (const { conditionType } of pod.spec?.readinessGates ?? []) {
    const gate = pod.status?.conditions?.find(({ type }) => type === conditionType);
    if (gate === undefined) {
      unready.push(`corresponding condition of pod readiness gate "${conditionType}" does not exist.`);
    } else if (gate.status !== 'True') {
      unready.push(`the status of pod readiness gate "${conditionType}" is not "True", but ${gate.status}`);
    }
  }
  if (unready.length === 0) return { type: 'Ready', status: 'True' };
  return { type: 'Ready', status: 'False', reason: 'ReadinessGatesNotReady', message: unready.join(', ') };
}

/** Whether the pod's object says what `readyCondition` would. */
export function saysSo(pod: Pod, wanted: PodCondition): boolean {
  const said = pod.status?.conditions?.find(({ type }) => type === wanted.type);
  return said?.status === wanted.status && said.reason === wanted.reason && said.message === wanted.message;
}

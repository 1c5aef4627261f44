// How many pods each ReplicaSet of a Deployment may have now. Source: Kubernetes, "Deployments", strategy;
// pkg/controller/deployment/rolling.go and recreate.go. Pure.
import type { Deployment, ReplicaSet } from './objects.ts';

export interface Resize {
  readonly set: ReplicaSet;
  readonly replicas: number;
}

/** Those whose number changes. @param old the oldest first. */
export function wantedReplicas({ spec }: Deployment, now: ReplicaSet, old: readonly ReplicaSet[]): readonly Resize[] {
  const desired = spec.replicas ?? 1;
  const wanted =
    spec.strategy?.type === 'Recreate' ? recreated(desired, now, old) : rolled(desired, spec.strategy ?? {}, now, old);
  return wanted.filter(({ set, replicas }) => sizeOf(set) !== replicas);
}

/** No pod of the new one before the last of the old ones is gone. */
function recreated(desired: number, now: ReplicaSet, old: readonly ReplicaSet[]): readonly Resize[] {
  const isEmpty = old.every(({ status }) => (status?.replicas ?? 0) === 0);
  return [...old.map((set) => ({ set, replicas: 0 })), { set: now, replicas: isEmpty ? desired : sizeOf(now) }];
}

function rolled(
  desired: number,
  { rollingUpdate = {} }: NonNullable<Deployment['spec']['strategy']>,
  now: ReplicaSet,
  old: readonly ReplicaSet[],
): readonly Resize[] {
  const surge = shareOf(rollingUpdate.maxSurge ?? '25%', desired, Math.ceil);
  const lacking = shareOf(rollingUpdate.maxUnavailable ?? '25%', desired, Math.floor);
  const [maxSurge, maxUnavailable] = [surge, surge + lacking === 0 ? 1 : Math.min(lacking, desired)];
  const total = [now, ...old].reduce((sum, set) => sum + sizeOf(set), 0);
  const room = Math.max(0, desired + maxSurge - total);
  const grown = Math.min(desired, sizeOf(now) + room);
  const unready = Math.max(0, sizeOf(now) - availableOf(now));
  const least = desired - maxUnavailable;
  // What is not available goes first; of the rest as many as are not needed.
  let mayGo = Math.max(0, total - least - unready);
  let spare = Math.max(0, [now, ...old].reduce((sum, set) => sum + availableOf(set), 0) - least);
  const left = old.map((set): Resize => {
    const broken = Math.min(mayGo, Math.max(0, sizeOf(set) - availableOf(set)));
    mayGo -= broken;
    const working = Math.min(mayGo, spare, sizeOf(set) - broken);
    mayGo -= working;
    spare -= working;
    return { set, replicas: sizeOf(set) - broken - working };
  });
  return [...left, { set: now, replicas: grown }];
}

function sizeOf({ spec }: ReplicaSet): number {
  return spec.replicas ?? 1;
}

function availableOf({ status }: ReplicaSet): number {
  return status?.availableReplicas ?? 0;
}

function shareOf(said: number | string, of: number, round: (part: number) => number): number {
  return typeof said === 'number' ? said : round((Number.parseInt(said, 10) * of) / 100);
}

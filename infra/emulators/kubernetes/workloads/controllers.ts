// The controllers of Kubernetes that a cluster without its own has here: endpoints, Deployments, ReplicaSets, garbage.
import type { Clock } from '../../kit/clock.ts';
import type { KubeClient } from '../../kit/controllers/kube-client.ts';
import type { Random } from '../../kit/random.ts';
import type { ClusterView } from './cluster-view.ts';
import { startGarbageCollector } from './deployments/collector.ts';
import { startDeploymentController } from './deployments/deployment-controller.ts';
import { startReplicaSetController } from './deployments/replica-set-controller.ts';
import { startEndpointsController } from './endpoints-controller.ts';

/** Starts working on changes in `view`; each returned function stops one of them. */
export function startControllers(
  client: KubeClient,
  clock: Clock,
  random: Random,
  view: ClusterView,
): readonly (() => void)[] {
  return [
    startEndpointsController(client, clock, view),
    startDeploymentController(client, clock, view),
    startReplicaSetController({ client, clock, random, ...view }),
    startGarbageCollector({ client, clock, ...view }),
  ];
}

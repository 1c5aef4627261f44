// Two controllers must not program one set of manifests, nor two installations one fleet.
import { type Diagnostic, diagnostic, textsAt } from '../../core/index.ts';
import { type Facts, type Fleet, placeInFleet } from '../../fleet/index.ts';
import { keyText, type Kinds, type ObservedState } from '../../model/index.ts';
import { guardAgainstOthers } from './other-installations.ts';

const HOSTED_FINALIZERS = ['mci.finalizer.networking.gke.io', 'mcs.finalizer.networking.gke.io'];

const HINT =
  'Leave the feature on where anything serves through it. Make other clusters the config clusters of this fleet; or, to hand these manifests over to the hosted controller, say `controller: gke`, and read what that plan takes away.';

/**
 * Errors that forbid every write for a fleet, but of endpoints of the groups that it keeps; empty when the way is free.
 * What has begun comes to its end all the same.
 * @param installation ours.
 */
export function guard(
  kinds: Kinds,
  fleet: Fleet,
  installation: string,
  facts: Facts,
  observed: ObservedState,
): readonly Diagnostic[] {
  return [...guardAgainstHosted(fleet, facts, observed), ...guardAgainstOthers(kinds, fleet, installation, observed)];
}

/** As `guard`, of the hosted controller alone; under `controller: gke` it is welcome. */
export function guardAgainstHosted(
  fleet: Fleet,
  facts: Pick<Facts, 'hostedConfigCluster'>,
  observed: ObservedState,
): readonly Diagnostic[] {
  if (fleet.controller === 'gke') return [];
  const hosted = facts.hostedConfigCluster;
  if (hosted === undefined) {
    return [
      diagnostic(
        'hosted-controller-unknown',
        'the multiclusteringress feature of the fleet cannot be read',
        placeInFleet(fleet, ['controller']),
      ),
    ];
  }
  const found: Diagnostic[] = [];
  if (hosted === fleet.primary || hosted === fleet.backup) {
    found.push(
      diagnostic(
        'hosted-controller-active',
        `the hosted controller is active on ${hosted}, which is a config cluster of this fleet: Multi Cluster Ingress or Multi-cluster Gateway, which share the multiclusteringress feature, is enabled there`,
        placeInFleet(fleet, ['controller']),
        HINT,
      ),
    );
  }
  for (const [key, resource] of observed.resources) {
    const finalizers = textsAt(resource.body, 'metadata', 'finalizers');
    if (!finalizers.some((name) => HOSTED_FINALIZERS.includes(name))) continue;
    found.push(
      diagnostic(
        'hosted-controller-active',
        `${keyText(key)} carries a finalizer of the hosted controller, which takes it for its own`,
        placeInFleet(fleet, ['controller']),
        HINT,
      ),
    );
  }
  return found;
}

// Two controllers must not program one set of manifests, nor two installations one fleet. May import: core, fleet, model.
import { type Diagnostic, diagnostic, textsAt } from '../core/index.ts';
import type { Facts, Fleet } from '../fleet/index.ts';
import { keyText, type ObservedState } from '../model/index.ts';
import { guardAgainstOthers } from './other-installations.ts';

const HOSTED_FINALIZERS = ['mci.finalizer.networking.gke.io', 'mcs.finalizer.networking.gke.io'];

/**
 * Errors that forbid every write for a fleet; empty when the way is free.
 * @param installation ours.
 */
export function guard(
  fleet: Fleet,
  installation: string,
  facts: Facts,
  observed: ObservedState,
): readonly Diagnostic[] {
  return [...guardAgainstHosted(fleet, facts, observed), ...guardAgainstOthers(fleet, installation, observed)];
}

/** Errors that forbid every write under `controller: rangelight`; empty when the way is free. */
export function guardAgainstHosted(fleet: Fleet, facts: Facts, observed: ObservedState): readonly Diagnostic[] {
  if (fleet.controller === 'gke') return [];
  const hosted = facts.hostedConfigCluster;
  if (hosted === undefined) {
    return [
      diagnostic(
        'hosted-controller-unknown',
        'the multiclusteringress feature of the fleet cannot be read',
        fleet.source,
      ),
    ];
  }
  const found: Diagnostic[] = [];
  if (hosted === fleet.primary || hosted === fleet.backup) {
    found.push(
      diagnostic(
        'hosted-controller-active',
        `the hosted controller is active on ${hosted}, which is a config cluster of this fleet`,
        fleet.source,
        'say `controller: gke`, or disable the multiclusteringress feature first',
      ),
    );
  }
  for (const [key, resource] of observed.resources) {
    const finalizers = textsAt(resource.body, 'metadata', 'finalizers');
    if (!finalizers.some((name) => HOSTED_FINALIZERS.includes(name))) continue;
    found.push(
      diagnostic(
        'hosted-controller-active',
        `${keyText(key)} carries a finalizer of the hosted controller`,
        fleet.source,
      ),
    );
  }
  return found;
}

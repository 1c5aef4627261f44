// What keeps the cluster that Git drains, because no other cluster serves it.
import type { Diagnostic } from '../../../core/index.ts';
import { type Fleet, placeInFleet } from '../../../fleet/index.ts';
import { diagnostic } from '../codes/index.ts';
import type { MultiClusterService } from '../manifests/index.ts';
import type { RoutedIngress } from './check-objects.ts';
import type { ServingMember } from './served-port.ts';
import { dividedPath, splitsOf } from './splits.ts';
import { drainedInGit } from './traffic-section.ts';

/** Services that would have no cluster left: they keep those that are drained. */
export function leftAlone(
  fleet: Fleet,
  members: ReadonlyMap<MultiClusterService, readonly ServingMember[]>,
): readonly Diagnostic[] {
  const drained = drainedInGit(fleet);
  return [...members].flatMap(([{ namespace, name }, serving]) => {
    if (drained.size === 0 || serving.length === 0 || !serving.every(({ cluster }) => drained.has(cluster.link)))
      return [];
    const links = serving.map(({ cluster }) => cluster.link).join(', ');
    const message = `${namespace}/${name} is served by ${links} alone: it goes on getting its requests there`;
    return [diagnostic('drain-without-other', message, placeInFleet(fleet, ['traffic', 'drained']))];
  });
}

/** Shares of drained clusters: each is a backend service of its own, which no other cluster stands behind. */
export function drainedShares(fleet: Fleet, ingresses: readonly RoutedIngress[]): readonly Diagnostic[] {
  const drained = drainedInGit(fleet);
  if (drained.size === 0) return [];
  const routed = new Set(ingresses.map(({ ingress }) => `${ingress.namespace}/${ingress.name}`));
  return splitsOf(fleet).flatMap((split) => {
    const { between, weights, namespace, ingress, at } = split;
    if (between !== 'clusters' || !routed.has(`${namespace}/${ingress}`)) return [];
    return weights
      .filter(([link, weight]) => weight > 0 && drained.has(link))
      .map(([link, weight]) => {
        const message = `${link} goes on getting its share of ${dividedPath(split)} (weight ${weight}): no other cluster stands behind that`;
        return diagnostic('drain-without-other', message, at('clusters', link), `Write ${link}: 0 here.`);
      });
  });
}

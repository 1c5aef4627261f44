// Services that a mesh lacks: a name is found in a cluster that has a Service of it, and a caller's cluster may have
// none though another one does. For each such call a stub, as a value, and the world as it is with them. Pure.
import { compareText } from '../../../core/index.ts';
import type { ClusterLink } from '../../../model/index.ts';
import type { KnownCall } from '../calls/known-call.ts';
import type { MeshSection } from '../section.ts';
import type { MeshService } from '../world/mesh-service.ts';
import { type MeshWorld, serviceIn, type ServiceName } from '../world/mesh-world.ts';

export interface Stub {
  /** Of the caller: where it is made. */
  readonly cluster: ClusterLink;
  readonly name: ServiceName;
  /** As another cluster has it, of several the one with the lowest name. */
  readonly of: { readonly cluster: ClusterLink; readonly service: MeshService };
  /** The first call that needs it. */
  readonly call: KnownCall;
}

/**
 * Sorted by cluster and name; none for a name without a port, nor for another name of a host elsewhere: nothing can be
 * called there by its port.
 */
export function stubsFor(
  world: MeshWorld,
  { stubs }: Pick<MeshSection, 'stubs'>,
  calls: readonly KnownCall[],
): readonly Stub[] {
  if (stubs === 'report') return [];
  const found = new Map<string, Stub>();
  for (const call of calls) {
    const own = world.clusters.find(({ link }) => link === call.cluster);
    const key = `${call.cluster} ${call.to.namespace}/${call.to.name}`;
    if (own === undefined || found.has(key) || serviceIn(own, call.to) !== undefined) continue;
    const of = sourceOf(world, call.to);
    if (of !== undefined) found.set(key, { cluster: call.cluster, name: call.to, of, call });
  }
  return [...found].sort(([a], [b]) => compareText(a, b)).map(([, stub]) => stub);
}

function sourceOf({ clusters }: MeshWorld, name: ServiceName): Stub['of'] | undefined {
  for (const cluster of clusters) {
    const service = serviceIn(cluster, name);
    if (service !== undefined && service.type !== 'ExternalName' && service.ports.length > 0)
      return { cluster: cluster.link, service };
  }
  return undefined;
}

/** With the stubs beside the Services of their clusters. A headless one would lead nowhere: it is none. */
export function withStubs<W extends MeshWorld>(world: W, stubs: readonly Stub[]): W {
  const byCluster = Map.groupBy(stubs, ({ cluster }) => cluster);
  return {
    ...world,
    clusters: world.clusters.map((cluster) => {
      const own = byCluster.get(cluster.link) ?? [];
      if (own.length === 0) return cluster;
      const made = own.map(({ name, of, call }): readonly [string, MeshService] => [
        `${name.namespace}/${name.name}`,
        {
          ...of.service,
          type: 'ClusterIP',
          internalTrafficPolicy: 'Cluster',
          prefersClose: false,
          stubOf: of.cluster,
          at: () => call.place,
        },
      ]);
      return { ...cluster, services: new Map([...cluster.services, ...made]) };
    }),
  };
}

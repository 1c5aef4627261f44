// The derived Services of the hosted controller: read where its groups say that they are, because they carry no mark of
// ours. They tell which pods serve, and at which port.
import { type JsonObject, textAt } from '../../../core/index.ts';
import type { Facts, Fleet } from '../../../fleet/index.ts';
import type { Look } from '../../../live/index.ts';
import { type ObservedResource, type RefKey, refKey } from '../../../model/index.ts';
import { clusterRef, OWN_KINDS } from '../kinds/index.ts';
import { groupSource } from './groups.ts';
import { serviceOfDerived } from './hosted-names.ts';

/** By key; of a cluster that cannot be read there is none. */
export async function hostedServices(
  fleet: Fleet,
  facts: Facts,
  resources: ReadonlyMap<RefKey, ObservedResource>,
  look: Look,
): Promise<ReadonlyMap<RefKey, JsonObject>> {
  const wanted = new Map<string, { readonly cluster: string; readonly namespace: string }>();
  for (const one of resources.values()) {
    if (one.ref.kind !== 'networkEndpointGroup') continue;
    const source = groupSource(one, fleet, facts, []);
    if (source === undefined || serviceOfDerived(source.service ?? '') === undefined) continue;
    const { cluster, namespace } = source;
    wanted.set(JSON.stringify([cluster, namespace]), { cluster, namespace });
  }
  const { api } = OWN_KINDS.ofCluster('service');
  const found = await Promise.all(
    [...wanted.values()].map(async ({ cluster, namespace }) => {
      const objects = (await look.read(cluster, api, { namespace })) ?? [];
      return objects.flatMap((body) => {
        const name = textAt(body, 'metadata', 'name') ?? '';
        if (serviceOfDerived(name) === undefined) return [];
        return [[refKey(clusterRef('service', cluster, name, namespace)), body] as const];
      });
    }),
  );
  return new Map(found.flat());
}

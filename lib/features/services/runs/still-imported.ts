// The withdrawal of a Service: after its export has gone, GKE takes its pods out of the imports of all clusters, which
// takes minutes. Until then callers are led to them. Source: KEP-1645: imports follow exports.
import { compareText, isFailure, listAt, objectsAt, textAt } from '../../../core/index.ts';
import type { Doing } from '../../../live/index.ts';
import { type ClusterLink, type ClusterRef, isClusterRef, type ResourceRef } from '../../../model/index.ts';
import { serviceExport } from '../kinds/service-export.ts';
import { IMPORTS } from '../looks/apis.ts';
import { linkOfMembership } from '../membership.ts';
import { derivedServiceName } from '../predict/derived-name.ts';
import { IMPORTED_NAME, SERVICE_NAME } from '../slice-labels.ts';

/**
 * In words, why callers of other clusters may still be led to the pods of a Service; undefined when certainly none is.
 * A cluster that does not answer may lead some.
 */
export async function stillImported(ref: ResourceRef, doing: Doing, signal: AbortSignal): Promise<string | undefined> {
  if (!isClusterRef(ref)) return undefined;
  const name = `${ref.namespace}/${ref.name}`;
  if (await isExported(ref, doing, signal))
    return `${name} is still exported in ${ref.cluster}, by an export that Rangelight does not withdraw`;
  const own = addressesIn(await slicesIn(ref.cluster, ref, doing, signal), SERVICE_NAME, ref.name);
  const found = await Promise.all(
    doing.fleet.clusters.map(async ({ link }) => {
      try {
        const uses = await usesIn(link, ref, own, doing, signal);
        return uses && `${link} ${uses}`;
      } catch (error) {
        if (!isFailure(error, 'unreachable') && !isFailure(error, 'unavailable')) throw error;
        return `${link} cannot be read`;
      }
    }),
  );
  const users = found.filter((one) => one !== undefined).sort(compareText);
  return users.length === 0 ? undefined : `${name} of ${ref.cluster} is still imported: ${users.join('; ')}`;
}

async function isExported(ref: ClusterRef, { ports }: Doing, signal: AbortSignal): Promise<boolean> {
  const { id, api } = serviceExport;
  const groups = [api.group, ...api.otherGroups.map(({ group }) => group)];
  const all = await Promise.all(
    groups.map((group) => ports.clusters.get({ ...ref, kind: id, group, plural: api.plural }, signal)),
  );
  return all.some((one) => one !== undefined);
}

/** In words, how a cluster still leads to the pods; undefined for no way. */
async function usesIn(
  link: ClusterLink,
  ref: ClusterRef,
  own: ReadonlySet<string>,
  doing: Doing,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { namespace = '', name } = ref;
  const imports = await doing.ports.clusters.read(link, IMPORTS, { namespace }, signal);
  const exporters = imports
    .filter((one) => textAt(one, 'metadata', 'name') === name)
    .flatMap((one) => objectsAt(one, 'status', 'clusters'))
    .map((one) => linkOfMembership(textAt(one, 'cluster') ?? '', doing.fleet));
  if (exporters.includes(ref.cluster)) return 'has it among those of its import';
  const slices = await slicesIn(link, ref, doing, signal);
  const imported = [
    ...addressesIn(slices, SERVICE_NAME, derivedServiceName({ namespace, name })),
    ...addressesIn(slices, IMPORTED_NAME, name),
  ];
  return imported.some((address) => own.has(address)) ? 'has endpoints of it' : undefined;
}

type Slices = Awaited<ReturnType<Doing['ports']['clusters']['read']>>;

function slicesIn(
  link: ClusterLink,
  { namespace = '' }: ClusterRef,
  { ports }: Doing,
  signal: AbortSignal,
): Promise<Slices> {
  return ports.clusters.read(link, 'endpointSlice', { namespace }, signal);
}

/** Of the slices with that label. */
function addressesIn(slices: Slices, label: string, value: string): ReadonlySet<string> {
  return new Set(
    slices
      .filter((slice) => textAt(slice, 'metadata', 'labels', label) === value)
      .flatMap((slice) => objectsAt(slice, 'endpoints'))
      .flatMap((endpoint) => listAt(endpoint, 'addresses'))
      .filter((address) => typeof address === 'string'),
  );
}

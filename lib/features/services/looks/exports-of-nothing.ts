// Exports of nothing: GKE exports a Service of the name and namespace that stands in the cluster of the export.
// Source: KEP-1645, ServiceExport condition Valid, reason NoService.
import { textAt } from '../../../core/index.ts';
import type { Finding, FleetAtHand, Look, UnitAtHand } from '../../../live/index.ts';
import { type ClusterRef, type DesiredState, isClusterRef, refKey } from '../../../model/index.ts';
import { diagnostic } from '../codes.ts';
import { inGit } from '../git/in-git.ts';
import { serviceExport } from '../kinds/service-export.ts';
import { SERVICES } from './apis.ts';

/** A finding for each export that is to come to a cluster where no such Service stands, unless Git brings one. */
export async function exportsOfNothing(
  units: readonly UnitAtHand[],
  look: Look,
  { input }: FleetAtHand,
): Promise<readonly Finding[]> {
  const git = inGit(input.manifests);
  const exports = units.flatMap(comingTo).flatMap(({ ref, owners }) => {
    const [owner] = owners;
    return isClusterRef(ref) && ref.kind === serviceExport.id && owner !== undefined ? [{ ref, owner }] : [];
  });
  const places = Map.groupBy(exports, ({ ref }) => `${ref.cluster} ${ref.namespace}`);
  const found = [...places.values()].map(async (ones) => {
    const [first] = ones;
    const standing = first === undefined ? undefined : await namesAt(first.ref, look);
    if (standing === undefined) return [];
    return ones
      .filter(
        ({ ref }) => !standing.has(ref.name) && git.service(ref.cluster, ref.namespace ?? '', ref.name) === undefined,
      )
      .map(({ ref, owner }) => {
        const message = `${ref.cluster} has no Service ${ref.namespace}/${ref.name}: nothing is exported until there is one`;
        return { ...diagnostic('export-without-service', message), owner, path: ['metadata', 'name'] };
      });
  });
  return (await Promise.all(found)).flat();
}

function comingTo({ changes, desired }: UnitAtHand): DesiredState['resources'] {
  const keys = new Set(changes.flatMap(({ key, kind }) => (kind === 'create' || kind === 'adopt' ? [key] : [])));
  return desired.resources.filter(({ ref }) => keys.has(refKey(ref)));
}

/** Undefined when the cluster cannot be read. */
async function namesAt({ cluster, namespace = '' }: ClusterRef, look: Look): Promise<ReadonlySet<string> | undefined> {
  const services = await look.read(cluster, SERVICES, { namespace });
  return services && new Set(services.map((service) => textAt(service, 'metadata', 'name') ?? ''));
}

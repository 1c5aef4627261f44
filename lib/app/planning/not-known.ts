// What is not known while a fleet is planned, as findings: nothing that could not be read is ever silently green.
import { type Diagnostic, diagnostic, type SourceRef } from '../../core/index.ts';
import type { Facts, Fleet } from '../../fleet/index.ts';
import {
  type ClusterLink,
  type Kinds,
  type ObservedState,
  silentClusters,
  type UnknownPart,
  whyUnread,
} from '../../model/index.ts';

interface Read {
  readonly observed: Pick<ObservedState, 'unknown'>;
  readonly facts: Pick<Facts, 'clusters'>;
}

/** Parts of the cloud, and records. */
export function notKnown(kinds: Kinds, input: Read & Unrecorded): readonly Diagnostic[] {
  return [...unreadParts(kinds, input.fleet, unknownParts(input)), ...unrecordedDiagnostics(input)];
}

/** With the clusters of which only the facts could not be read: a plan without them is made again when they can. */
export function unknownParts({ observed: { unknown }, facts }: Read): readonly UnknownPart[] {
  const told = silentClusters(unknown);
  const unread = Object.entries(facts.clusters).flatMap(([cluster, { state, unread: why }]): readonly UnknownPart[] => {
    if (state === 'fresh' || told.has(cluster)) return [];
    const reason = `its namespaces and nodes could not be read${why === undefined ? '' : `: ${why.reason}`}`;
    return [{ part: 'cluster', cluster, reason, ...(why?.refused === true ? { refused: true } : {}) }];
  });
  return [...unknown, ...unread];
}

/** One for each cluster and each kind that could not be read. */
function unreadParts(kinds: Kinds, fleet: Fleet, unknown: readonly UnknownPart[]): readonly Diagnostic[] {
  return unknown.map((part) => {
    const source = placeOfPart(fleet, part);
    if (part.part === 'compute')
      return diagnostic('compute-unreadable', `Compute ${part.kind} cannot be read: ${part.reason}`, source);
    const { cluster, refused, kinds: some } = part;
    const why = whyUnread(kinds, part);
    if (refused === true)
      return diagnostic('cluster-refuses', `cluster ${cluster} refuses the credential of the planner: ${why}`, source);
    const what = some === undefined ? `cluster ${cluster}` : `part of cluster ${cluster}`;
    return diagnostic('cluster-unreachable', `${what} cannot be read: ${why}`, source);
  });
}

export function placeOfPart(fleet: Fleet, part: UnknownPart): SourceRef {
  return (part.part === 'cluster' ? placeOfCluster(fleet, part.cluster) : undefined) ?? fleet.source;
}

function placeOfCluster({ clusters }: Fleet, cluster: ClusterLink): SourceRef | undefined {
  return clusters.find(({ link }) => link === cluster)?.source;
}

/** An error where no cluster takes the planner's credential: whoever sees nothing of the fleet plans nothing for it. */
export function refusedEverywhere({ clusters, source }: Fleet, unknown: readonly UnknownPart[]): readonly Diagnostic[] {
  const silent = silentClusters(unknown);
  const refusals = unknown.flatMap((part) =>
    part.part === 'cluster' && part.refused === true && silent.has(part.cluster) ? [part] : [],
  );
  if (clusters.length === 0 || refusals.length < clusters.length) return [];
  const each = refusals.map(({ cluster, reason }) => `${cluster}: ${reason}`).join('; ');
  return [diagnostic('credential-refused', `every cluster refuses the credential of the planner: ${each}`, source)];
}

export interface Unrecorded {
  readonly fleet: Fleet;
  /** Units without a record of which something stands. */
  readonly unrecorded: ReadonlySet<string>;
  /** Units whose record cannot be used → what is wrong with it, as part of a sentence. */
  readonly damaged: ReadonlyMap<string, string>;
}

function unrecordedDiagnostics({ fleet, unrecorded, damaged }: Unrecorded): readonly Diagnostic[] {
  const units = [...new Set([...unrecorded, ...damaged.keys()])].sort();
  return units.map((unit) => {
    const why = damaged.get(unit) ?? 'is not in the bucket, and resources in the cloud carry its mark';
    const message = `the record of what was applied of ${unit} ${why}`;
    const hint = 'Where it stands as it is wanted the record is made anew; nothing is taken away without an approval.';
    return diagnostic('unit-unrecorded', message, fleet.source, hint);
  });
}

/** @param units what each is planned without. */
export function leftOutMembers(
  fleet: Fleet,
  units: readonly { readonly unit: string; readonly leftOut: readonly ClusterLink[] }[],
): readonly Diagnostic[] {
  const members = [...new Set(units.flatMap(({ leftOut }) => leftOut))].sort();
  return members.map((link) => {
    const names = units.filter(({ leftOut }) => leftOut.includes(link)).map(({ unit }) => unit);
    const message = `what is new in ${names.join(', ')} is planned without ${link}, which cannot be read: it is added when it answers`;
    return diagnostic('member-left-out', message, placeOfCluster(fleet, link) ?? fleet.source);
  });
}

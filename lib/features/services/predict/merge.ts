// What several exports of one name are merged into. Nothing public says that GKE's controller follows the standard
// where exports disagree. Source: KEP-1645, "Constraints and Conflict Resolution"; families as Cilium has them, for the
// standard leaves them open.
import { canonicalJson } from '../../../core/index.ts';
import type { ClusterLink } from '../../../model/index.ts';
import type { ExportedService, IpFamily, Labels } from './exported-service.ts';
import type { Constituent } from './exporters.ts';
import { type MergedPort, mergePorts, portsText } from './merge-ports.ts';

/** Reasons of the condition Conflict of an export, as the standard names them, in its order. */
export type ConflictReason =
  | 'TypeConflict'
  | 'PortConflict'
  | 'SessionAffinityConflict'
  | 'SessionAffinityConfigConflict'
  | 'IPFamilyConflict'
  | 'InternalTrafficPolicyConflict'
  | 'TrafficDistributionConflict'
  | 'LabelsConflict'
  | 'AnnotationsConflict';

export interface Said {
  readonly cluster: ClusterLink;
  readonly value: string;
}

export interface Conflict {
  readonly reason: ConflictReason;
  /** As people read it. */
  readonly field: string;
  /** The oldest export, whose value counts; of ports, whose names and numbers count first. */
  readonly winner: Said;
  /** Those that say something else, the oldest first. */
  readonly others: readonly Said[];
}

export interface Merged {
  readonly type: 'ClusterSetIP' | 'Headless';
  readonly ports: readonly MergedPort[];
  readonly sessionAffinity: ExportedService['sessionAffinity'];
  readonly affinityTimeoutSeconds?: number;
  /** None: as each importing cluster has them. */
  readonly ipFamilies: readonly IpFamily[];
  readonly internalTrafficPolicy: ExportedService['internalTrafficPolicy'];
  readonly trafficDistribution?: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  /** Sorted by reason, as above. */
  readonly conflicts: readonly Conflict[];
}

interface Compared {
  readonly reason: ConflictReason;
  readonly field: string;
  /** Equal texts agree; undefined takes no part. */
  readonly said: (one: Constituent) => string | undefined;
}

const COMPARED: readonly Compared[] = [
  { reason: 'TypeConflict', field: 'type', said: ({ service }) => service.type },
  { reason: 'PortConflict', field: 'ports', said: ({ service }) => portsText(service.ports) },
  { reason: 'SessionAffinityConflict', field: 'sessionAffinity', said: ({ service }) => service.sessionAffinity },
  {
    reason: 'SessionAffinityConfigConflict',
    field: 'sessionAffinityConfig',
    said: ({ service }) => secondsText(service.affinityTimeoutSeconds),
  },
  {
    reason: 'InternalTrafficPolicyConflict',
    field: 'internalTrafficPolicy',
    said: ({ service }) => service.internalTrafficPolicy,
  },
  {
    reason: 'TrafficDistributionConflict',
    field: 'trafficDistribution',
    said: ({ service }) => service.trafficDistribution ?? 'none',
  },
  { reason: 'LabelsConflict', field: 'exportedLabels', said: ({ labels = {} }) => canonicalJson(labels) },
  {
    reason: 'AnnotationsConflict',
    field: 'exportedAnnotations',
    said: ({ annotations = {} }) => canonicalJson(annotations),
  },
];

/** @param constituents the oldest first; undefined for none, of which nothing is imported. */
export function merge(constituents: readonly Constituent[]): Merged | undefined {
  const [oldest] = constituents;
  if (oldest === undefined || oldest.service.type === 'ExternalName') return undefined;
  const { service } = oldest;
  const families = mergeFamilies(constituents);
  const conflicts = COMPARED.flatMap((compared) => conflictOf(compared, oldest, constituents));
  return {
    type: oldest.service.type,
    ports: mergePorts(constituents),
    sessionAffinity: service.sessionAffinity,
    ...(service.affinityTimeoutSeconds === undefined ? {} : { affinityTimeoutSeconds: service.affinityTimeoutSeconds }),
    ipFamilies: families.kept,
    internalTrafficPolicy: service.internalTrafficPolicy,
    ...(service.trafficDistribution === undefined ? {} : { trafficDistribution: service.trafficDistribution }),
    labels: oldest.labels ?? {},
    annotations: oldest.annotations ?? {},
    conflicts: [...conflicts, ...families.conflicts],
  };
}

function conflictOf(
  { reason, field, said }: Compared,
  oldest: Constituent,
  constituents: readonly Constituent[],
): readonly Conflict[] {
  const winner = { cluster: oldest.cluster, value: said(oldest) ?? '' };
  const others = constituents.flatMap((one) => {
    const value = said(one);
    return value === undefined || value === winner.value ? [] : [{ cluster: one.cluster, value }];
  });
  return others.length === 0 ? [] : [{ reason, field, winner, others }];
}

/** What all have so far; one that has nothing in common with the older ones is passed over. */
function mergeFamilies(constituents: readonly Constituent[]): {
  readonly kept: readonly IpFamily[];
  readonly conflicts: readonly Conflict[];
} {
  const [first, ...younger] = constituents.filter(({ service }) => service.ipFamilies.length > 0);
  if (first === undefined) return { kept: [], conflicts: [] };
  let kept = first.service.ipFamilies;
  const others: Said[] = [];
  for (const { cluster, service } of younger) {
    const common = kept.filter((family) => service.ipFamilies.includes(family));
    if (common.length === 0) others.push({ cluster, value: service.ipFamilies.join(', ') });
    else kept = common;
  }
  const winner = { cluster: first.cluster, value: first.service.ipFamilies.join(', ') };
  const conflict = { reason: 'IPFamilyConflict', field: 'ipFamilies', winner, others } as const;
  return { kept, conflicts: others.length === 0 ? [] : [conflict] };
}

function secondsText(seconds: number | undefined): string {
  return seconds === undefined ? 'none' : `${seconds} s`;
}

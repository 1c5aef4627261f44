// Who exports a name, in the order that decides conflicts: the oldest export first. Source: KEP-1645, "Constraints and
// Conflict Resolution"; the tie by the cluster's name is that of Cilium, for the standard has none.
import { compareText } from '../../../core/index.ts';
import type { ClusterLink } from '../../../model/index.ts';
import type { ExportedService, Labels } from './exported-service.ts';

export interface Exporter {
  readonly cluster: ClusterLink;
  /**
   * When the export was made in its cluster, in milliseconds since the epoch. `new`: it is not there yet, and will be
   * the youngest. `unknown`: the cluster cannot be read.
   */
  readonly since: number | 'new' | 'unknown';
  /** `missing`: the cluster has none of that name. `unknown`: nobody can say what it is. */
  readonly service: ExportedService | 'missing' | 'unknown';
  /** Of exports of multicluster.x-k8s.io. */
  readonly labels?: Labels;
  readonly annotations?: Labels;
}

/** An exporter that is known to take part. */
export interface Constituent extends Exporter {
  readonly service: ExportedService;
}

/** The oldest first; one whose age is not known stands with the youngest, and `isCertain` says so. */
export function byAge(exporters: readonly Exporter[]): readonly Exporter[] {
  return exporters.toSorted((a, b) => compareAges(rank(a), rank(b)) || compareText(a.cluster, b.cluster));
}

/** Source: KEP-1645, condition Valid: an export without a Service, or of an ExternalName, takes no part. */
export function takesPart(exporter: Exporter): exporter is Constituent {
  return typeof exporter.service === 'object' && exporter.service.type !== 'ExternalName';
}

/** Whether what could not be read cannot change who wins. */
export function isOrderKnown(exporters: readonly Exporter[]): boolean {
  return exporters.length < 2 || exporters.every(({ since, service }) => since !== 'unknown' && service !== 'unknown');
}

function rank({ since }: Exporter): number {
  return typeof since === 'number' ? since : Number.POSITIVE_INFINITY;
}

/** Two that are the youngest are of one age: their difference is no number. */
function compareAges(a: number, b: number): number {
  return a === b ? 0 : a - b;
}

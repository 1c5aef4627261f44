// What stands in the description of a backend: which cluster its group is of, and, while a person keeps requests away
// from it, until when, who and why. It lies on the backend service, which is global: it can be read and written while
// the region of the cluster is down, and without anything else of ours.
import type { ClusterLink } from '../../../model/index.ts';

/** A person's word that a cluster is to get no requests. */
export interface Drain {
  /** Who said it. */
  readonly by: string;
  /** Until when, milliseconds since the epoch, whole seconds. */
  readonly until: number;
  /** On one line. */
  readonly reason: string;
  /** While it gets its requests back: the share that it has, and since when, milliseconds since the epoch. */
  readonly back?: { readonly share: number; readonly since: number };
}

export interface BackendMark {
  readonly cluster: ClusterLink;
  readonly drain?: Drain;
}

const FORM =
  /^rangelight cluster=([^\s/]+\/\S+)(?: drained until=(\S+) by=(\S+)(?: back=(0\.\d+)@(\S+))? reason=(.*))?$/;

/** How a description begins that says more than the cluster, which is the group: what it stands on stays as it is. */
export const DRAINED = /^(rangelight cluster=\S+) drained /;

/**
 * `rangelight cluster=us-west1/gke-us`; of one that is drained `… drained until=2026-01-05T10:00:00Z by=anna reason=…`,
 * and with `back=0.1@2026-01-05T10:01:00Z` before the reason while it gets its requests back.
 */
export function backendMark({ cluster, drain }: BackendMark): string {
  const mark = `rangelight cluster=${cluster}`;
  if (drain === undefined) return mark;
  const back = drain.back === undefined ? '' : ` back=${drain.back.share}@${timeText(drain.back.since)}`;
  const by = drain.by.trim().replace(/\s+/g, '-');
  return `${mark} drained until=${timeText(drain.until)} by=${by}${back} reason=${drain.reason.trim().replace(/\s+/g, ' ')}`;
}

/** Undefined for a description that is none of ours. */
export function parseBackendMark(description: string | undefined): BackendMark | undefined {
  const [, cluster, until, by, share, since, reason] = FORM.exec(description ?? '') ?? [];
  if (cluster === undefined) return undefined;
  if (until === undefined || by === undefined || reason === undefined) return { cluster };
  const back = share === undefined ? {} : { back: { share: Number(share), since: timeOf(since) } };
  return { cluster, drain: { by, until: timeOf(until), reason, ...back } };
}

function timeText(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** A time that nobody can read is long over: what is drained for ever nobody gives back. */
function timeOf(text: string | undefined): number {
  return Date.parse(text ?? '') || 0;
}

// Whether what GKE made of an exported name in one cluster is what was expected, after the time that it takes. What cannot be read is
// unknown, never absent. Sources: GKE documents up to 5 minutes for an export, 20 for the first one of a fleet, and that endpoints
// follow soon after; its parts are those of the objects that its samples print.
import type { ClusterLink } from '../../../model/index.ts';

const MINUTE_MS = 60_000;
export const GRACE_MS = { usual: 5 * MINUTE_MS, firstOfFleet: 20 * MINUTE_MS } as const;

/** What an importing cluster is expected to have of a name. */
export interface Expected {
  /** `namespace/name`. */
  readonly service: string;
  readonly cluster: ClusterLink;
  readonly type: 'ClusterSetIP' | 'Headless';
  /** Sorted. */
  readonly exporters: readonly ClusterLink[];
  /** `80/TCP`, sorted; undefined where exports disagree, for nobody says what GKE makes of that. */
  readonly ports: readonly string[] | undefined;
  /** Endpoints that are ready behind it in the clusters that export it; undefined where that cannot be read. */
  readonly ready: number | undefined;
}

/** What it has. */
export interface SeenName {
  readonly import:
    | {
        readonly exporters: readonly string[];
        readonly ports: readonly string[];
        readonly addresses: number;
        readonly derivedName: string;
      }
    | undefined;
  /** Whether the Service behind it stands. */
  readonly hasService: boolean;
  /** Ready endpoints of that Service; undefined where they cannot be read. */
  readonly ready: number | undefined;
}

export type Verdict =
  | { readonly state: 'ok' | 'unknown' }
  /** Still within the time that it takes. */
  | { readonly state: 'awaited'; readonly why: string }
  | { readonly state: 'missing' | 'wrong'; readonly why: string };

/**
 * @param seen undefined where the cluster cannot be read.
 * @param waitedMs since it is expected like this.
 */
export function judge(expected: Expected, seen: SeenName | undefined, waitedMs: number, isFirst: boolean): Verdict {
  if (seen === undefined) return { state: 'unknown' };
  const found = fault(expected, seen);
  if (found === undefined) return { state: 'ok' };
  const grace = isFirst ? GRACE_MS.firstOfFleet : GRACE_MS.usual;
  return waitedMs < grace ? { state: 'awaited', why: found.why } : found;
}

/** The first that is not as expected: each stands on the ones before. */
function fault(expected: Expected, seen: SeenName): Extract<Verdict, { state: 'missing' | 'wrong' }> | undefined {
  const { service, type, exporters, ports, ready } = expected;
  const made = seen.import;
  const missing = (why: string) => ({ state: 'missing', why }) as const;
  const wrong = (why: string) => ({ state: 'wrong', why }) as const;
  if (made === undefined)
    return missing(
      `there is no ServiceImport ${service}: look whether the Deployment gke-mcs-importer runs in gke-mcs`,
    );
  const lacking = exporters.filter((one) => !made.exporters.includes(one));
  if (lacking.length > 0)
    return missing(`its import does not have ${lacking.join(', ')} among the clusters that export it`);
  const strange = made.exporters.filter((one) => !exporters.includes(one));
  if (strange.length > 0) return wrong(`its import still has ${strange.join(', ')} among the clusters that export it`);
  if (ports !== undefined && ports.join() !== made.ports.join())
    return wrong(`its import has the ports ${made.ports.join(', ') || 'none'}, and not ${ports.join(', ')}`);
  if (type === 'Headless') return undefined;
  if (made.addresses === 0) return missing('its import has no address');
  if (!seen.hasService) return missing(`the Service ${made.derivedName} behind it is not there: calls time out`);
  if (ready !== undefined && ready > 0 && seen.ready === 0)
    return missing(
      `the Service ${made.derivedName} behind it has no ready endpoint, of ${ready} that are ready in the clusters that export it: calls are refused`,
    );
  return undefined;
}

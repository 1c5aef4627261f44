// Whether what GKE made of an exported name in one cluster is what was expected. What cannot be read is unknown, never
// absent. Sources: its parts are those of the objects that GKE's samples print; names of pods by the DNS specification
// of multi-cluster Services, 2.4.2 and 2.4.3.
import type { ClusterLink } from '../../../model/index.ts';
import { IMPORTER } from '../groups.ts';
import { answerTo, type ImportedName, reverseName } from '../predict/clusterset-dns.ts';

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
  /** Ready behind it in the clusters that export it; undefined where that cannot be read. */
  readonly pods: readonly Pod[] | undefined;
}

/** A ready pod behind an exported name. */
export interface Pod {
  readonly cluster: ClusterLink;
  readonly address: string;
  /** '' where it has none of its own. */
  readonly hostname: string;
}

/** What it has. */
export interface SeenName {
  readonly import:
    | {
        readonly exporters: readonly string[];
        readonly ports: readonly string[];
        readonly addresses: number;
        readonly derivedName: string;
        /** Who says that it is theirs; undefined where nobody does. */
        readonly manager: string | undefined;
      }
    | undefined;
  /** Whether the Service behind it stands. */
  readonly hasService: boolean;
  /** Ready endpoints of that Service; undefined where they cannot be read. */
  readonly ready: number | undefined;
  /**
   * Of a headless name, the pods that have names there; undefined where the cluster has nothing of them in the form of
   * the standard, for Google does not say in which form its importer writes them.
   */
  readonly named: ImportedName | undefined;
}

/** Each stands on the ones before. */
export type JudgedPart = 'import' | 'manager' | 'exporters' | 'ports' | 'address' | 'service' | 'endpoints' | 'pods';

export interface Fault {
  readonly part: JudgedPart;
  /** With what a caller feels. */
  readonly why: string;
}

/** The first part that is not as expected. */
export function faultOf(expected: Expected, seen: SeenName): Fault | undefined {
  const { service, type, exporters, ports } = expected;
  const made = seen.import;
  if (made === undefined)
    return {
      part: 'import',
      why: `there is no ServiceImport ${service}: look whether the Deployment gke-mcs-importer runs in gke-mcs`,
    };
  if (made.manager !== undefined && made.manager !== IMPORTER)
    return {
      part: 'manager',
      why: `its import belongs to ${made.manager}, and not to GKE: delete that ServiceImport, or withdraw the export`,
    };
  const lacking = exporters.filter((one) => !made.exporters.includes(one));
  if (lacking.length > 0)
    return {
      part: 'exporters',
      why: `its import does not have ${lacking.join(', ')} among the clusters that export it`,
    };
  const strange = made.exporters.filter((one) => !exporters.includes(one));
  if (strange.length > 0)
    return { part: 'exporters', why: `its import still has ${strange.join(', ')} among the clusters that export it` };
  if (ports !== undefined && ports.join() !== made.ports.join())
    return {
      part: 'ports',
      why: `its import has the ports ${made.ports.join(', ') || 'none'}, and not ${ports.join(', ')}`,
    };
  return type === 'Headless' ? namesFault(expected, seen) : addressFault(expected, seen, made);
}

function addressFault(
  { pods }: Expected,
  { hasService, ready }: SeenName,
  { addresses, derivedName }: NonNullable<SeenName['import']>,
): Fault | undefined {
  if (addresses === 0) return { part: 'address', why: 'its import has no address' };
  if (!hasService) return { part: 'service', why: `the Service ${derivedName} behind it is not there: calls time out` };
  if (pods !== undefined && pods.length > 0 && ready === 0)
    return {
      part: 'endpoints',
      why: `the Service ${derivedName} behind it has no ready endpoint, of ${pods.length} that are ready in the clusters that export it: calls are refused`,
    };
  return undefined;
}

/** By name and back by address. */
function namesFault({ pods = [] }: Expected, { named }: SeenName): Fault | undefined {
  if (named === undefined) return undefined;
  const nameless = pods.filter(({ address }) => pointer(address, named) === undefined);
  const [first] = nameless;
  if (first !== undefined)
    return {
      part: 'pods',
      why: `${nameless.length} of ${pods.length} ready pods have no name there, such as ${first.address} of ${first.cluster}: callers do not find them`,
    };
  const other = pods.find(
    ({ address, hostname }) => hostname !== '' && pointer(address, named)?.startsWith(`${hostname}.`) === false,
  );
  if (other !== undefined)
    return {
      part: 'pods',
      why: `the pod ${other.hostname} of ${other.cluster} is called ${pointer(other.address, named)} there`,
    };
  const gone = named.endpoints.find(
    ({ isReady, addresses }) => isReady && !addresses.some(({ text }) => pods.some(({ address }) => address === text)),
  );
  if (gone === undefined || pods.length === 0) return undefined;
  return {
    part: 'pods',
    why: `it still has ${gone.addresses.map(({ text }) => text).join(', ')}, where no ready pod is: calls to it time out`,
  };
}

function pointer(address: string, named: ImportedName): string | undefined {
  const [record] = answerTo({ name: reverseName(address), type: 'PTR' }, [named]).records;
  return record?.type === 'PTR' ? record.target : undefined;
}

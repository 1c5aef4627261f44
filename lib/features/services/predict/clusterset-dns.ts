// What is answered to a question about clusterset.local, out of the imports of one cluster. Source: Kubernetes
// DNS-Based Multicluster Service Discovery 1.0.0, by its sections. A name that is not there is NXDOMAIN; one that has
// nothing of the type is NODATA, an answer without records.
import { clustersetName } from '../clusterset-name.ts';
import type { ExportedPort, IpFamily } from './exported-service.ts';

export interface DnsQuestion {
  /** Without the dot at its end. */
  readonly name: string;
  readonly type: 'A' | 'AAAA' | 'SRV' | 'PTR' | 'TXT';
}

export type DnsRecord =
  | { readonly type: 'A' | 'AAAA'; readonly address: string }
  | { readonly type: 'SRV'; readonly port: number; readonly target: string }
  | { readonly type: 'PTR'; readonly target: string }
  | { readonly type: 'TXT'; readonly text: string };

export interface DnsAnswer {
  readonly code: 'NOERROR' | 'NXDOMAIN';
  readonly records: readonly DnsRecord[];
}

export interface Address {
  readonly family: IpFamily;
  /** In words, where nobody gave it yet. */
  readonly text: string;
}

type NamedPort = Pick<ExportedPort, 'name' | 'protocol' | 'port'>;

/** A pod behind an import. */
export interface NamedEndpoint {
  /** One DNS label, or two: name and location of a membership. */
  readonly clusterId: string;
  /** Its own, or another one that is unique in its cluster. */
  readonly hostname: string;
  readonly addresses: readonly Address[];
  /** Also where nothing is said of it. */
  readonly isReady: boolean;
  /** As its slice has them: the ports of the pod. */
  readonly ports: readonly NamedPort[];
}

export interface ImportedName {
  readonly namespace: string;
  readonly name: string;
  readonly type: 'ClusterSetIP' | 'Headless';
  /** Of a ClusterSetIP. */
  readonly ips: readonly Address[];
  readonly ports: readonly NamedPort[];
  readonly endpoints: readonly NamedEndpoint[];
}

const ZONE = '.clusterset.local';
const SCHEMA_VERSION = '1.0.0';
const NXDOMAIN: DnsAnswer = { code: 'NXDOMAIN', records: [] };

export function answerTo(question: DnsQuestion, imports: readonly ImportedName[]): DnsAnswer {
  const name = question.name.toLowerCase();
  const records = name.endsWith('.arpa') ? pointersTo(name, imports) : recordsOf(name, imports);
  if (records.length === 0) return isEmptyAddress(name, imports) ? { code: 'NOERROR', records } : NXDOMAIN;
  return { code: 'NOERROR', records: records.filter(({ type }) => type === question.type) };
}

/** All records of a name; none for one that is not there. */
function recordsOf(name: string, imports: readonly ImportedName[]): readonly DnsRecord[] {
  if (name === `dns-version${ZONE}`) return [{ type: 'TXT', text: SCHEMA_VERSION }];
  return imports.flatMap((one) => {
    const own = clustersetName(one);
    if (name !== own && !name.endsWith(`.${own}`)) return [];
    const below = name.slice(0, -own.length - 1);
    return one.type === 'Headless' ? headlessRecords(one, own, below) : clusterSetIpRecords(one, own, below);
  });
}

/** Sections 2.3.1 and 2.3.2. Nothing else is below the name, cluster ids least of all (2.3.4). */
function clusterSetIpRecords({ ips, ports }: ImportedName, own: string, below: string): readonly DnsRecord[] {
  if (below === '') return ips.map(addressRecord);
  return ports.filter((port) => below === serviceLabel(port)).map(({ port }) => ({ type: 'SRV', port, target: own }));
}

/**
 * Sections 2.4.1 and 2.4.2: ready endpoints alone, each with a name of its own. A cluster id alone is no name (2.4.4).
 */
function headlessRecords({ endpoints }: ImportedName, own: string, below: string): readonly DnsRecord[] {
  const ready = endpoints.filter(({ isReady }) => isReady);
  if (below === '') return ready.flatMap(({ addresses }) => addresses.map(addressRecord));
  const named = ready.filter((endpoint) => below === labelsOf(endpoint));
  if (named.length > 0) return named.flatMap(({ addresses }) => addresses.map(addressRecord));
  return ready.flatMap((endpoint) =>
    endpoint.ports
      .filter((port) => below === serviceLabel(port))
      .map(({ port }) => ({ type: 'SRV', port, target: `${labelsOf(endpoint)}.${own}` }) as const),
  );
}

/** Section 2.3.3, 2.4.3. */
function pointersTo(name: string, imports: readonly ImportedName[]): readonly DnsRecord[] {
  return imports.flatMap((one) => {
    const own = clustersetName(one);
    const isAsked = ({ text }: Address): boolean => reverseName(text) === name;
    if (one.type === 'ClusterSetIP') return one.ips.some(isAsked) ? [{ type: 'PTR', target: own } as const] : [];
    return one.endpoints
      .filter(({ isReady, addresses }) => isReady && addresses.some(isAsked))
      .map((endpoint) => ({ type: 'PTR', target: `${labelsOf(endpoint)}.${own}` }) as const);
  });
}

/** An import that GKE gave no address yet: its name is there, and has no records. Seen in CoreDNS. */
function isEmptyAddress(name: string, imports: readonly ImportedName[]): boolean {
  return imports.some((one) => one.type === 'ClusterSetIP' && clustersetName(one) === name);
}

/** Of named ports alone. Source: section 2.3.2. */
function serviceLabel({ name, protocol }: NamedPort): string | undefined {
  return name === '' ? undefined : `_${name}._${protocol}`.toLowerCase();
}

function labelsOf({ hostname, clusterId }: NamedEndpoint): string {
  return `${hostname}.${clusterId}`.toLowerCase();
}

function addressRecord({ family, text }: Address): DnsRecord {
  return { type: family === 'IPv4' ? 'A' : 'AAAA', address: text };
}

/** Source: RFC 1035, 3.5, and RFC 3596, 2.5. */
export function reverseName(address: string): string {
  if (!address.includes(':')) return `${address.toLowerCase().split('.').reverse().join('.')}.in-addr.arpa`;
  const [head = '', tail] = address.toLowerCase().split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - left.length - right.length }, () => '0');
  const groups = [...left, ...zeros, ...right].map((group) => group.padStart(4, '0'));
  return `${groups.join('').split('').reverse().join('.')}.ip6.arpa`;
}

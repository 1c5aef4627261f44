// What all exports of one name come to, out of what the importer has seen of each member. That GKE does as KEP-1645
// says where exports disagree is unverified. Pure.
import { madeAt, type Member } from './member.ts';
import type { Endpoint, Port, Service, Texts } from './objects.ts';

/** More than it says that it takes: it goes on with so many. */
export interface Limits {
  /** That export one name. */
  readonly clusters: number;
  /** Behind one name. */
  readonly pods: number;
  /** Of all names. */
  readonly ports: number;
}

export interface NamedPort {
  readonly name: string;
  readonly protocol: string;
  readonly port: number;
  readonly appProtocol?: string;
}

/** The endpoints of one slice in the cluster that exports them. */
export interface Source {
  readonly membership: string;
  readonly clusterId: string;
  /** Of the slice there. */
  readonly slice: string;
  readonly addressType: string;
  /** As pods have them: those that lead somewhere under the name. */
  readonly ports: readonly NamedPort[];
  readonly endpoints: readonly Endpoint[];
}

/** What changes rarely, and takes minutes. */
export interface Shape {
  readonly type: 'ClusterSetIP' | 'Headless';
  readonly ports: readonly NamedPort[];
  readonly sessionAffinity: string;
  readonly timeoutSeconds?: number;
  readonly ipFamilies: readonly string[];
  readonly internalTrafficPolicy: string;
  readonly trafficDistribution?: string;
  readonly labels: Texts;
  readonly annotations: Texts;
  /** The oldest first. */
  readonly exporters: readonly Exporter[];
}

interface Exporter {
  readonly membership: string;
  /** Names of the ports that lead there. */
  readonly leading: readonly string[];
}

interface Taking {
  readonly member: Member;
  readonly since: number;
  readonly service: Service;
  readonly labels: Texts;
  readonly annotations: Texts;
}

/** @param key `namespace/name`. Undefined: nobody exports it. */
export function shapeOf(key: string, members: readonly Member[], limits: Limits): Shape | undefined {
  let ranks: readonly Taking[] = [];
  for (const member of members) {
    const one = takingOf(key, member);
    if (one !== undefined) ranks = insert(ranks, one);
  }
  ranks = ranks.slice(0, limits.clusters);
  const [first] = ranks;
  if (first === undefined) return undefined;
  const { spec = {} } = first.service;
  const ports = claimedPorts(ranks);
  const timeoutSeconds = spec.sessionAffinityConfig?.clientIP?.timeoutSeconds;
  return {
    type: spec.clusterIP === 'None' ? 'Headless' : 'ClusterSetIP',
    ports,
    sessionAffinity: spec.sessionAffinity ?? 'None',
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    ipFamilies: commonFamilies(ranks),
    internalTrafficPolicy: spec.internalTrafficPolicy ?? 'Cluster',
    ...(spec.trafficDistribution === undefined ? {} : { trafficDistribution: spec.trafficDistribution }),
    labels: first.labels,
    annotations: first.annotations,
    exporters: ranks.map((one) => ({ membership: one.member.membership, leading: leadingPorts(one, ports) })),
  };
}

/** The endpoints behind a name, as its exporters have them now. */
export function sourcesOf(key: string, members: readonly Member[], shape: Shape, pods: number): readonly Source[] {
  const all = shape.exporters.flatMap(({ membership, leading }) =>
    members.filter((member) => member.membership === membership).flatMap((member) => slicesOf(key, member, leading)),
  );
  return limited(all, pods);
}

/** Source: KEP-1645, condition Valid. */
function takingOf(key: string, member: Member): Taking | undefined {
  const made = member.export(key);
  const service = member.service(key);
  if (made === undefined || service === undefined || service.spec?.type === 'ExternalName') return undefined;
  const { exportedLabels: labels = {}, exportedAnnotations: annotations = {} } = made.spec ?? {};
  return { member, since: madeAt(made), service, labels, annotations };
}

/**
 * Before the first that it goes ahead of: an older export; of one second, the membership that is first in the alphabet.
 */
function insert(ranks: readonly Taking[], one: Taking): readonly Taking[] {
  const at = ranks.findIndex(
    (other) =>
      one.since < other.since || (one.since === other.since && one.member.membership < other.member.membership),
  );
  return at === -1 ? [...ranks, one] : ranks.toSpliced(at, 0, one);
}

/** Each port claims its name and its number; a claim of an older export stands. */
function claimedPorts(ranks: readonly Taking[]): readonly NamedPort[] {
  const [names, numbers] = [new Set<string>(), new Set<string>()];
  const ports: NamedPort[] = [];
  for (const port of ranks.flatMap(({ service }) => (service.spec?.ports ?? []).map(named))) {
    if (names.has(port.name) || numbers.has(numberOf(port))) continue;
    names.add(port.name);
    numbers.add(numberOf(port));
    ports.push(port);
  }
  return ports;
}

function named({ name = '', protocol = 'TCP', port, appProtocol }: Port): NamedPort {
  return { name, protocol, port, ...(appProtocol === undefined ? {} : { appProtocol }) };
}

function numberOf({ protocol, port }: NamedPort): string {
  return `${port}/${protocol}`;
}

/**
 * Those that all have so far; of an export that has none of them nothing is taken. Source: Cilium, for the standard
 * leaves it open.
 */
function commonFamilies(ranks: readonly Taking[]): readonly string[] {
  let common: readonly string[] = [];
  for (const { service } of ranks) {
    const own = service.spec?.ipFamilies ?? [];
    const both = common.filter((family) => own.includes(family));
    if (common.length === 0) common = own;
    else if (both.length > 0) common = both;
  }
  return common;
}

/** A port leads only to clusters whose Service has it with that number. Source: KEP-1645, "Service Port". */
function leadingPorts({ service }: Taking, ports: readonly NamedPort[]): readonly string[] {
  const own = (service.spec?.ports ?? []).map(named);
  return ports
    .filter((port) => own.some((one) => one.name === port.name && numberOf(one) === numberOf(port)))
    .map(({ name }) => name);
}

function slicesOf(key: string, member: Member, leading: readonly string[]): readonly Source[] {
  const { membership, clusterId } = member;
  return member
    .slices(key)
    .toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
    .flatMap(({ metadata, addressType = 'IPv4', ports, endpoints }): readonly Source[] => {
      const kept = (ports ?? []).map(named).filter(({ name }) => leading.includes(name));
      const own = (endpoints ?? []).map(endpointOf);
      if (kept.length === 0 || own.length === 0) return [];
      return [{ membership, clusterId, slice: metadata.name, addressType, ports: kept, endpoints: own }];
    });
}

/** Neither hints, nor node, nor target: they name what only the other cluster has. */
function endpointOf({ addresses, conditions, hostname, zone }: Endpoint): Endpoint {
  return {
    addresses,
    ...(conditions === undefined ? {} : { conditions }),
    ...(hostname === undefined ? {} : { hostname }),
    ...(zone === undefined ? {} : { zone }),
  };
}

/** The first so many pods of all. */
function limited(sources: readonly Source[], pods: number): readonly Source[] {
  let left = pods;
  return sources.flatMap((source) => {
    const endpoints = source.endpoints.slice(0, Math.max(0, left));
    left -= source.endpoints.length;
    return endpoints.length === 0 ? [] : [{ ...source, endpoints }];
  });
}

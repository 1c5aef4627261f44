// Gathers what compile needs and Git does not have. A fact that cannot be read keeps its last value and is marked
// stale.
import pLimit from 'p-limit';
import { type JsonObject, orLast, RangelightError, textAt } from '../../core/index.ts';
import { asksFor, type ClusterFacts, type Facts, type Fleet, factsDigest } from '../../fleet/index.ts';
import { type ClusterKindDefinition, type ClusterLink, apiGroupsOf } from '../../model/index.ts';
import { factsByDigest, latestFacts } from '../../state/index.ts';
import { readSecretFacts, type SecretsToRead } from './read-secret-facts.ts';
import type { FleetPorts, World } from '../world.ts';

const CONCURRENCY = 8;
const ZONE_LABEL = 'topology.kubernetes.io/zone';

/**
 * Reads the facts of a fleet and keeps them: `facts/<digest>.json`, and `facts/latest.json` for the next time.
 * @param secrets absent where Secrets may not be read: what was known of them stays.
 */
export async function refreshFacts(
  fleet: Fleet,
  ports: FleetPorts,
  { store, clock, ...built }: Pick<World, 'kinds' | 'looks' | 'store' | 'clock'>,
  signal: AbortSignal,
  secrets?: SecretsToRead,
): Promise<{ readonly facts: Facts; readonly digest: string }> {
  const place = latestFacts.at(fleet.name);
  const reading = await place.look(store, signal);
  const latest = 'found' in reading ? reading.found : undefined;
  const facts = await readFacts(built, fleet, ports, latest?.value, clock.now(), signal, secrets);
  const digest = factsDigest(facts);
  if (latest === undefined || factsDigest(latest.value) !== digest) {
    const generation = 'damage' in reading ? reading.damage.generation : latest?.generation;
    // Those of a newer version stay as they are: each look begins without them.
    const stays = 'damage' in reading && reading.damage.isNewer;
    if (!stays) await ignoringRace(place.write(store, facts, generation ?? '0', signal));
    await factsByDigest.at(fleet.name, digest).create(store, facts, signal);
  }
  return { facts, digest };
}

/** For a proposal, which knows what the branch knew last and leaves it as it is. */
export async function proposedFacts(
  fleet: Fleet,
  ports: FleetPorts,
  { store, clock, ...built }: Pick<World, 'kinds' | 'looks' | 'store' | 'clock'>,
  signal: AbortSignal,
): Promise<{ readonly facts: Facts; readonly digest: string }> {
  const reading = await latestFacts.at(fleet.name).look(store, signal);
  const latest = 'found' in reading ? reading.found?.value : undefined;
  const facts = await readFacts(built, fleet, ports, latest, clock.now(), signal);
  return { facts, digest: factsDigest(facts) };
}

/**
 * @param built in: kinds of which some stand in several API groups (the facts say which of these each cluster serves),
 * and what features
 * add.
 * @param last the facts as they were known before; undefined the first time.
 * @param now milliseconds since the epoch.
 */
export async function readFacts(
  { kinds, looks }: Pick<World, 'kinds' | 'looks'>,
  fleet: Fleet,
  ports: FleetPorts,
  last: Facts | undefined,
  now: number,
  signal: AbortSignal,
  toRead?: SecretsToRead,
): Promise<Facts> {
  const limit = pLimit(CONCURRENCY);
  const several = kinds.cluster.filter(({ section, api }) => asksFor(fleet, section) && apiGroupsOf(api).length > 1);
  const inClusters = fleet.clusters.map(({ link }) =>
    limit(async () => [link, await clusterFacts(several, fleet, ports, link, last?.clusters[link], signal)] as const),
  );
  const clusters = Promise.all(inClusters).then((read): Facts['clusters'] => Object.fromEntries(read));
  const [known, added, memberships, hosted, secrets] = await Promise.all([
    clusters,
    looks.facts({ fleet, ports, last, clusters, now }, signal),
    orLast(() => membershipLinks(fleet, ports, signal), last?.memberships, signal),
    orLast(() => hostedConfigCluster(fleet, ports, signal), last?.hostedConfigCluster, signal),
    toRead === undefined ? last?.secrets : readSecretFacts(fleet, toRead, last?.secrets, now, signal),
  ]);
  return {
    fleet: fleet.name,
    clusters: known,
    addresses: last?.addresses ?? {},
    ...(memberships === undefined ? {} : { memberships }),
    ...(hosted === undefined ? {} : { hostedConfigCluster: hosted }),
    ...(secrets === undefined || Object.keys(secrets).length === 0 ? {} : { secrets }),
    ...added,
  };
}

/** @param several kinds that stand in several API groups. */
async function clusterFacts(
  several: readonly ClusterKindDefinition[],
  fleet: Fleet,
  ports: FleetPorts,
  link: ClusterLink,
  last: ClusterFacts | undefined,
  signal: AbortSignal,
): Promise<ClusterFacts> {
  try {
    const [namespaces, nodes] = await Promise.all([
      ports.clusters.read(link, 'namespace', {}, signal),
      ports.clusters.read(link, 'node', {}, signal),
    ]);
    const system = namespaces.find((namespace) => textAt(namespace, 'metadata', 'name') === 'kube-system');
    const uid = textAt(system, 'metadata', 'uid');
    return {
      state: 'fresh',
      ...(uid === undefined ? {} : { uid }),
      zones: sorted(nodes.map((node) => textAt(node, 'metadata', 'labels', ZONE_LABEL))),
      nodeTags: await nodeTags(fleet, ports, nodes, signal),
      namespaces: sorted(namespaces.map((namespace) => textAt(namespace, 'metadata', 'name'))),
      ...(several.length === 0 ? {} : { served: await servedGroups(several, ports, link, signal) }),
    };
  } catch (error) {
    if (signal.aborted || !(error instanceof RangelightError)) throw error;
    const unread = { reason: error.message, ...(error.code === 'denied' ? ({ refused: true } as const) : {}) };
    if (last !== undefined && last.state !== 'unknown') return { ...last, state: 'stale', unread };
    return { state: 'unknown', unread, zones: [], nodeTags: [], namespaces: [] };
  }
}

async function servedGroups(
  several: readonly ClusterKindDefinition[],
  ports: FleetPorts,
  link: ClusterLink,
  signal: AbortSignal,
): Promise<NonNullable<ClusterFacts['served']>> {
  const found = several.map(
    async ({ id }) => [id, [...(await ports.clusters.groups(link, id, signal))].sort()] as const,
  );
  return Object.fromEntries(await Promise.all(found));
}

/** Tags of one node per zone: the nodes of a cluster carry the same tags. Source of the instance: spec.providerID. */
async function nodeTags(
  fleet: Fleet,
  ports: FleetPorts,
  nodes: readonly JsonObject[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const byZone = new Map<string, { project: string; zone: string; instance: string }>();
  for (const node of nodes) {
    const match = /^gce:\/\/([^/]+)\/([^/]+)\/([^/]+)$/.exec(textAt(node, 'spec', 'providerID') ?? '');
    if (match?.[1] && match[2] && match[3])
      byZone.set(match[2], { project: match[1], zone: match[2], instance: match[3] });
  }
  const tags = await Promise.all(
    [...byZone.values()].map(({ project, zone, instance }) =>
      ports.compute.instanceTags(project === '' ? fleet.project : project, zone, instance, signal),
    ),
  );
  return sorted(tags.flat());
}

async function membershipLinks(fleet: Fleet, ports: FleetPorts, signal: AbortSignal): Promise<readonly ClusterLink[]> {
  return sorted((await ports.hub.memberships(fleet.fleetProject, signal)).map((membership) => membership.link));
}

async function hostedConfigCluster(fleet: Fleet, ports: FleetPorts, signal: AbortSignal): Promise<ClusterLink | null> {
  const membership = await ports.hub.hostedConfigMembership(fleet.fleetProject, signal);
  if (membership === undefined) return null;
  const cluster = fleet.clusters.find(
    (candidate) => candidate.membership === membership.name && candidate.membershipLocation === membership.location,
  );
  return cluster?.link ?? `${membership.location}/${membership.name}`;
}

async function ignoringRace(write: Promise<unknown>): Promise<void> {
  try {
    await write;
  } catch (error) {
    // Somebody wrote the facts at the same moment: theirs are as good.
    if (!(error instanceof RangelightError && error.code === 'precondition')) throw error;
  }
}

function sorted(values: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(values.filter((value) => value !== undefined))].sort();
}

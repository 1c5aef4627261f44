// A config cluster → manifests and a fleet file: what stands there as it would be written down, without what servers
// and tools add. Nothing is written to the cloud, and the fleet file that comes of it lets nothing be written either.
import { isOddPath, type JsonObject, objectAt, RangelightError, textAt, type Tree } from '../../core/index.ts';
import type { Fleet } from '../../fleet/index.ts';
import { manifestText, withObjects } from '../../manifest/index.ts';
import {
  ABOUT_ANNOTATION,
  type ClusterLink,
  isMarked,
  type Kinds,
  MANAGED_BY,
  OWNER_ANNOTATION,
} from '../../model/index.ts';
import type { Compute, Membership } from '../../ports/index.ts';
import type { FleetPorts } from '../world.ts';
import { fleetFileText } from './fleet-file-text.ts';

export interface ImportFleet {
  readonly kinds: Kinds;
  /** URL of the schema, as in the fleet file that comes out. */
  readonly schema: string;
  /** Whose objects are taken. */
  readonly link: ClusterLink;
  /** The second config cluster; default: the first other member. */
  readonly backup: ClusterLink | undefined;
  readonly name: string;
  readonly project: string;
  readonly fleetProject: string;
  /** Default: what `networkIn` finds. */
  readonly network: string | undefined;
  readonly networkIn: (project: string, compute: Compute, signal: AbortSignal) => Promise<string>;
  /** What is in the folder already; comments of what is declared there stay. */
  readonly files: Tree;
}

export interface Imported {
  /** Path → text, of what is new or changed. */
  readonly files: ReadonlyMap<string, string>;
  /** How many objects stand in the cluster, and in how many files that were there already. */
  readonly objects: number;
  readonly kept: number;
}

const FLEET_FILE = 'rangelight.yaml';

/** Fails with `invalid` where there is no second cluster, or nothing to take. */
export async function importFleet(
  input: ImportFleet,
  open: (fleet: Fleet, signal: AbortSignal) => Promise<FleetPorts>,
  signal: AbortSignal,
): Promise<Imported> {
  const ports = await open(provisional(input), signal);
  const [members, hosted, bodies] = await Promise.all([
    ports.hub.memberships(input.fleetProject, signal),
    ports.hub.hostedConfigMembership(input.fleetProject, signal),
    objectsIn(input, ports, signal),
  ]);
  if (bodies.length === 0) throw invalid(`${input.link} has no objects that load balancers are made of`);
  const backup = input.backup ?? members.map(({ link }) => link).find((link) => link !== input.link);
  if (backup === undefined) throw invalid('a fleet needs a second config cluster: --backup LOCATION/CLUSTER');
  const isOurs = bodies.some(isMarked);
  const written = writtenInto(input.files, bodies.map(asWritten));
  const files = new Map(written.files);
  if (!input.files.has(FLEET_FILE)) {
    const network = input.network ?? (await input.networkIn(input.project, ports.compute, signal));
    const controller = hosted !== undefined && !isOurs ? 'gke' : 'rangelight';
    files.set(
      FLEET_FILE,
      fleetFileText({ ...input, network, backup, controller, members: allOf(members, input.link, backup) }),
    );
  }
  return { files, objects: bodies.length, kept: written.kept };
}

/** Enough of a fleet to reach one cluster. */
function provisional({ name, link, project, fleetProject, backup }: ImportFleet): Fleet {
  const source = { file: FLEET_FILE, line: 1, column: 1 };
  const [location = '', cluster = ''] = link.split('/');
  const member = { link, membership: cluster, membershipLocation: location, negs: 'gke', source } as const;
  return {
    name,
    folder: '',
    project,
    fleetProject,
    network: '',
    primary: link,
    backup: backup ?? link,
    clusters: [member],
    manifests: [],
    controller: 'gke',
    policy: { apply: 'never', drift: 'report', maxDeletes: 0, takeover: false },
    source,
    nameSource: source,
  };
}

async function objectsIn(
  { kinds, link }: ImportFleet,
  ports: FleetPorts,
  signal: AbortSignal,
): Promise<readonly JsonObject[]> {
  const copied = kinds.cluster.filter(({ existing, observed }) => existing === 'owned' && observed?.where === 'config');
  const lists = await Promise.all(
    copied.map(async ({ id, api }) => {
      const found = await ports.clusters.list(link, id, {}, signal);
      return found.map(
        ({ body }): JsonObject => ({ apiVersion: `${api.group}/${api.versions[0]}`, kind: api.kind, ...body }),
      );
    }),
  );
  return lists.flat();
}

const OF_TOOLS: ReadonlySet<string> = new Set([
  ABOUT_ANNOTATION,
  OWNER_ANNOTATION,
  'kubectl.kubernetes.io/last-applied-configuration',
  'networking.gke.io/last-reconcile-time',
]);

/** What a person writes of it. */
function asWritten(body: JsonObject): JsonObject {
  const { name, namespace } = objectAt(body, 'metadata');
  const labels = Object.entries(objectAt(body, 'metadata', 'labels')).filter(
    ([key, value]) => !Object.entries(MANAGED_BY).some(([our, text]) => our === key && text === value),
  );
  const annotations = Object.entries(objectAt(body, 'metadata', 'annotations')).filter(([key]) => !OF_TOOLS.has(key));
  return {
    apiVersion: body['apiVersion'],
    kind: body['kind'],
    metadata: {
      name,
      namespace,
      ...(labels.length === 0 ? {} : { labels: Object.fromEntries(labels) }),
      ...(annotations.length === 0 ? {} : { annotations: Object.fromEntries(annotations) }),
    },
    ...(body['spec'] === undefined ? {} : { spec: body['spec'] }),
  };
}

function writtenInto(
  files: Tree,
  bodies: readonly JsonObject[],
): { readonly files: ReadonlyMap<string, string>; readonly kept: number } {
  const left = new Map(bodies.map((body) => [keyOf(body), body]));
  const texts = new Map<string, string>();
  let kept = 0;
  for (const [path, bytes] of files) {
    if (typeof bytes === 'string' || !/\.ya?ml$/.test(path) || path === FLEET_FILE) continue;
    const text = new TextDecoder().decode(bytes);
    const found = withObjects(text, (object) => left.get(keyOf(object)));
    if (found === undefined) continue;
    kept += found.met.length;
    for (const body of found.met) left.delete(keyOf(body));
    if (found.text !== text) texts.set(path, found.text);
  }
  for (const body of left.values()) {
    const [kind = '', namespace = '', name = ''] = [
      textAt(body, 'kind')?.toLowerCase(),
      textAt(body, 'metadata', 'namespace'),
      textAt(body, 'metadata', 'name'),
    ];
    const path = `manifests/${namespace}/${name}.${kind}.yaml`;
    if (isOddPath(path)) throw invalid(`${namespace}/${name} is no name of an object`);
    texts.set(path, manifestText(body));
  }
  return { files: new Map([...texts].sort(([a], [b]) => (a < b ? -1 : 1))), kept };
}

/** Versions of one kind mean the same. */
function keyOf(body: JsonObject): string {
  const { name, namespace } = objectAt(body, 'metadata');
  return JSON.stringify([body['kind'], namespace, name]);
}

function allOf(members: readonly Membership[], link: ClusterLink, backup: ClusterLink): readonly Membership[] {
  const known = new Map(members.map((one) => [one.link, one]));
  for (const one of [link, backup]) {
    const [location = '', name = ''] = one.split('/');
    if (!known.has(one)) known.set(one, { name, location, link: one });
  }
  return [...known.values()].sort((a, b) => (a.link < b.link ? -1 : 1));
}

function invalid(message: string): RangelightError {
  return new RangelightError('invalid', 'import', message);
}

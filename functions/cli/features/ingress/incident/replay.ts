// One incident against one's own manifests: what they were is rolled out on an emulated cloud, then what they are is
// merged, and the incident happens.
import { parse } from 'yaml';
import { RangelightError, type Tree } from '../../../../../lib/core/index.ts';
import type { Fleet } from '../../../../../lib/fleet/index.ts';
import type { DesiredResource } from '../../../../../lib/model/index.ts';
import type { EmulatedCloudModule, EmulatedRoute, KnownIncident } from './emulated-cloud.ts';
import { type Probed, startProber } from './prober.ts';
import { replayedFunctions } from './replayed-functions.ts';

export { withOtherPorts } from './port-change.ts';

const MINUTE_MS = 60_000;
/** Until a first rollout serves everywhere. */
const MADE_MINUTES = 20;
/** An hour after the routes have moved. */
const OLD_ENOUGH_MINUTES = 75;
/** Until the newest requests to the old are old enough, and somebody has looked. */
const AFTER_MINUTES = 35;
const TELL_EVERY_MINUTES = 15;
/** A pod whose port has a name that no manifest of the fleet says. */
const ANY_PORT = 8_080;

export interface Replay {
  readonly incident: KnownIncident;
  readonly minutes: number;
  /** Only those that were there before the change and after it. */
  readonly routes: readonly Probed[];
  readonly added: readonly EmulatedRoute[];
  readonly gone: readonly EmulatedRoute[];
  /** What functions gave up, in words. */
  readonly troubles: readonly string[];
}

export async function replay(
  emulated: EmulatedCloudModule,
  asked: {
    readonly incident: KnownIncident;
    readonly fleet: Fleet;
    readonly before: Tree;
    readonly after: Tree;
    /** Of both trees. */
    readonly resources: readonly DesiredResource[];
    readonly seed: number;
  },
  tell: (text: string) => void,
  signal: AbortSignal,
): Promise<Replay> {
  const { incident, fleet, seed } = asked;
  tell('the cloud of this fleet is made');
  const { project, fleetProject, network } = fleet;
  const cloud = await emulated.open({
    project,
    fleetProject,
    network: network.slice(network.lastIndexOf('/') + 1),
    seed,
    clusters: fleet.clusters.map(({ link, membership, membershipLocation, negs }) => {
      return { link, membership, membershipLocation, negController: negs === 'gke' };
    }),
    pods: podsOf(asked.resources),
    addresses: addressesIn([asked.before, asked.after]),
  });
  const functions = await replayedFunctions(cloud, fleet, signal);
  const advance = async (minutes: number, what: string): Promise<void> => {
    for (let minute = 0; minute < minutes; minute += 1) {
      signal.throwIfAborted();
      if (minute > 0 && minute % TELL_EVERY_MINUTES === 0) tell(`${what}: ${minute} of ${minutes} minutes`);
      await cloud.advance(MINUTE_MS);
    }
  };
  try {
    functions.push(released(fleet, asked.before));
    await advance(MADE_MINUTES, 'what was there before is rolled out');
    const prober = startProber(cloud);
    if (prober.probed.length === 0) {
      const why = functions.lastError() ?? 'see what `rangelight validate` says of it';
      throw new RangelightError('invalid', 'replay', `nothing of it serves on the emulated cloud: ${why}`);
    }
    functions.push(released(fleet, asked.after));
    cloud.strike(incident.name);
    const minutes = Math.max(incident.overMinutes, OLD_ENOUGH_MINUTES) + AFTER_MINUTES;
    await advance(minutes, `${incident.name} happens`);
    prober.stop();
    await cloud.advance(MINUTE_MS);
    const left = cloud.routes();
    const stays = ({ route }: Probed): boolean => left.some((one) => isSame(one, route));
    return {
      incident,
      minutes,
      routes: prober.probed.filter(stays),
      added: left.filter((one) => !prober.probed.some(({ route }) => isSame(one, route))),
      gone: prober.probed.filter((one) => !stays(one)).map(({ route }) => route),
      troubles: [...new Set(functions.failures)],
    };
  } finally {
    functions.stop();
    await cloud.close();
  }
}

function isSame(a: EmulatedRoute, b: EmulatedRoute): boolean {
  return a.vip === b.vip && a.port === b.port && a.host === b.host && a.path === b.path;
}

/** With a policy that lets everything begin: what is asked is what happens then. */
function released({ folder }: Fleet, tree: Tree): Tree {
  const path = folder === '' ? 'rangelight.yaml' : `${folder}/rangelight.yaml`;
  const file = tree.get(path);
  if (file === undefined || typeof file === 'string') return tree;
  const value = parse(new TextDecoder().decode(file)) as { readonly spec?: { readonly policy?: object } };
  const policy = { ...value.spec?.policy, apply: 'merge', drift: 'report', maxDeletes: 1_000, maxCapacityLoss: 100 };
  const text = JSON.stringify({ ...value, spec: { ...value.spec, controller: 'rangelight', policy } });
  return new Map([...tree, [path, new TextEncoder().encode(text)]]);
}

/** Two pods in each cluster for each selector that a derived Service has. */
function podsOf(resources: readonly DesiredResource[]) {
  type Spec = {
    readonly selector?: Readonly<Record<string, string>>;
    readonly ports?: readonly { readonly targetPort?: number | string; readonly port?: number }[];
  };
  const pods = resources.flatMap(({ ref, body }) => {
    const { selector, ports } = (body['spec'] ?? {}) as Spec;
    if (!('cluster' in ref) || selector === undefined || typeof ref.namespace !== 'string') return [];
    const { targetPort, port } = ports?.[0] ?? {};
    const listens = typeof targetPort === 'number' ? targetPort : (port ?? ANY_PORT);
    const labels = Object.entries(selector).sort(([a], [b]) => (a < b ? -1 : 1));
    const key = JSON.stringify([ref.namespace, labels, listens]);
    return [[key, { namespace: ref.namespace, labels: selector, port: listens }] as const];
  });
  return [...new Map(pods).values()].map((pod, at) => ({ ...pod, name: `pods-${at}` }));
}

/** Names of global addresses that somebody keeps. */
function addressesIn(trees: readonly Tree[]): readonly string[] {
  const texts = trees.flatMap((tree) => [...tree.values()].filter((file) => typeof file !== 'string'));
  const found = texts.flatMap((bytes) => {
    const named = new TextDecoder()
      .decode(bytes)
      .matchAll(/networking\.gke\.io\/static-ip["']?:\s*["']?([a-z][-a-z0-9]*)/g);
    return [...named].map(([, name = '']) => name);
  });
  return [...new Set(found)].sort();
}

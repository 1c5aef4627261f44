// What a project holds at a moment, and the graph of work between two of them: every resource that is new or another
// one is a write that needs what it refers to. Read off the emulated cloud, not off anybody's plan.
import type { ComputeView } from '../../../infra/emulators/compute/view.ts';
import { latencies as compute } from '../../../infra/emulators/compute/latencies.ts';
import { latencies as gateway } from '../../../infra/emulators/connectgateway/latencies.ts';
import { latencies as github } from '../../../infra/emulators/github/latencies.ts';
import type { LatencyTable } from '../../../infra/emulators/kit/latency.ts';
import { latencies as kubernetes } from '../../../infra/emulators/kubernetes/latencies.ts';
import { ownerIn } from '../../../infra/emulators/kubernetes/workloads/neg/ownership.ts';
import { latencies as pubsub } from '../../../infra/emulators/pubsub/latencies.ts';
import { latencies as storage } from '../../../infra/emulators/storage/latencies.ts';
import type { Graph, Work } from './lower-bound.ts';

/** How long operations take, as the emulator has them: [insert, change], seconds. */
const SECONDS: Readonly<Record<string, readonly [insert: number, change: number]>> = {
  addresses: [2, 1],
  firewalls: [5, 5],
  healthChecks: [1, 1],
  backendServices: [15, 15],
  urlMaps: [1, 1],
  targetHttpProxies: [1, 1],
  targetHttpsProxies: [1, 1],
  sslCertificates: [1, 1],
  forwardingRules: [11, 10],
  networkEndpointGroups: [5, 5],
};

/** What only the server writes, or what says that somebody refers to it. */
const SERVERS = new Set([
  'fingerprint',
  'labelFingerprint',
  'id',
  'creationTimestamp',
  'status',
  'users',
  'usedBy',
  'size',
  'region',
  'network',
  'selfLink',
]);

/** Path → body, and the endpoints of a group. */
export type Snapshot = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

export function snapshotOf(view: ComputeView): Snapshot {
  const all = Object.keys(SECONDS).flatMap((collection) => view.list(collection));
  return new Map(
    all.map(({ path, resource }) => {
      const kept = Object.entries(resource).filter(([name]) => !SERVERS.has(name));
      return [path, { ...Object.fromEntries(kept), endpoints: view.endpoints(path).length }];
    }),
  );
}

/** Paths that a resource refers to. */
export function referencesOf(resource: unknown): readonly string[] {
  const found = JSON.stringify(resource).matchAll(/"(?:https:[^"]*\/v1\/)?(projects\/[^"]+)"/g);
  return [...found].map(([, path = '']) => path);
}

/** @param writesPerMinute what those who write may take together */
export function graphBetween(before: Snapshot, after: Snapshot, writesPerMinute: number): Graph {
  const changed = [...after].filter(
    ([path, resource]) => JSON.stringify(before.get(path)) !== JSON.stringify(resource),
  );
  const paths = new Set(changed.map(([path]) => path));
  const work = changed.flatMap(([path, resource]): readonly Work[] => {
    const collection = collectionOf(path);
    const [insert, change] = SECONDS[collection] ?? [0, 0];
    const others = referencesOf(resource).filter((other) => other !== path && paths.has(other));
    const needs = [...new Set([...others, 'learn'])];
    const isNew = !before.has(path);
    const seconds = written(isNew ? insert : change);
    if (collection !== 'networkEndpointGroups') return [{ id: path, seconds, needs, isWrite: true }];
    // GKE's controllers make theirs out of a Service, and draw on no budget.
    if (isOfGke(resource)) {
      const made = SERVICE_S + (isNew ? insert : 0) + change;
      return [{ id: path, seconds: made, needs, isWrite: false }];
    }
    const filled = { id: path, seconds: written(change), isWrite: true };
    if (!isNew) return [{ ...filled, needs }];
    const made = `made ${path}`;
    return [
      { id: made, seconds: written(insert), needs, isWrite: true },
      { ...filled, needs: [made, ...needs] },
    ];
  });
  return { work: [{ id: 'learn', seconds: LEARN_S, needs: [], isWrite: false }, ...work], writesPerMinute };
}

function collectionOf(path: string): string {
  return path.split('/').at(-2) ?? '';
}

/** By the description that GKE's controllers know their groups by: names of ours are given to theirs, too. */
function isOfGke({ description }: Readonly<Record<string, unknown>>): boolean {
  return typeof description === 'string' && ownerIn(description) !== undefined;
}

/** A request that starts an operation, and the operation, whose end is waited for. */
function written(operation: number): number {
  const request = meanOf(compute, { method: 'POST', path: '/' });
  return request + Math.max(operation, request);
}

/** Seconds that a request takes on the average. */
function meanOf(table: LatencyTable, { method, path }: { readonly method: string; readonly path: string }): number {
  const row = table.find((one) => (one.method ?? method) === method && (one.path?.test(path) ?? true));
  const [least = 0, most = 0] = row?.ms ?? [];
  return (least + most) / 2_000;
}

/** A derived Service is applied in its cluster. */
const SERVICE_S = meanOf(kubernetes, { method: 'PATCH', path: '/' }) + meanOf(gateway, { method: 'PATCH', path: '/' });

/**
 * Before the first write whoever carries out a commit has been told of it, has asked which it is, has its files and has
 * looked at the cloud once, has noted what is to be done where others can read it, has handed it on, and has noted that
 * it begins.
 */
const LEARN_S =
  meanOf(pubsub, { method: 'POST', path: '/Publish' }) +
  meanOf(github, { method: 'GET', path: '/' }) +
  meanOf(github, { method: 'GET', path: '/tarball/' }) +
  meanOf(compute, { method: 'GET', path: '/' }) +
  meanOf(storage, { method: 'POST', path: '/upload/' }) +
  meanOf(pubsub, { method: 'POST', path: '/Publish' }) +
  meanOf(storage, { method: 'GET', path: '/' }) +
  2 * meanOf(storage, { method: 'POST', path: '/upload/' });

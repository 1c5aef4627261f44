// What histories have to reach: each kind of call, by what it does in a rollout, with each way it can go wrong, and a
// crash before and after it.
import type { Call } from './harness/invocation.ts';

/** Ways in which one call goes wrong; `crash …`: its function dies there. */
export type Trouble =
  | 'crash before'
  | 'crash after'
  | '503'
  | '429'
  | '403 rate'
  | '412'
  | 'not ready'
  | 'reset before'
  | 'reset after'
  | 'late failure'
  | 'held'
  | 'stale'
  | 'partial'
  | 'gateway 404'
  | 'cluster down'
  | 'stale head';

export interface Cell {
  readonly kind: string;
  readonly trouble: Trouble;
}

const CRASHES: readonly Trouble[] = ['crash before', 'crash after'];
const LOSSES: readonly Trouble[] = ['reset before', 'reset after'];
const COMPUTE_READ: readonly Trouble[] = [...CRASHES, ...LOSSES, '503', '429', '403 rate'];
const COMPUTE_WRITE: readonly Trouble[] = [...COMPUTE_READ, '412', 'not ready', 'late failure', 'held'];
const CLUSTER_READ: readonly Trouble[] = [...CRASHES, ...LOSSES, '503', '429', 'gateway 404', 'cluster down', 'stale'];
const CLUSTER_WRITE: readonly Trouble[] = [...CLUSTER_READ.filter((one) => one !== 'stale'), 'held'];
const PORT: readonly Trouble[] = [...CRASHES, ...LOSSES];

const COMPUTE_MADE = ['backendServices', 'firewalls', 'healthChecks', 'urlMaps'];
const COMPUTE_ONCE = ['addresses', 'forwardingRules', 'targetHttpProxies', 'networkEndpointGroups'];
const CLUSTER_KINDS = ['services', 'multiclusteringresses', 'multiclusterservices'];
/** Steps that only wait or look; those that write are met at their calls. */
const WAITS = ['await-health', 'await', 'settle', 'baseline', 'bake', 'drain'];

/** Collections of what the planner writes. */
const PLANNED = 'owners heads forced-pushes deliveries commits facts latest-facts desired plans revisions'.split(' ');

const ROWS: readonly (readonly [kinds: readonly string[], troubles: readonly Trouble[]])[] = [
  [[...COMPUTE_MADE, ...COMPUTE_ONCE].map((kind) => `worker: create ${kind}`), COMPUTE_WRITE],
  [['backendServices', 'firewalls', 'urlMaps', 'endpoints'].map((kind) => `worker: change ${kind}`), COMPUTE_WRITE],
  [['backendServices', 'healthChecks', 'networkEndpointGroups'].map((kind) => `worker: delete ${kind}`), COMPUTE_WRITE],
  [['worker: wait for operation', 'worker: look at health'], COMPUTE_READ],
  [['worker: read compute'], [...COMPUTE_READ, 'stale']],
  [['planner', 'drift'].map((by) => `${by}: read compute`), [...COMPUTE_READ, 'stale', 'partial']],
  [[...CLUSTER_KINDS, 'status'].map((kind) => `worker: apply ${kind}`), CLUSTER_WRITE],
  [['worker: apply customresourcedefinitions'], CLUSTER_WRITE],
  [['worker: read metrics'], [...CRASHES, ...LOSSES, '503']],
  [['services', 'multiclusterservices'].map((kind) => `worker: remove ${kind}`), CLUSTER_WRITE],
  [['worker', 'planner', 'drift'].map((by) => `${by}: read cluster`), CLUSTER_READ],
  [['planner', 'drift'].map((by) => `${by}: read hub`), [...CRASHES, ...LOSSES, '503']],
  [['apply', 'warm up', 'delete', 'endpoints'].map((action) => `worker: journal attempt ${action}`), PORT],
  [[...WAITS, 'apply', 'warm up', 'delete', 'endpoints'].map((action) => `worker: journal done ${action}`), PORT],
  [['await-health', 'await', 'settle', 'bake', 'drain'].map((action) => `worker: journal waiting ${action}`), PORT],
  [['worker: journal failed'], PORT],
  [
    ['leases', 'open', 'applied', 'finished', 'runs', 'retirements', 'plans'].map((kind) => `worker: write ${kind}`),
    PORT,
  ],
  [['leases', 'open', 'retirements'].map((kind) => `worker: clear ${kind}`), PORT],
  [PLANNED.map((kind) => `planner: write ${kind}`), PORT],
  [['worker', 'planner', 'drift', 'reporter'].map((by) => `${by}: read state`), PORT],
  [['facts', 'latest-facts', 'drift', 'sightings', 'stops', 'plans'].map((kind) => `drift: write ${kind}`), PORT],
  [['planner: publish tasks', 'drift: publish tasks'], PORT],
  [['worker', 'drift'].map((by) => `${by}: publish revisions`), PORT],
  [['planner: publish reports', 'worker: publish reports', 'drift: publish reports'], PORT],
  [['planner: ask github'], [...PORT, 'stale head']],
  [['reporter: ask github'], PORT],
  [['reporter: tell github'], PORT],
];

/** Everything that is to be reached, in the table's order. */
export const CELLS: readonly Cell[] = ROWS.flatMap(([kinds, troubles]) =>
  kinds.flatMap((kind) => troubles.map((trouble) => ({ kind, trouble }))),
);

export const KINDS: readonly string[] = ROWS.flatMap(([kinds]) => kinds);

/** Whatever failed, what is told of it is the same. */
const FAILED = /^failed .*/;

/**
 * @returns what a call does and who does it, in the table's words; calls that it does not name have names of their own.
 * One that writes several entries of a journal does as many things, each of them once.
 */
export function kindsOf(call: Call): readonly string[] {
  const doings = call.entries?.map((entry) => `journal ${entry.replace(FAILED, 'failed')}`) ?? [doing(call)];
  return [...new Set(doings)].map((one) => `${call.by}: ${one}`);
}

function doing({ system, what, write }: Call): string {
  const [verb = '', path = ''] = what.split(' ');
  switch (system) {
    case 'compute':
      return inCompute(verb, path, write);
    case 'kubernetes':
      return write ? inCluster(verb, path) : 'read cluster';
    case 'gkehub':
      return 'read hub';
    case 'monitoring':
      return 'read metrics';
    case 'storage':
      return inStorage(verb, path, write);
    case 'pubsub':
      return what;
    case 'github':
      return write ? 'tell github' : 'ask github';
  }
}

function inCompute(verb: string, path: string, write: boolean): string {
  if (path.endsWith('/wait')) return 'wait for operation';
  if (path.endsWith('/getHealth')) return 'look at health';
  if (!write) return 'read compute';
  if (/\/(?:attach|detach)NetworkEndpoints$/.test(path)) return 'change endpoints';
  const [, collection = '', name] = /\/(?:global|zones\/[^/]+)\/([^/]+)(?:\/(.+))?$/.exec(path) ?? [];
  if (verb === 'DELETE') return `delete ${collection}`;
  return `${name === undefined ? 'create' : 'change'} ${collection}`;
}

function inCluster(verb: string, path: string): string {
  if (path.endsWith('/status')) return 'apply status';
  const collection = path.split('/').at(-2) ?? '';
  return `${verb === 'DELETE' ? 'remove' : 'apply'} ${collection}`;
}

/** Keys begin with the collection. */
function inStorage(verb: string, key: string, write: boolean): string {
  if (!write) return 'read state';
  const [collection = ''] = key.split('/');
  return `${verb === 'remove' ? 'clear' : 'write'} ${collection}`;
}

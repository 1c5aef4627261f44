// How each reason for which something stops is brought about, in a world that was idle. The compiler asks for a scene
// for each reason of the list.
import { freeze, keepDeadLetter, pause, rollBackTo } from '../../../lib/app/words/index.ts';
import {
  SERVICE_EXPORT_DEFINITIONS,
  SERVICE_IMPORT_DEFINITION,
} from '../../../infra/emulators/kubernetes/multi-cluster-services.ts';
import { RangelightError, type StopReason } from '../../../lib/core/index.ts';
import { crashPods, detachBackend, drainCluster } from '../harness/by-hand.ts';
import { type Clients, clusterOrigin, COMPUTE, HUB } from '../harness/clients.ts';
import { requestTo } from '../harness/cluster-request.ts';
import type { Tree } from '../harness/repository.ts';
import { ASIA, EU, treeOf, US } from '../harness/trees.ts';
import { createProofWorld, type ProofOptions, type ProofWorld } from '../harness/world.ts';

export interface Scene {
  /** Of the world, where it has to be made for the scene. */
  readonly options?: (switches: Switches) => ProofOptions;
  /** What was applied before; default: `tree()`. */
  readonly tree?: Tree;
  /** Milliseconds that it takes to come about, where that is not at once. */
  readonly takesMs?: number;
  /** What was wrong before anything was pushed. */
  readonly from?: (world: ProofWorld) => void;
  /** @returns the world to look at, where it is another one. */
  readonly happen: (world: ProofWorld, clients: Clients, switches: Switches) => Promise<ProofWorld | undefined>;
}

/** What stands between the functions and the world. */
export interface Switches {
  tasksAreLost: boolean;
  plannerIsDown: boolean;
  openFails: boolean;
}

const MINUTE_MS = 60_000;
const NEVER = new AbortController().signal;
const WORD = { by: 'alice', reason: 'an emergency' };
const MEMBERSHIP = 'projects/demo-project/locations/us-west1/memberships/gke-us';

export const HOSTS: Readonly<Record<string, string>> = { 'foo.example.com': 'foo', 'bar.example.com': 'foo' };

export function tree(hosts = HOSTS, foo: { readonly app?: string } = {}, clusters: readonly string[] = [US, EU]): Tree {
  return treeOf({
    clusters,
    services: [{ name: 'foo', ...foo }, { name: 'default-backend' }],
    ingresses: [{ name: 'web', backend: 'default-backend', hosts }],
    drift: 'report',
  });
}

const withAsia = tree(HOSTS, {}, [US, EU, ASIA]);
const fewer = { 'foo.example.com': 'foo' };
const more = { ...HOSTS, 'more.example.com': 'foo' };

const EXPORTED = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'exported' },
  spec: { selector: { app: 'foo' }, ports: [{ name: 'http', port: 80 }] },
};

/** With an export out of one cluster. */
function withExport(files: Tree): Tree {
  const fleet = JSON.parse(String(files['rangelight.yaml'])) as { readonly spec: object };
  const services = { placement: { 'blue/exported': [US] } };
  return {
    ...files,
    'rangelight.yaml': JSON.stringify({ ...fleet, spec: { ...fleet.spec, services } }),
    'manifests/export.yaml': JSON.stringify({
      apiVersion: 'net.gke.io/v1',
      kind: 'ServiceExport',
      metadata: { name: 'exported', namespace: 'blue' },
    }),
  };
}

/** Only effects: the world is looked at afterwards. */
const does =
  (act: (world: ProofWorld, switches: Switches) => unknown): Scene['happen'] =>
  async (world, _, switches) => {
    await act(world, switches);
    return undefined;
  };

const through = (switches: Switches): ProofOptions => ({
  polls: true,
  deliveries: ({ topic }) =>
    (topic === 'tasks' && switches.tasksAreLost) || (topic === 'revisions' && switches.plannerIsDown)
      ? []
      : [{ delay: 0 }],
});

/** Every request to Compute that matches is answered with 403. */
function forbid(world: ProofWorld, matches: (method: string, path: string) => boolean): void {
  const origins = world.cloud.origins as Map<string, (request: Request) => Response | Promise<Response>>;
  const compute = world.cloud.compute.handler;
  origins.set(COMPUTE, (request) =>
    matches(request.method, new URL(request.url).pathname)
      ? Response.json(
          { error: { code: 403, message: 'Required permission is missing', errors: [{ reason: 'forbidden' }] } },
          { status: 403 },
        )
      : compute(request),
  );
}

const document = (world: ProofWorld, collection: string): string =>
  world.store.state.keys().find((key) => key.startsWith(`${collection}/`)) ?? `no ${collection}`;

const stray = (world: ProofWorld, commit: string): void => {
  world.repository.commit(commit, tree());
  // Nothing says how the branch came there.
  Object.assign(world.repository, { movesOf: () => Promise.resolve({ pushes: [], isWhole: true }) });
  world.repository.branch('main', commit);
};

/** By reason; the world of each has applied a commit before. */
export const SCENES: Readonly<Record<StopReason, Scene>> = {
  'hosted-controller': { happen: does(({ cloud }) => cloud.hub.setFeature(MEMBERSHIP)) },
  'hosted-controller-unknown': {
    from: ({ cloud }) =>
      void (cloud.origins as Map<string, () => Response>).set(HUB, () =>
        Response.json({ error: { code: 403, status: 'PERMISSION_DENIED', message: 'no' } }, { status: 403 }),
      ),
    happen: does(() => undefined),
  },
  'another-installation': {
    async happen(world, clients) {
      const second = await createProofWorld(clients, { beside: { installation: 'second', world } });
      second.push(tree());
      return second;
    },
  },
  paused: {
    happen: does((world) => pause(world.person, 'prod', { ...WORD, unit: undefined, duration: undefined }, NEVER)),
  },
  frozen: {
    happen: does(async (world) => {
      await freeze(world.person, 'prod', { ...WORD, duration: 3_600_000 }, NEVER);
      world.push(tree(more));
    }),
  },
  'rolled-back': {
    happen: does(async (world) => {
      world.push(tree(more));
      await world.untilIdle();
      await rollBackTo(world.person, 'prod', 'blue', { ...WORD, now: true }, NEVER);
    }),
  },
  'run-failed': {
    happen: does((world) => {
      forbid(world, (method, path) => method === 'PATCH' && path.includes('/urlMaps/'));
      world.push(tree(more));
    }),
  },
  'run-waits': { happen: does((world) => world.push(tree(HOSTS, { app: 'nobody' }))) },
  'run-not-begun': {
    options: through,
    happen: does((world, switches) => {
      switches.tasksAreLost = true;
      world.push(tree(more));
    }),
  },
  'approval-waits': { happen: does((world) => world.push(tree(fewer))) },
  'head-not-planned': {
    options: through,
    happen: does((world, switches) => {
      switches.plannerIsDown = true;
      world.store.state.drop(document(world, 'revisions'));
    }),
  },
  'revision-blocked': {
    happen: does((world) =>
      world.push({ ...tree(), 'rangelight.yaml': (tree()['rangelight.yaml'] ?? '').replace(EU, US) }),
    ),
  },
  // Case 85.
  'credential-refused': {
    happen: does((world) => {
      const origins = world.cloud.origins as Map<string, () => Response>;
      const refusal = {
        kind: 'Status',
        apiVersion: 'v1',
        status: 'Failure',
        code: 401,
        message: 'Unauthorized',
        reason: 'Unauthorized',
      };
      for (const link of [US, EU]) origins.set(clusterOrigin(link), () => Response.json(refusal, { status: 401 }));
      world.push(tree(more));
    }),
  },
  'config-cluster-behind': {
    // The run has to end first: it waits for the edge, and bakes.
    takesMs: 6 * MINUTE_MS,
    happen: does((world) => {
      world.cloud.clusters.get(EU)?.api.setDown('gateway');
      world.push(tree(more));
    }),
  },
  'cluster-unreadable': {
    tree: withAsia,
    happen: does(({ cloud }) => cloud.clusters.get(ASIA)?.api.setDown('refused')),
  },
  'kind-unreadable': {
    happen: does((world) => forbid(world, (method, path) => method === 'GET' && path.endsWith('/sslCertificates'))),
  },
  // No importer acts in these clusters, and the first import of a fleet may take 20 minutes.
  'not-made-by-others': {
    tree: withExport(tree()),
    // Until it is served, planned and applied, and then what it takes GKE.
    takesMs: 40 * MINUTE_MS,
    happen: does(async (world) => {
      const definitions = [...SERVICE_EXPORT_DEFINITIONS, SERVICE_IMPORT_DEFINITION];
      const at = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
      for (const link of [US, EU]) {
        for (const definition of definitions) await requestTo(world, link, 'POST', at, definition, 'json');
      }
      await requestTo(world, US, 'POST', '/api/v1/namespaces/blue/services', EXPORTED, 'json');
    }),
  },
  'retirement-waits': {
    takesMs: 30 * MINUTE_MS,
    happen: does((world) => {
      world.cloud.monitoring.setTrouble({ type: 'missing' });
      world.push(tree(HOSTS, { app: 'bar' }));
    }),
  },
  'override-stays': {
    takesMs: 10 * MINUTE_MS,
    async happen(world) {
      await drainCluster(world, US, world.clock.now() + 5 * MINUTE_MS);
      crashPods(world, US);
      return undefined;
    },
  },
  'sweep-late': {
    happen: does(({ store, clock }) => {
      const key = document({ store } as ProofWorld, 'stops');
      const noted = JSON.parse(store.state.textOf(key) ?? '{}') as object;
      store.state.put(key, JSON.stringify({ ...noted, sweptAt: clock.now() - 20 * MINUTE_MS }));
    }),
  },
  'sweep-fails': {
    options: (switches) => ({
      tamper: (world) => ({
        ...world,
        async open(fleet, signal) {
          if (switches.openFails) throw new RangelightError('denied', 'kubernetes', 'the credential is refused');
          return world.open(fleet, signal);
        },
      }),
    }),
    happen: does((_, switches) => {
      switches.openFails = true;
    }),
  },
  drift: { happen: does((world) => detachBackend(world, '-blue-foo-')) },
  'not-ours': {
    happen: does((world) =>
      requestTo(world, EU, 'PATCH', '/apis/networking.gke.io/v1/namespaces/blue/multiclusterservices/foo', {
        metadata: { annotations: null },
      }),
    ),
  },
  // `endpointsMaxAge` is one minute.
  'endpoints-old': {
    takesMs: MINUTE_MS,
    tree: withAsia,
    happen: does(({ cloud }) => cloud.clusters.get(ASIA)?.api.setDown('refused')),
  },
  'head-lost': { happen: does((world) => world.store.state.drop('heads/prod.json')) },
  'document-damaged': { happen: does((world) => world.store.state.put('applied/prod/blue.json', '{}')) },
  'record-lost': {
    happen: does(async (world) => {
      await detachBackend(world, '-blue-foo-');
      world.store.state.drop('applied/prod/blue.json');
    }),
  },
  'policy-unknown': { happen: does((world) => world.store.state.drop('finished/prod.json')) },
  'stray-head': { options: through, happen: does((world) => stray(world, 'f'.repeat(40))) },
  'no-branch': { options: through, happen: does((world) => world.repository.branch('main', undefined)) },
  'no-repository': {
    options: through,
    happen: does((world) => {
      Object.assign(world.repository, {
        head: () => Promise.reject(new RangelightError('not-found', 'github', 'there is no repository')),
        isThere: () => Promise.resolve(false),
      });
    }),
  },
  'dead-letter': {
    happen: does(({ person, clock }) => {
      const letter = { id: 'letter-1', from: 'planner', attempts: 8, data: {}, at: clock.now() };
      return keepDeadLetter(person, letter, NEVER);
    }),
  },
};

// Histories: pushes, deliveries, faults and a crash out of one seed; when all is over, the cloud is what the last
// commit says, whatever happened on the way.
import type { FaultEffect, FaultMatch } from '../../infra/emulators/kit/fault-rule.ts';
import { type Random, seededRandom } from '../../infra/emulators/kit/random.ts';
import { approve } from '../../lib/app/words/index.ts';
import { appliedStates, heads, revisions } from '../../lib/state/index.ts';
import { pick } from './adversity/pick.ts';
import { type Cell, CELLS, kindsOf } from './coverage.ts';
import type { Delivery, Message } from './harness/bus.ts';
import { detachBackend, visitNamespace } from './harness/by-hand.ts';
import type { Clients } from './harness/clients.ts';
import { type Guard, guard, type Route } from './harness/invariants.ts';
import type { Tree } from './harness/repository.ts';
import { cloudOf, differences, type State, stateOf } from './harness/state.ts';
import { ASIA, EU, type IngressSpec, type ServiceSpec, treeOf, US } from './harness/trees.ts';
import { createProofWorld, type ProofWorld, REPOSITORY } from './harness/world.ts';
import { type Aim, createTroubles } from './troubles.ts';

export interface History {
  readonly seed: number;
  readonly failures: readonly string[];
  /** Deliveries and pushes that were out of the ordinary, counted. */
  readonly happened: ReadonlyMap<string, number>;
  /** The cells of the coverage that it reached. */
  readonly reached: readonly Cell[];
  /** Kinds of calls that were made. */
  readonly made: ReadonlySet<string>;
}

const FLEET = 'prod';
const NEVER = new AbortController().signal;

const FIRST: ServiceSpec = { name: 'foo' };
const REST: ServiceSpec = { name: 'default-backend' };
const WEB: IngressSpec = { name: 'web', backend: 'default-backend', hosts: { 'foo.example.com': 'foo' } };

const RATED = { 'networking.gke.io/max-rate-per-endpoint': '50' };

/** Without and with a cluster whose NEGs the worker keeps: it costs time, and has steps of its own. */
const MEMBERS = [
  [US, EU],
  [US, EU, ASIA],
] as const;

/** All of them serve the same routes, so that nothing needs an approval. */
const TREES: readonly Tree[] = MEMBERS.flatMap((clusters) =>
  [
    [[FIRST, REST], WEB],
    [[{ ...FIRST, app: 'bar' }, REST], WEB],
    [[{ ...FIRST, port: 9090 }, REST], WEB],
    [[FIRST, REST, { name: 'bar' }], { ...WEB, hosts: { 'foo.example.com': 'bar' } }],
    [[{ ...FIRST, app: 'bar' }, REST, { name: 'bar', port: 9090 }], { ...WEB, hosts: { 'foo.example.com': 'bar' } }],
    [[{ ...FIRST, clusters: [US] }, REST], WEB],
    [[{ ...FIRST, annotations: RATED }, REST], WEB],
  ].map(([services, ingress]) =>
    treeOf({ clusters, services: services as readonly ServiceSpec[], ingresses: [ingress as IngressSpec] }),
  ),
);
const EACH = TREES.length / MEMBERS.length;
/**
 * Of one family: all; those between which a cluster is drained; backend services change in place; nothing may change.
 */
const ALL = Array.from({ length: EACH }, (_, index) => index);
const [DRAINING, IN_PLACE, ALIKE] = [
  [0, EACH - 2],
  [0, EACH - 2, EACH - 1],
  [0, 1],
];

const ROUTES: readonly Route[] = [
  { ingress: 'web', host: 'foo.example.com' },
  { ingress: 'web', host: 'nobody.example.com' },
];

const COMPUTE_FAULTS: readonly FaultEffect[] = [
  { type: 'answer', status: 503 },
  { type: 'answer', status: 429 },
  { type: 'answer', status: 403, reason: 'rateLimitExceeded' },
  { type: 'answer', status: 412, reason: 'conditionNotMet' },
  { type: 'answer', status: 400, reason: 'resourceNotReady' },
  { type: 'reset', when: 'before' },
  { type: 'reset', when: 'after' },
  { type: 'fail-operation', code: 'RESOURCE_OPERATION_RATE_EXCEEDED', message: 'later' },
  { type: 'stale' },
  { type: 'unreachable', places: ['zones/us-west1-a'] },
  { type: 'hold', ms: 45_000, caller: 'reset' },
];

const CLUSTER_FAULTS: readonly FaultEffect[] = [
  { type: 'answer', status: 503 },
  { type: 'answer', status: 429 },
  { type: 'answer', status: 404, body: '404 page not found' },
  { type: 'reset', when: 'before' },
  { type: 'reset', when: 'after' },
  { type: 'stale' },
  { type: 'hold', ms: 45_000, caller: 'reset' },
];

/**
 * Cells aimed at by one history, and how far apart they are: coprime to their number, so that no two are always
 * together.
 */
const AIMS = 3;
const STRIDE = 101;
const WORKER_NEGS = /networkEndpointGroups|endpoints$/;
/**
 * The probes' firewall rule changes at once when a cluster joins; when one leaves, only after all that served there is
 * gone.
 */
const OF_MEMBERS = /change firewalls/;
/** What comes late in a run: the next push waits for it. */
const OF_ENDS = / (?:bake|drain)$/;
/** A backend service changes in place when a cluster leaves it, which drains, or when its rate does. */
const OF_DRAINS = / drain$/;
const OF_BACKENDS = /change backendServices/;
/**
 * The first rollout finishes once before anything is written, and once at its end; so does a commit that changes
 * nothing.
 */
const OF_NOTHING = 'worker: write finished';
/** What is seen only when somebody else changed something. */
const OF_HANDS = /^drift: (?:write|publish)/;

const METHODS: readonly (string | undefined)[] = ['GET', 'POST', 'PATCH', 'DELETE', undefined];

/**
 * What the cloud must be when a tree was the last: rolled out, once it is asked for, into an empty world without
 * trouble.
 */
export type References = (tree: number) => Promise<State>;

export function references(clients: Clients): References {
  const states = new Map<number, State>();
  return async (tree) => {
    const known = states.get(tree);
    if (known !== undefined) return known;
    const world = await createProofWorld(clients);
    try {
      world.push(TREES[tree] ?? {});
      await world.untilIdle();
      const state = cloudOf(await stateOf(world));
      states.set(tree, state);
      return state;
    } finally {
      await world.close();
    }
  };
}

/**
 * Three cells for each seed, in turn, so that each is aimed at whatever the dice say; in every second turn at the first
 * call of its kind, because some are made once.
 */
function aimsOf(seed: number, random: Random): readonly Aim[] {
  const isFirst = Math.floor((seed * AIMS) / CELLS.length) % 2 === 1;
  return [0, 1, 2].map((which) => {
    const { kind, trouble } = CELLS[(seed * AIMS + which * STRIDE) % CELLS.length] as Cell;
    return { kind, trouble, nth: isFirst ? 1 : pick(random, [1, 1, 1, 2, 3]) };
  });
}

export async function history(clients: Clients, seed: number, expected: References): Promise<History> {
  const random = seededRandom(seed);
  const crashes = random.next() < 0.6;
  // The first rollout makes about 500 calls, each further one as many.
  const crash = crashes
    ? { index: random.integer(0, 3_000), when: pick(random, ['before', 'after'] as const) }
    : undefined;
  const trouble = seededRandom(random.integer(0, 2 ** 31));
  const happened = new Map<string, number>();
  const count = (what: string): void => void happened.set(what, (happened.get(what) ?? 0) + 1);
  const made = new Set<string>();
  const reached: Cell[] = [];
  const aims = aimsOf(seed, seededRandom(seed + 1));
  const troubles = createTroubles(aims, (cell) => reached.push(cell));
  const aimsAt = (kinds: RegExp): boolean => aims.some(({ kind }) => kinds.test(kind));
  const family = aimsAt(WORKER_NEGS) || seed % 8 === 0 ? EACH : 0;
  const membersChange = aimsAt(OF_MEMBERS) || seed % 8 === 1;
  const choice = aimsAt(OF_DRAINS)
    ? DRAINING
    : aimsAt(OF_BACKENDS)
      ? IN_PLACE
      : aims.some(({ kind }) => kind === OF_NOTHING)
        ? ALIKE
        : ALL;
  const joins = (last: number | undefined): boolean => (last === undefined ? !aimsAt(OF_MEMBERS) : last < EACH);
  const patience = aimsAt(OF_ENDS) ? 8 : 0;
  const nextTree = (last: number | undefined): number => {
    if (membersChange) return (joins(last) ? EACH : 0) + pick(random, ALL);
    const others = choice === ALIKE ? choice : choice.filter((tree) => family + tree !== last);
    return family + pick(random, others);
  };
  const handsOn = aimsAt(OF_HANDS) ? 1 : 0.15;
  let troubled = true;
  let watch: Guard | undefined;
  let world: ProofWorld | undefined;
  const told: string[] = [];
  try {
    world = await createProofWorld(clients, {
      operations: pick(random, ['instant', 'fast'] as const),
      crash,
      dies: (call, when) => troubled && troubles.dies(call, when),
      loses: (call) => (troubled ? troubles.loses(call, world) : undefined),
      headIsStale: () => troubled && troubles.headIsStale(),
      deliveries: (message) => (troubled ? delivered(trouble, message, count) : [{ delay: 0 }]),
      onCall(call, when) {
        const isCrash = call.index === crash?.index && crash.when === when;
        for (const kind of kindsOf(call)) {
          made.add(kind);
          if (isCrash) reached.push({ kind, trouble: `crash ${when}` });
        }
        if (call.write) watch?.look(`${when} call ${call.index}, ${call.by}: ${call.what}`);
      },
    });
    let last = nextTree(undefined);
    const commits = [world.push(TREES[last] ?? {})];
    await world.untilIdle();
    watch = guard(world, { routes: ROUTES, serving: true, staleReads: true });
    if (watch.routes < ROUTES.length) told.push('the first rollout does not serve');
    const pushes = random.integer(1, 3);
    const injected: (() => void)[] = [];
    for (let push = 0; push < pushes; push += 1) {
      for (let fault = random.integer(0, 3); fault > 0; fault -= 1) injected.push(inject(random, world, count));
      last = nextTree(last);
      const forced = random.next() < 0.15;
      if (forced) count('forced push');
      const onto = forced ? commits[0] : undefined;
      commits.push(world.push(TREES[last] ?? {}, onto === undefined ? {} : { onto, forced }));
      await world.clock.advance(random.integer(patience, 8) * 60_000 + random.integer(0, 60_000));
      if (random.next() < handsOn) await byHand(random, world, count);
    }
    if (random.next() < 0.2) await clusterDown(random, world, count);
    for (const remove of injected) remove();
    troubles.end();
    troubled = false;
    // The head was told of at least once: GitHub delivers again what was refused, and the tick finds the rest.
    world.bus.publish({
      topic: 'revisions',
      data: { type: 'push', repository: REPOSITORY, delivery: 'last', branch: 'main', forced: false },
    });
    await world.untilIdle();
    if (await asksAgain(world, count)) await world.untilIdle();
    if (await approvesLeftBehind(world)) await world.untilIdle();
    watch.look('at the end');
    told.push(...watch.violations);
    const hasLeft = membersChange && last < EACH;
    const [wanted, found] = [await expected(last), cloudOf(await stateOf(world))];
    told.push(...(hasLeft ? differences(withoutLeaver(wanted), withoutLeaver(found)) : differences(wanted, found)));
  } catch (error) {
    told.push(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  } finally {
    await world?.close();
  }
  return { seed, failures: told.map((what) => `seed ${seed}: ${what}`), happened, reached, made };
}

/**
 * Two runs for one commit that met the same fault are the word for a person to look, who comments `/rangelight plan`:
 * the dice may throw one fault at both.
 */
async function asksAgain({ store, bus }: ProofWorld, count: (what: string) => void): Promise<boolean> {
  const { found } = await appliedStates.list(store, [FLEET], NEVER);
  const isStuck = found.some(({ value: { message = '' } }) => message.startsWith('injected fault: '));
  if (!isStuck) return false;
  count('planned again by a person');
  bus.publish({ topic: 'revisions', data: { type: 'facts', repository: REPOSITORY, delivery: 'asked-again' } });
  return true;
}

/**
 * What stayed in a cluster that left and came back is in no record any more: it goes with a person's word, and with
 * that gate alone.
 */
async function approvesLeftBehind({ store, person }: ProofWorld): Promise<boolean> {
  const head = await heads.at(FLEET).read(store, NEVER);
  const revision = head && (await revisions.at(FLEET, head.value.commit, 'head').read(store, NEVER));
  const waiting = (revision?.value.units ?? []).flatMap(({ plan, gates }) =>
    plan !== null && gates.length > 0 && gates.every(({ code }) => code === 'unrecorded') ? [plan] : [],
  );
  const act = { by: 'alice', reason: 'it was left behind', opens: ['unrecorded'] } as const;
  for (const plan of waiting) await approve(person, FLEET, plan, act, NEVER);
  return waiting.length > 0;
}

/** Nobody gives access to a cluster that left the fleet: its derived Services stay where they are. */
function withoutLeaver(state: State): State {
  return Object.fromEntries(Object.entries(state).filter(([key]) => !key.startsWith(`${ASIA} `)));
}

function delivered(random: Random, message: Message, count: (what: string) => void): readonly Delivery[] {
  const dice = random.next();
  const told = (what: string, deliveries: readonly Delivery[]): readonly Delivery[] => {
    count(`${what} × ${message.topic}`);
    return deliveries;
  };
  if (dice < 0.12) return told('duplicate', [{ delay: 0 }, { delay: random.integer(0, 300_000) }]);
  if (dice < 0.2) return told('two at once', [{ delay: 0 }, { delay: 0, outOfOrder: true }]);
  if (dice < 0.3) return told('late', [{ delay: random.integer(10_000, 400_000) }]);
  if (dice < 0.36) return told('out of order', [{ delay: random.integer(0, 90_000), outOfOrder: true }]);
  return [{ delay: 0 }];
}

function inject(random: Random, world: ProofWorld, count: (what: string) => void): () => void {
  const inCompute = random.next() < 0.6;
  const cluster = world.cloud.clusters.get(pick(random, [US, EU]));
  const faults = inCompute || cluster === undefined ? world.cloud.compute.faults : cluster.api.faults;
  const effect = pick(random, inCompute ? COMPUTE_FAULTS : CLUSTER_FAULTS);
  const method = effect.type === 'hold' ? pick(random, ['POST', 'PATCH']) : pick(random, METHODS);
  const match: FaultMatch = {
    ...(method !== undefined && { method }),
    ...(inCompute ? {} : { pathRegex: 'fieldManager=rangelight|multicluster|rl1-' }),
    nth: random.integer(1, 12),
    times: random.integer(1, 3),
  };
  const where = inCompute ? 'compute' : 'kubernetes';
  count(`${effect.type}${effect.type === 'answer' ? ` ${effect.status}` : ''} × ${where} ${method ?? 'any'}`);
  return faults.inject({ match, effect });
}

async function clusterDown(random: Random, world: ProofWorld, count: (what: string) => void): Promise<void> {
  const cluster = world.cloud.clusters.get(pick(random, [US, EU]));
  const mode = pick(random, ['gateway', 'refused'] as const);
  count(`cluster down × ${mode}`);
  cluster?.api.setDown(mode);
  await world.clock.advance(random.integer(1, 10) * 60_000);
  cluster?.api.setDown(undefined);
}

/** Somebody changes something, and time passes in which a sweep finds it. */
async function byHand(random: Random, world: ProofWorld, count: (what: string) => void): Promise<void> {
  const ms = random.integer(60_000, 300_000);
  if (random.next() < 0.4) {
    count('by hand × a namespace comes and goes');
    await visitNamespace(world, pick(random, [US, EU]), ms);
    return;
  }
  if (!(await detachBackend(world, pick(random, ['-foo-', '-default-backend-'])))) return;
  count('by hand × a backend is taken out');
  await world.clock.advance(ms);
}

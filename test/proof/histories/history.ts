// Histories: pushes, deliveries, faults and a crash out of one seed; when all is over, the cloud is what the last
// commit says, whatever happened on the way.
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { approve } from '../../../lib/app/words/index.ts';
import { appliedStates, heads, revisions } from '../../../lib/state/index.ts';
import { pick } from '../adversity/pick.ts';
import { type Cell, kindsOf } from '../coverage.ts';
import type { Clients } from '../harness/clients.ts';
import { type Guard, guard } from '../harness/invariants.ts';
import { cloudOf, differences, type State, stateOf } from '../harness/state.ts';
import { ASIA } from '../harness/trees.ts';
import { createProofWorld, type ProofWorld, REPOSITORY } from '../harness/world.ts';
import { createTroubles } from '../troubles.ts';
import { aimsOf, needsOf, nextTree } from './aims.ts';
import { EACH, type References, ROUTES, TREES } from './commits.ts';
import { byHand, clusterDown, type Count, delivered, inject } from './mishaps.ts';

export interface History {
  readonly seed: number;
  readonly failures: readonly string[];
  /** Deliveries and pushes that were out of the ordinary, counted. */
  readonly happened: ReadonlyMap<string, number>;
  /** The cells of the coverage that it reached. */
  readonly reached: readonly Cell[];
  /** Kinds of calls that were made while something could go wrong with them. */
  readonly made: ReadonlySet<string>;
}

const FLEET = 'prod';
const NEVER = new AbortController().signal;

export async function history(clients: Clients, seed: number, expected: References): Promise<History> {
  const random = seededRandom(seed);
  const crashes = random.next() < 0.6;
  // The first rollout makes about 500 calls, each further one as many.
  const crash = crashes
    ? { index: random.integer(0, 3_000), when: pick(random, ['before', 'after'] as const) }
    : undefined;
  const trouble = seededRandom(random.integer(0, 2 ** 31));
  const happened = new Map<string, number>();
  const count: Count = (what) => void happened.set(what, (happened.get(what) ?? 0) + 1);
  const made = new Set<string>();
  const reached: Cell[] = [];
  const aims = aimsOf(seed, seededRandom(seed + 1));
  const troubles = createTroubles(aims, (cell) => reached.push(cell));
  const needs = needsOf(seed, aims);
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
          if (troubled) made.add(kind);
          if (isCrash) reached.push({ kind, trouble: `crash ${when}` });
        }
        if (call.write) watch?.look(`${when} call ${call.index}, ${call.by}: ${call.what}`);
      },
    });
    let last = nextTree(random, needs, undefined);
    const commits = [world.push(TREES[last] ?? {})];
    await world.untilIdle();
    watch = guard(world, { routes: ROUTES, serving: true, staleReads: true });
    if (watch.routes < ROUTES.length) told.push('the first rollout does not serve');
    const pushes = random.integer(1, 3);
    const injected: (() => void)[] = [];
    for (let push = 0; push < pushes; push += 1) {
      for (let fault = random.integer(0, 3); fault > 0; fault -= 1) injected.push(inject(random, world, count));
      last = nextTree(random, needs, last);
      const forced = random.next() < needs.forced;
      if (forced) count('forced push');
      const onto = forced ? commits[0] : undefined;
      commits.push(world.push(TREES[last] ?? {}, onto === undefined ? {} : { onto, forced }));
      await world.clock.advance(random.integer(needs.patienceMinutes, 8) * 60_000 + random.integer(0, 60_000));
      if (random.next() < needs.handsOn) await byHand(random, world, count);
    }
    if (random.next() < 0.2) await clusterDown(random, world, count);
    for (const remove of injected) remove();
    await world.clock.advance(needs.lingerMinutes * 60_000);
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
    const hasLeft = needs.membersChange && last < EACH;
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
async function asksAgain({ store, bus }: ProofWorld, count: Count): Promise<boolean> {
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

// Two workers on one task, call by call: every order in which their calls can go out with so many changes between the
// two, each change with and without a pause that outlives the lease.
import type { Clients } from './harness/clients.ts';
import type { Call } from './harness/invocation.ts';
import { type Guard, guard } from './harness/invariants.ts';
import { differences, type State, stateOf } from './harness/state.ts';
import { createProofWorld, type ProofWorld } from './harness/world.ts';
import { SMALL_ROUTES, type SmallChange } from './small-changes.ts';
import { createTurns, depends, type Switch, type Turns } from './turns.ts';

export interface Interleavings {
  /** Schedules that were run. */
  readonly schedules: number;
  /** Orders of calls that differ by more than calls which do not see each other. */
  readonly orders: number;
  /** Calls of both workers, over all schedules. */
  readonly calls: number;
  /** Steps of the plan. */
  readonly steps: number;
  readonly failures: readonly string[];
}

export interface InterleavingOptions {
  /** How often one worker is stopped in favour of the other. */
  readonly switches: number;
  /** Take each n-th of the schedules with a switch. */
  readonly every: number;
  readonly progress?: (done: number, known: number) => void;
}

const LOOK = /^list .*\/pauses\//;

export async function interleavings(
  clients: Clients,
  change: SmallChange,
  { switches, every, progress }: InterleavingOptions,
): Promise<Interleavings> {
  const failures: string[] = [];
  /** With how many more switches each was followed. */
  const orders = new Map<string, number>();
  let calls = 0;
  const alone = await run(clients, change, undefined);
  failures.push(...alone.violations.map((violation) => `alone: ${violation}`));
  let [schedules, known] = [0, 1];

  /** @returns the calls that went out; undefined when nothing new can follow from this schedule. */
  async function explore(schedule: readonly Switch[]): Promise<readonly Call[] | undefined> {
    schedules += 1;
    progress?.(schedules, known);
    const name = `${change.name}, switches ${JSON.stringify(schedule)}`;
    try {
      const { state, violations, turns } = await run(clients, change, schedule);
      if (turns === undefined) return undefined;
      calls += turns.went.length;
      failures.push(...violations.map((violation) => `${name}: ${violation}`));
      failures.push(...differences(alone.state, state).map((difference) => `${name}: ${difference}`));
      const order = turns.order();
      const [left, before] = [switches - schedule.length, orders.get(order) ?? 0];
      orders.set(order, Math.max(left, before));
      // From an order that was followed before, the same ones follow.
      if (left > before) await follow(schedule, turns);
      return turns.went;
    } catch (error) {
      failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  }

  /** Stops each of the calls after the last switch, unless that is the same as a stop before a later call. */
  async function follow(schedule: readonly Switch[], { choices, went }: Turns): Promise<void> {
    const after = choices.filter((at) => at > (schedule.at(-1)?.at ?? -1)).reverse();
    known += 2 * after.length;
    for (const long of [false, true]) {
      let later: { readonly at: number; readonly meanwhile: readonly Call[] } | undefined;
      for (const [index, at] of after.entries()) {
        if (index % every !== 0) continue;
        if (later !== undefined && isSame(went.slice(at, later.at + 1), later.meanwhile)) {
          known -= 1;
          later = { at, meanwhile: later.meanwhile };
          continue;
        }
        const then = await explore([...schedule, { at, long }]);
        const stopped = went[at]?.invocation;
        const resumed = then?.findIndex((call, place) => place >= at && call.invocation === stopped) ?? -1;
        later = then && { at, meanwhile: then.slice(at, resumed < 0 ? undefined : resumed) };
      }
    }
  }

  await explore([]);
  return { schedules, orders: orders.size, calls, steps: alone.steps, failures };
}

/**
 * Whether a worker may as well be stopped at the last of these calls as at the first: they are its own, and nothing
 * that goes out meanwhile sees those before the last. Before it looks for a pause it notes the time, which says when it
 * looks again.
 */
function isSame(calls: readonly Call[], meanwhile: readonly Call[]): boolean {
  const isOwn = calls.every(({ invocation }) => invocation === calls[0]?.invocation);
  const notesTime = calls.slice(1).some(({ what }) => LOOK.test(what));
  return isOwn && !notesTime && !calls.slice(0, -1).some((call) => meanwhile.some((other) => depends(call, other)));
}

interface Ran {
  readonly state: State;
  readonly violations: readonly string[];
  readonly turns: Turns | undefined;
  readonly steps: number;
}

/** @param schedule undefined: one worker, which nobody meets. */
async function run(clients: Clients, change: SmallChange, schedule: readonly Switch[] | undefined): Promise<Ran> {
  let watch: Guard | undefined;
  let turns: Turns | undefined;
  const world = await createProofWorld(clients, {
    turn: (call) => turns?.turn(call) ?? Promise.resolve(),
    deliveries: ({ topic }) =>
      turns !== undefined && topic === 'tasks' ? [{ delay: 0 }, { delay: 0, outOfOrder: true }] : [{ delay: 0 }],
    onCall: (call, when) => watch?.look(`${when} call ${call.index}, ${call.by} ${call.invocation}: ${call.what}`),
  });
  try {
    world.push(change.before);
    await world.untilIdle();
    watch = guard(world, { routes: SMALL_ROUTES, serving: true, staleReads: true });
    const known = new Set(world.store.keys());
    if (schedule !== undefined) turns = createTurns(world.clock, schedule);
    await change.begin(world);
    await turns?.drive(() => world.bus.isQuiet());
    await world.untilIdle();
    watch.look('at the end');
    const violations = [...watch.violations];
    if (watch.routes < SMALL_ROUTES.length) violations.push('not all routes serve before the change');
    return { state: cloudOf(await stateOf(world)), violations, turns, steps: stepsOf(world, known) };
  } finally {
    await world.close();
  }
}

function stepsOf({ store }: ProofWorld, known: ReadonlySet<string>): number {
  const plans = Object.entries(store.contents()).filter(([key]) => key.startsWith('plans/') && !known.has(key));
  return Math.max(0, ...plans.map(([, plan]) => (plan as { readonly steps: readonly unknown[] }).steps.length));
}

/** Numbers in the bucket count the runs. */
function cloudOf(state: State): State {
  return Object.fromEntries(
    Object.entries(state).filter(([key]) => !key.startsWith('bucket ') || /\/open\//.test(key)),
  );
}

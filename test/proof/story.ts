// One scenario from its beginning to its end in a world of its own.
import { approve } from '../../lib/app/words/index.ts';
import { EVERY_GATE } from '../../functions/wiring/codes.ts';
import type { Revision } from '../../lib/plan/index.ts';
import { finishedRevisions, revisions } from '../../lib/state/index.ts';
import type { Clients } from './harness/clients.ts';
import { cloudWrites } from './harness/cloud-writes.ts';
import { type Guard, guard } from './harness/invariants.ts';
import type { CrashPoint } from './harness/invocation.ts';
import { type State, stateOf } from './harness/state.ts';
import { clockOf, createProofWorld, type ProofOptions, type ProofWorld, REPOSITORY } from './harness/world.ts';
import type { Scenario } from './scenarios.ts';

export interface Told {
  /** Calls made before the change was pushed; crash points lie beyond. */
  readonly begun: number;
  readonly calls: ProofWorld['invocations']['calls'];
  readonly state: State;
  readonly violations: readonly string[];
  /** Whether the crash point was reached. */
  readonly crashed: boolean;
}

/** Rolls a scenario out, kills a function on the way, and lets everything go on until nothing is left to do. */
export async function tell(
  clients: Clients,
  scenario: Scenario,
  crash: CrashPoint | undefined,
  options: ProofOptions = {},
): Promise<Told> {
  let watch: Guard | undefined;
  const world = await createProofWorld(clients, {
    ...options,
    ...(scenario.zones && { zones: scenario.zones }),
    crash,
    onCall(call, when) {
      if (watch !== undefined && (call.write || when === 'before'))
        watch.look(`${when} call ${call.index}, ${call.by}: ${call.what}`);
    },
  });
  try {
    await scenario.prepare?.(world);
    if (scenario.before !== undefined) {
      world.push(scenario.before);
      await world.untilIdle();
    }
    const begun = world.invocations.calls.length;
    const released = scenario.approved?.released;
    watch = guard(world, { routes: scenario.routes, serving: true, ...(released && { released }) });
    const missing = scenario.routes.length - watch.routes;
    const violations =
      missing > 0 && scenario.before !== undefined ? [`${missing} routes do not serve before the change`] : [];
    await scenario.disturb?.(world);
    const commit = world.push(scenario.after);
    await world.untilIdle();
    if (scenario.approved !== undefined) {
      await approveAll(world, commit);
      await world.untilIdle();
    }
    watch.look('at the end');
    if (!isFinished(world, commit)) violations.push('the commit was not carried out to its end');
    violations.push(...watch.violations);
    const state = await stateOf(world);
    violations.push(...(await planAgain(world)), ...leftOpen(state));
    const { calls, crashed } = world.invocations;
    return { begun, calls: calls.slice(), state, violations, crashed };
  } finally {
    await world.close();
  }
}

/** Invariant 2: planning again finds nothing to do. */
export async function planAgain(world: ProofWorld): Promise<readonly string[]> {
  const before = world.invocations.calls.length;
  // A push of what is planned would be old news.
  world.bus.publish({ topic: 'revisions', data: { type: 'facts', repository: REPOSITORY, delivery: 'again' } });
  await world.untilIdle();
  return cloudWrites(world, before).map(({ by, what }) => `invariant 2: planning again writes: ${by} ${what}`);
}

function leftOpen(state: State): readonly string[] {
  const open = Object.keys(state).filter((key) => key.startsWith('bucket open/'));
  return open.map((key) => `left open: ${key}`);
}

/** A person approves every plan of a commit that waits for it. Gives whether any did. */
export async function approveAll(world: ProofWorld, commit: string): Promise<boolean> {
  const { store, clock, bus } = world;
  const text = store.state.textOf(revisions.at('prod', commit, 'head').key) ?? '';
  const revision = JSON.parse(text) as Revision;
  if (revision.verdict !== 'needs-approval') return false;
  const act = { by: 'somebody', reason: 'it was meant', opens: EVERY_GATE };
  const around = { store, clock: clockOf(clock), publisher: bus.publisher };
  for (const { plan } of revision.units) {
    if (plan !== null) await approve(around, 'prod', plan, act, new AbortController().signal);
  }
  return true;
}

/** Whether the commit was carried out to its end. */
export function isFinished(world: ProofWorld, commit: string): boolean {
  const finished = world.store.contents()[finishedRevisions.at('prod').key] as { readonly commit: string } | undefined;
  return finished?.commit === commit;
}

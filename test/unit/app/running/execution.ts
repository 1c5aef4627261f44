// A run of a plan that a test puts together step by step, over a world in memory and a journal that is a list.
import { executePlan, type RunEnd } from '../../../../lib/app/running/execute-plan.ts';
import type { Execution } from '../../../../lib/app/running/execution.ts';
import type { WorkerOptions } from '../../../../lib/app/running/execution.ts';
import { firstLook } from '../../../../lib/app/running/first-look.ts';
import { digestOf } from '../../../../lib/core/index.ts';
import type { JournalEntry } from '../../../../lib/execute/index.ts';
import { KINDS } from '../../../../functions/wiring/kinds.ts';
import { refKey, type ResourceRef } from '../../../../lib/model/index.ts';
import type { Plan, Step, StepAction } from '../../../../lib/plan/index.ts';
import type { RunTask } from '../../../../lib/ports/index.ts';
import { heads } from '../../../../lib/state/index.ts';
import { compute, FLEET, MARK, UNIT } from '../../balancer.ts';
import { changeOf } from '../../plan/change.ts';
import { createRig, headOf, NEVER, OPTIONS, type Rig } from '../rig.ts';

export const TASK: RunTask = {
  type: 'run',
  fleet: FLEET,
  unit: UNIT,
  seq: 1,
  commit: 'c1',
  plan: digestOf('plan'),
  desired: digestOf('desired'),
  runId: 'run-1',
};

export const step = (id: string, action: StepAction, needs: readonly string[] = []): Step => ({
  id,
  phase: 'expand',
  action,
  needs,
});

/** What is made by the step of that name: nothing refers to it, and it refers to nothing. */
export const ref = (name: string): ResourceRef => compute('healthCheck', name);
export const keyOf = (name: string): string => refKey(ref(name));

/** A step that makes something. */
export const makes = (name: string, needs?: readonly string[]): Step =>
  step(name, { type: 'apply', key: keyOf(name), stage: 'final' }, needs);

/** A step that waits as long as `timings.drainMs` says. */
export const waits = (id: string, needs?: readonly string[]): Step => step(id, { type: 'drain', of: UNIT }, needs);

export function planOf(...steps: readonly Step[]): Plan {
  const changes = steps.flatMap(({ action }) =>
    action.type === 'apply' && action.key.includes('/healthChecks/') ? [makingOf(action.key)] : [],
  );
  return { digest: TASK.plan, fleet: FLEET, unit: UNIT, changes, steps };
}

function makingOf(key: string): Plan['changes'][number] {
  const name = key.split('/').at(-1) ?? '';
  return changeOf(ref(name), { kind: 'create', after: { name, description: MARK, type: 'HTTP' } });
}

export interface ExecutionRig {
  readonly rig: Rig;
  task: RunTask;
  /** What the journal holds; a test puts in what was there before. */
  readonly entries: JournalEntry[];
  /** How often the lease was asked for. */
  readonly leases: () => number;
  execute(plan: Plan, more?: Partial<WorkerOptions>): Promise<RunEnd>;
  /** May throw in place of writing an entry. */
  onAppend: ((entry: JournalEntry) => void) | undefined;
  /** Whether the lease is still held, at the nth asking. */
  keeps: (nth: number) => boolean;
  wasHeldUp: boolean;
  signal: AbortSignal;
}

export async function executionRig(): Promise<ExecutionRig> {
  const rig = createRig();
  const entries: JournalEntry[] = [];
  let asked = 0;
  let last = Promise.resolve();
  await rig.put(heads.at(FLEET), headOf(rig.fleet(), TASK.seq, TASK.commit));
  const it: ExecutionRig = {
    rig,
    task: TASK,
    entries,
    leases: () => asked,
    execute(plan, more = {}) {
      const execution: Execution = {
        fleet: rig.fleet(),
        task: it.task,
        plan,
        journal: {
          entries,
          tell(entry) {
            const before = last;
            last = (async () => {
              await before;
              it.onAppend?.(entry);
            })();
            last.catch(() => undefined);
            entries.push(entry);
          },
          durable: () => last,
          append(entry, signal) {
            this.tell(entry, signal);
            return last;
          },
        },
        lease: {
          async keep() {
            asked += 1;
            return it.keeps(asked);
          },
        },
        options: { ...OPTIONS, ...more },
        look: firstLook(KINDS, undefined),
        wasHeldUp: it.wasHeldUp,
        begun: () => Promise.resolve(),
      };
      return executePlan(rig.world, execution, it.signal);
    },
    onAppend: undefined,
    keeps: () => true,
    wasHeldUp: false,
    signal: NEVER,
  };
  return it;
}

/** Turns of the event loop: whatever can go on meanwhile, does. */
export async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

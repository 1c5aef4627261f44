// What one plan of a unit does and another one does not: for people who approved the first and are asked about the
// second.
import { digestOf } from '../core/index.ts';
import type { Change } from '../diff/change.ts';
import type { Plan, Step } from './plan.ts';

export interface PlanDifference {
  /** By key, each as the plan that has it says; `changed`: as the second one does. Sorted as in that plan. */
  readonly changes: {
    readonly added: readonly Change[];
    readonly removed: readonly Change[];
    readonly changed: readonly { readonly before: Change; readonly after: Change }[];
  };
  /** By id: phase, action and resource. A step of the same id is changed when its action or its needs are. */
  readonly steps: {
    readonly added: readonly Step[];
    readonly removed: readonly Step[];
    readonly changed: readonly Step[];
  };
}

export function planDifference(from: Plan, to: Plan): PlanDifference {
  const changes = compared(from.changes, to.changes, ({ key }) => key);
  const steps = compared(from.steps, to.steps, ({ id }) => id);
  return {
    changes: { ...changes, changed: changes.both.map(({ before, after }) => ({ before, after })) },
    steps: { ...steps, changed: steps.both.map(({ after }) => after) },
  };
}

interface Compared<T> {
  readonly added: readonly T[];
  readonly removed: readonly T[];
  /** Of one name, and not the same. */
  readonly both: readonly { readonly before: T; readonly after: T }[];
}

function compared<T>(from: readonly T[], to: readonly T[], name: (one: T) => string): Compared<T> {
  const before = new Map(from.map((one) => [name(one), one]));
  const after = new Map(to.map((one) => [name(one), one]));
  const both = to.flatMap((one) => {
    const old = before.get(name(one));
    return old === undefined || digestOf(old) === digestOf(one) ? [] : [{ before: old, after: one }];
  });
  return {
    added: to.filter((one) => !before.has(name(one))),
    removed: from.filter((one) => !after.has(name(one))),
    both,
  };
}

// What files that are read together may still ask for: many small ones must not cost more than a large one.
import { TOGETHER } from './limits.ts';

export type Measure = keyof typeof TOGETHER;

export interface Budget {
  /**
   * Takes something on.
   * @returns undefined, or what is too much, in words; from then on the same words, whatever is asked for.
   */
  readonly spend: (what: Measure, amount: number) => string | undefined;
}

/** @param less limits in place of those of all files together. */
export function createBudget(less: Partial<Readonly<Record<Measure, number>>> = {}): Budget {
  const limits = { ...TOGETHER, ...less };
  const spent = new Map<Measure, number>();
  let exceeded: string | undefined;
  return {
    spend(what, amount) {
      if (exceeded !== undefined) return exceeded;
      const sum = (spent.get(what) ?? 0) + amount;
      spent.set(what, sum);
      if (sum <= limits[what]) return undefined;
      exceeded = `the files that are read together have ${sum} ${what} up to here, and may have ${limits[what]}`;
      return exceeded;
    },
  };
}

// What a test file gets in place of vitest here: describe and test only note what there is to run, expect is vitest's own.
// What it does not have (hooks, vi, inline snapshots) fails when the tests are run without a mutant.
// May import: vitest.
export { expect } from 'vitest';

export interface NotedTest {
  /** `describe > test`; unique, because Stryker knows tests by it. */
  readonly id: string;
  /** Fails by throwing. */
  readonly run: () => void | Promise<void>;
}

type Run = NotedTest['run'];

/** All that were noted since the process began: test files are imported once. */
export const notedTests: NotedTest[] = [];
const around: string[] = [];

export function describe(name: string, body: () => void): void {
  around.push(name);
  body();
  around.pop();
}

export function test(name: string, run: Run): void {
  const id = [...around, name].join(' > ');
  const same = notedTests.filter((noted) => noted.id === id || noted.id.startsWith(`${id} #`)).length;
  notedTests.push({ id: same === 0 ? id : `${id} #${same + 1}`, run });
}

test.each = (rows: readonly unknown[]) => {
  return (name: string, run: (...row: readonly unknown[]) => ReturnType<Run>): void => {
    for (const row of rows) test(name, () => run(...(Array.isArray(row) ? (row as readonly unknown[]) : [row])));
  };
};

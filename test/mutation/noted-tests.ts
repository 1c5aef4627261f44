// What a test file gets in place of vitest here: describe, test and beforeEach only note what there is to run, expect
// is vitest's own. What it does not have (other hooks, vi, inline snapshots) fails when the tests are run without a
// mutant.
export { expect } from 'vitest';

export interface NotedTest {
  /** `describe > test`; unique, because Stryker knows tests by it. */
  readonly id: string;
  /** Where it is, from the root of the repository. */
  readonly file: string;
  /** Fails by throwing. */
  readonly run: () => void | Promise<void>;
}

type Run = NotedTest['run'];
type Row = readonly unknown[];

/** All that were noted since the process began: test files are imported once. */
export const notedTests: NotedTest[] = [];
const around: string[] = [];
/** For the whole file, then for each describe that is open. */
let preparations: readonly Run[] = [];
let file = '';

/** Before a file is imported: what another one prepares is not for it. */
export function beginFile(name: string): void {
  file = name;
  preparations = [];
}

export function describe(name: string, body: () => void): void {
  const outside = preparations;
  around.push(name);
  body();
  around.pop();
  preparations = outside;
}

/** For the tests that follow it. */
export function beforeEach(prepare: Run): void {
  preparations = [...preparations, prepare];
}

export function test(name: string, run: Run): void {
  const id = [...around, name].join(' > ');
  const same = notedTests.filter((noted) => noted.id === id || noted.id.startsWith(`${id} #`)).length;
  const before = preparations;
  const prepareAndRun = async () => {
    for (const prepare of before) await prepare();
    await run();
  };
  notedTests.push({ id: same === 0 ? id : `${id} #${same + 1}`, file, run: prepareAndRun });
}

test.each = eachWith<ReturnType<Run>>(test);
describe.each = eachWith<void>(describe);
export { test as it };

function eachWith<R>(note: (name: string, body: () => R) => void) {
  return (rows: Row) =>
    (name: string, body: (...row: Row) => R): void => {
      for (const row of rows) note(name, () => body(...(Array.isArray(row) ? (row as Row) : [row])));
    };
}

// Crash matrix: a function is killed before and after each outgoing call; whatever comes after, the end is the same.
import type { Clients } from './harness/clients.ts';
import type { Call, CrashPoint } from './harness/invocation.ts';
import { differences } from './harness/state.ts';
import type { Scenario } from './scenarios.ts';
import { tell } from './story.ts';

export interface CrashOptions {
  /** Calls that only read too; else those that write, the only ones after which the state can be another. */
  readonly reads: boolean;
  /** Take each n-th point, beginning with this one. */
  readonly every: number;
  readonly first: number;
  readonly progress?: (done: number, all: number) => void;
}

export interface CrashResult {
  readonly scenario: string;
  readonly points: number;
  /** Calls of the uncrashed run after the push. */
  readonly calls: number;
  readonly failures: readonly string[];
}

export async function crashMatrix(clients: Clients, scenario: Scenario, options: CrashOptions): Promise<CrashResult> {
  const whole = await tell(clients, scenario, undefined);
  const failures = whole.violations.map((violation) => `without a crash: ${violation}`);
  const again = await tell(clients, scenario, undefined);
  if (JSON.stringify(again.calls) !== JSON.stringify(whole.calls))
    failures.push('two runs of one seed make different calls');
  const calls = whole.calls.slice(whole.begun);
  const points = everyNth(pointsOf(calls, options.reads), options);
  for (const [done, point] of points.entries()) {
    options.progress?.(done, points.length);
    const name = `${point.when} ${describe(whole.calls[point.index])}`;
    try {
      const told = await tell(clients, scenario, point);
      if (!told.crashed) failures.push(`${name}: the point was not reached`);
      failures.push(...told.violations.map((violation) => `${name}: ${violation}`));
      failures.push(...differences(whole.state, told.state).map((difference) => `${name}: ${difference}`));
    } catch (error) {
      failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { scenario: scenario.name, points: points.length, calls: calls.length, failures };
}

export function everyNth<T>(
  points: readonly T[],
  { every, first }: Pick<CrashOptions, 'every' | 'first'>,
): readonly T[] {
  return points.filter((_, index) => (index - first) % every === 0);
}

/**
 * All before, then all after: every n-th of them has some of both, be n odd or even. Then those of the journal, whose
 * objects have several outcomes: an object that was written and nobody heard of it, and one that arrives when another
 * worker has gone on without it.
 */
export function pointsOf(
  calls: readonly Pick<Call, 'index' | 'write' | 'what'>[],
  reads: boolean,
): readonly CrashPoint[] {
  const chosen = calls.filter(({ write }) => reads || write);
  const journal = calls.filter(({ what }) => what.startsWith('write runs/'));
  const points = (from: typeof chosen, when: CrashPoint['when']) => from.map(({ index }) => ({ index, when }));
  return [
    ...points(chosen, 'before'),
    ...points(chosen, 'after'),
    ...points(journal, 'lost'),
    ...points(journal, 'held'),
  ];
}

function describe(call: Call | undefined): string {
  return call === undefined ? 'nothing' : `call ${call.index}, ${call.by} ${call.system}: ${call.what}`;
}

// Which steps may start next: as a look at all of them would say, without looking at all of them each time.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldJournal, type JournalEntry, journalFold, stepChoice } from '../../../lib/execute/index.ts';
import type { Plan, Step } from '../../../lib/plan/index.ts';

const step = (id: string, needs: readonly string[] = []): Step => ({
  id,
  phase: 'expand',
  action: { type: 'settle', of: 'o' },
  needs,
});
const planOf = (steps: readonly Step[]): Plan => ({ digest: 'd', fleet: 'prod', unit: 'blue', changes: [], steps });
const done = (id: string): JournalEntry => ({ type: 'done', at: 0, step: id, wrote: true });
const waiting = (id: string, until: number): JournalEntry => ({ type: 'waiting', at: 0, step: id, until, reason: id });
const failed = (id: string): JournalEntry => ({
  type: 'failed',
  at: 0,
  step: id,
  failure: { code: 'denied', system: 'compute', message: 'm' },
});

/**
 * The rule, said plainly: of all steps those whose needs are done, that are not over and are due, longest due first.
 */
function lookedThrough({ steps }: Plan, entries: readonly JournalEntry[], now: number): readonly string[] {
  const states = foldJournal(entries).steps;
  const isDone = (id: string): boolean => states.get(id)?.status === 'done';
  const due = (id: string): number => states.get(id)?.wait?.until ?? 0;
  return steps
    .filter(({ id, needs }) => !isDone(id) && states.get(id)?.status !== 'failed' && needs.every(isDone))
    .map(({ id }) => id)
    .filter((id) => due(id) <= now)
    .sort((a, b) => due(a) - due(b));
}

test('chooses what a look at all steps would choose, after each entry of any journal', () => {
  const steps = fc.array(fc.array(fc.nat(9), { maxLength: 3 }), { minLength: 1, maxLength: 9 }).map((needs) =>
    needs.map((of, place) =>
      step(
        `s${place}`,
        of.filter((other) => other < place).map((other) => `s${other}`),
      ),
    ),
  );
  const entry = fc
    .tuple(fc.nat(8), fc.constantFrom('done', 'waiting', 'failed', 'attempt'), fc.integer({ min: 1, max: 20 }))
    .map(([place, type, until]): JournalEntry => {
      const id = `s${place}`;
      if (type === 'attempt') return { type, at: 0, step: id, attempt: 1 };
      if (type === 'failed') return failed(id);
      return type === 'done' ? done(id) : waiting(id, until);
    });
  fc.assert(
    fc.property(steps, fc.array(entry, { maxLength: 30 }), fc.nat(20), (all, entries, now) => {
      const plan = planOf(all);
      const choice = stepChoice(plan);
      const fold = journalFold(choice.changed);
      const told: JournalEntry[] = [];
      // What is done stays done: no worker starts it again.
      const over = new Set<string>();
      for (const one of entries) {
        if (!('step' in one) || over.has(one.step)) continue;
        if (one.type === 'done') over.add(one.step);
        told.push(one);
        fold(told);
        const next = choice.next(now);
        expect(next.type === 'run' ? next.steps.map(({ id }) => id) : []).toEqual(lookedThrough(plan, told, now));
      }
    }),
  );
});

describe('a choice', () => {
  const choice = () => stepChoice(planOf(['a', 'b', 'c', 'd'].map((id) => step(id))));
  const ids = (next: ReturnType<ReturnType<typeof choice>['next']>) =>
    next.type === 'run' ? next.steps.map(({ id }) => id) : next;

  test('is of as many as are asked for, beside those that are under way, and the same when it is asked again', () => {
    const one = choice();
    const asked = { atMost: 2, beside: new Set(['a', 'c']) };
    expect(ids(one.next(0, asked))).toEqual(['b', 'd']);
    expect(ids(one.next(0, asked))).toEqual(['b', 'd']);
    expect(ids(one.next(0, { atMost: 0 }))).toEqual([]);
    expect(ids(one.next(0, { beside: new Set(['a', 'b', 'c', 'd']) }))).toEqual([]);
  });

  test('leaves out what has nothing new, until then', () => {
    const one = choice();
    for (const id of ['a', 'b', 'c', 'd']) one.changed(id, foldJournal([waiting(id, 5)]).steps.get(id) ?? never());
    one.postpone('b', 9);
    one.postpone('unknown', 9);
    expect(ids(one.next(5))).toEqual(['a', 'c', 'd']);
    expect(ids(one.next(9))).toEqual(['a', 'c', 'd', 'b']);
  });
});

function never(): never {
  throw new TypeError('the journal says nothing of the step');
}

describe('the work of a run', () => {
  /** How often a step is read while a worker carries out a plan, eight steps at a time. */
  function readsOf(steps: readonly Step[]): number {
    let reads = 0;
    const get = (of: Step, name: keyof Step): unknown => {
      reads += 1;
      return of[name];
    };
    const counted = steps.map((one) => new Proxy(one, { get }));
    const choice = stepChoice(planOf(counted));
    const fold = journalFold(choice.changed);
    const entries: JournalEntry[] = [];
    for (let next = choice.next(0, { atMost: 8 }); next.type === 'run'; next = choice.next(0, { atMost: 8 })) {
      entries.push(...next.steps.map(({ id }) => done(id)));
      fold(entries);
    }
    expect(entries).toHaveLength(steps.length);
    return reads;
  }
  const chain = (count: number) => Array.from({ length: count }, (_, at) => step(`${at}`, at > 0 ? [`${at - 1}`] : []));
  const beside = (count: number) => Array.from({ length: count }, (_, at) => step(`${at}`));
  const fan = (count: number) => [step('first'), ...beside(count - 1).map(({ id }) => step(id, ['first']))];

  test.each([
    ['one after the other', chain],
    ['side by side', beside],
    ['behind one', fan],
  ])('grows with the steps and not with their square: %s', (_, made) => {
    const [few, many] = [readsOf(made(200)), readsOf(made(800))];
    expect(many / few).toBeLessThan(4.2);
  });
});

test('a step that is told to be done twice lets nobody start twice as early', () => {
  const choice = stepChoice(planOf([step('a'), step('b'), step('c', ['a', 'b'])]));
  const state = foldJournal([done('a')]).steps.get('a');
  if (state === undefined) throw new TypeError('it is done');
  choice.changed('a', state);
  choice.changed('a', state);
  expect(choice.next(0)).toEqual({ type: 'run', steps: [step('b')] });
  choice.changed('b', state);
  expect(choice.next(0)).toEqual({ type: 'run', steps: [step('c', ['a', 'b'])] });
});

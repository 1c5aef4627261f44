// Which steps of a plan may start, kept up as its journal grows: an entry costs the logarithm of how many steps are
// open, and a look costs no more than what it chooses. Pure: time comes in as a number.
import { smallestFirst } from '../core/index.ts';
import type { Plan, Step } from '../plan/index.ts';
import type { RunState, StepState } from './run-state.ts';

export type StepsToStart =
  | { readonly type: 'run'; readonly steps: readonly Step[] }
  /** Nothing can start before this time. */
  | { readonly type: 'wait'; readonly until: number; readonly reason: string }
  | { readonly type: 'finish'; readonly result: 'succeeded' | 'blocked' };

export interface ChoiceLimits {
  /** At most so many; all, when it is not said. */
  readonly atMost?: number;
  /** Steps that are under way already. */
  readonly beside?: { has(id: string): boolean };
}

export interface StepChoice {
  /** A step's state is another one. */
  readonly changed: (id: string, state: StepState) => void;
  /** A step that waits has nothing new until then, milliseconds since the epoch. */
  postpone(id: string, until: number): void;
  /**
   * What a worker does next, longest due first: what nobody has waited for yet in the plan's order, then what waited,
   * by its time. So however many wait and however slow the calls are, each has its turn.
   */
  next(now: number, asked?: ChoiceLimits): StepsToStart;
}

/** A turn of the step at this place of the plan; a later turn of the same step makes it void. */
interface Turn {
  readonly due: number;
  readonly place: number;
  readonly number: number;
}

interface Progress {
  readonly step: Step;
  /** Needs that are not done. */
  unmet: number;
  state: StepState | undefined;
  /** Of its newest turn. */
  number: number;
}

export function stepChoice({ steps }: Plan): StepChoice {
  const progress = steps.map((step): Progress => ({ step, unmet: step.needs.length, state: undefined, number: 0 }));
  const places = new Map(steps.map(({ id }, place) => [id, place]));
  const users = new Map<string, number[]>();
  for (const [place, { needs }] of steps.entries())
    for (const need of needs) {
      const known = users.get(need);
      if (known === undefined) users.set(need, [place]);
      else known.push(place);
    }
  const turns = smallestFirst<Turn>((a, b) => a.due - b.due || a.place - b.place);
  let open = steps.length;

  const enqueue = (place: number): void => {
    const one = progress[place];
    if (one === undefined) return;
    one.number += 1;
    const { state, unmet, number } = one;
    if (unmet > 0 || state?.status === 'done' || state?.status === 'failed') return;
    turns.add({ due: state?.wait?.until ?? 0, place, number });
  };
  for (const place of progress.keys()) enqueue(place);

  const changed = (id: string, state: StepState): void => {
    const place = places.get(id);
    const one = place === undefined ? undefined : progress[place];
    if (place === undefined || one === undefined) return;
    const wasDone = one.state?.status === 'done';
    one.state = state;
    enqueue(place);
    if (wasDone || state.status !== 'done') return;
    open -= 1;
    for (const user of users.get(id) ?? []) {
      const behind = progress[user];
      if (behind === undefined) continue;
      behind.unmet -= 1;
      enqueue(user);
    }
  };

  return {
    changed,
    postpone(id, until) {
      const state = progress[places.get(id) ?? -1]?.state;
      if (state?.status === 'waiting' && state.wait !== undefined)
        changed(id, { ...state, wait: { ...state.wait, until } });
    },
    next(now, { atMost = Number.POSITIVE_INFINITY, beside }: ChoiceLimits = {}) {
      if (open === 0) return { type: 'finish', result: 'succeeded' };
      const seen: Turn[] = [];
      const chosen: Step[] = [];
      for (let turn = turns.take(); turn !== undefined; turn = turns.take()) {
        const one = progress[turn.place];
        if (one?.number !== turn.number) continue;
        seen.push(turn);
        if (turn.due > now || chosen.length >= atMost) break;
        if (!beside?.has(one.step.id)) chosen.push(one.step);
      }
      // A step is left in its place until the journal says what became of it.
      for (const turn of seen) turns.add(turn);
      const [first] = seen;
      if (first === undefined) return { type: 'finish', result: 'blocked' };
      const wait = progress[first.place]?.state?.wait;
      return first.due <= now || wait === undefined ? { type: 'run', steps: chosen } : { type: 'wait', ...wait };
    },
  };
}

/** As `StepChoice.next`, of a run that is looked at once. */
export function nextSteps(plan: Plan, { steps }: RunState, now: number): StepsToStart {
  const choice = stepChoice(plan);
  for (const [id, state] of steps) choice.changed(id, state);
  return choice.next(now);
}

// The order of a plan's steps: who takes an address after who lets it go, and each after what it needs.
import { compareText, reach, smallestFirst } from '../core/index.ts';
import type { RefKey } from '../model/index.ts';
import type { Step, StepAction } from './plan.ts';

/** What must let an address go first, by key of who takes it. */
export type Takers = ReadonlyMap<RefKey, readonly RefKey[]>;

export function stepId(phase: Step['phase'], action: StepAction): string {
  const subject = 'key' in action ? action.key : action.of;
  const what = action.type === 'apply' && action.stage === 'warm' ? 'warm up' : action.type;
  return `${phase} ${what} ${subject}`;
}

/** @param needs ids of the steps that must be done first. */
export function step(phase: Step['phase'], action: StepAction, needs: readonly string[]): Step {
  return { id: stepId(phase, action), phase, action, needs: [...new Set(needs)].sort() };
}

export function needing(one: Step, other: string): Step {
  return { ...one, needs: [...new Set([...one.needs, other])].sort() };
}

/** Who takes an address waits until it is let go, and keeps what he has until then, unless the other waits for that. */
export function inTurn(takers: Takers, steps: readonly Step[]): readonly Step[] {
  const ordered = new Map(steps.map((one) => [one.id, one]));
  const leaving = (key: RefKey): string => stepId('contract', { type: 'delete', key });
  for (const [taker, holders] of takers) {
    const own = steps.filter(({ action }) => action.type === 'apply' && action.key === taker);
    for (const holder of holders.map(leaving)) {
      for (const one of own) ordered.set(one.id, needing(ordered.get(one.id) ?? one, holder));
      const mine = ordered.get(leaving(taker));
      if (mine !== undefined && !leadsTo(ordered, holder, mine.id)) ordered.set(mine.id, needing(mine, holder));
    }
  }
  return [...ordered.values()];
}

/** Whether a step is behind another one. */
function leadsTo(steps: ReadonlyMap<string, Step>, from: string, to: string): boolean {
  return reach([from], (id) => steps.get(id)?.needs ?? []).has(to);
}

/**
 * A stable order that respects needs: smallest id first among what is ready (Kahn). Throws on a cycle, which is a bug.
 */
export function inOrder(steps: readonly Step[]): readonly Step[] {
  const byId = [...new Map(steps.map((one) => [one.id, one])).values()].sort((a, b) => compareText(a.id, b.id));
  const places = new Map(byId.map(({ id }, place) => [id, place]));
  const needed = byId.map(({ needs }) => needs.flatMap((need) => places.get(need) ?? []));
  const left = needed.map((needs) => needs.length);
  const behind = byId.map((): number[] => []);
  for (const [place, needs] of needed.entries()) for (const need of needs) behind[need]?.push(place);
  const ready = smallestFirst<number>((a, b) => a - b);
  for (const [place, count] of left.entries()) if (count === 0) ready.add(place);
  const ordered: Step[] = [];
  for (let place = ready.take(); place !== undefined; place = ready.take()) {
    const next = byId[place];
    if (next !== undefined) ordered.push(next);
    for (const other of behind[place] ?? []) {
      const rest = (left[other] ?? 0) - 1;
      left[other] = rest;
      if (rest === 0) ready.add(other);
    }
  }
  if (ordered.length === byId.length) return ordered;
  const stuck = byId.filter((_, place) => (left[place] ?? 0) > 0).map(({ id }) => id);
  throw new RangeError(`steps need each other: ${stuck.join(', ')}`);
}

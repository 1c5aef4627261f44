// The faults in place at one emulator: down, slow, refused, lost, late, stale. Tests and the control API put them
// there.
import { createMatcher, type Matcher, type RequestLine } from './fault-match.ts';
import { COMMON_FAULTS, type FaultEffect, type FaultRule, type FaultType } from './fault-rule.ts';
import { createHeldRequests, type HeldRequests } from './held-requests.ts';

/** A fault as code, for tests that need more than the language says. */
export interface Fault {
  /** Which requests: method and path as received (path includes the query). */
  readonly when: (request: RequestLine) => boolean;
  /** Emulated milliseconds before the request is looked at. */
  readonly delay?: number;
  /** Answer this instead of handling the request; absent: handle it (after the delay). */
  readonly answer?: () => Response;
  /** How many requests it hits before it wears off; default: until removed. */
  readonly times?: number;
}

/** An answer that only code can give. */
export interface Respond {
  readonly type: 'respond';
  readonly respond: () => Response;
}

/** What one rule does to one request. */
export interface Hit {
  readonly fault: string;
  readonly effect: FaultEffect | Respond;
}

export interface PlacedRule extends FaultRule {
  readonly id: string;
  /** Requests that matched, as far as the rule still counts them. */
  readonly seen: number;
  readonly hit: number;
}

export interface Faults {
  /** Puts a fault in place; the returned function removes it. Throws like `add`. */
  inject(fault: Fault | FaultRule): () => void;
  /** Puts a rule in place and gives its id. Throws UnsupportedFault, or SyntaxError for a bad expression. */
  add(rule: FaultRule): string;
  /** False when there is no such rule. Requests that it holds stay held. */
  remove(id: string): boolean;
  /** Removes every fault and releases what they hold. */
  clear(): void;
  /** The rules in place, oldest first (faults given as code are not shown). */
  rules(): readonly PlacedRule[];
  /** What befalls a request, in order; counts it. Nothing follows an effect that keeps it from being handled. */
  take(request: RequestLine): readonly Hit[];
  readonly held: HeldRequests;
}

/** The emulator gives this effect no meaning. */
export class UnsupportedFault extends Error {
  constructor(type: FaultType, supported: readonly FaultType[]) {
    super(`no fault of type ${type} here; there are ${supported.join(', ')}`);
    this.name = 'UnsupportedFault';
  }
}

interface Placed {
  readonly id: string;
  /** Absent for a fault given as code. */
  readonly rule?: FaultRule;
  readonly matcher: Pick<Matcher, 'hits' | 'counts'>;
  readonly effects: readonly Hit['effect'][];
}

/** @param special effects beside the common ones that this emulator can show */
export function createFaults(special: readonly FaultType[] = []): Faults {
  const supported = [...COMMON_FAULTS, ...special];
  const placed = new Map<string, Placed>();
  const held = createHeldRequests();
  let last = 0;

  function place(fault: Omit<Placed, 'id'>): string {
    last += 1;
    const id = `fault-${last}`;
    placed.set(id, { id, ...fault });
    return id;
  }

  function add(rule: FaultRule): string {
    const { match = {}, effect } = rule;
    if (!supported.includes(effect.type)) throw new UnsupportedFault(effect.type, supported);
    return place({ rule, matcher: createMatcher(match), effects: [effect] });
  }

  return {
    inject(fault) {
      const id = 'effect' in fault ? add(fault) : place(coded(fault));
      return () => void placed.delete(id);
    },
    add,
    remove: (id) => placed.delete(id),
    clear() {
      placed.clear();
      held.release();
    },
    rules: () =>
      [...placed.values()].flatMap(({ id, rule, matcher }) =>
        rule === undefined ? [] : [{ id, ...rule, ...matcher.counts() }],
      ),
    take(request) {
      const hits: Hit[] = [];
      for (const { id, matcher, effects } of placed.values()) {
        if (!matcher.hits(request)) continue;
        hits.push(...effects.map((effect) => ({ fault: id, effect })));
        if (effects.some(keepsFromHandling)) break;
      }
      return hits;
    },
    held,
  };
}

function keepsFromHandling(effect: Hit['effect']): boolean {
  return effect.type === 'answer' || effect.type === 'respond' || (effect.type === 'reset' && effect.when === 'before');
}

function coded({ when, delay, answer, times = Number.POSITIVE_INFINITY }: Fault): Omit<Placed, 'id'> {
  let hit = 0;
  const effects: Hit['effect'][] = [];
  if (delay !== undefined) effects.push({ type: 'delay', ms: delay });
  if (answer !== undefined) effects.push({ type: 'respond', respond: answer });
  return {
    effects,
    matcher: {
      hits(request) {
        if (hit >= times || !when(request)) return false;
        hit += 1;
        return true;
      },
      counts: () => ({ seen: hit, hit }),
    },
  };
}

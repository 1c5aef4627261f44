// One invocation of a function, followed through every await: its outgoing calls are counted, and it can be killed
// before or after any of them. A killed one never goes on; what it had already sent still arrives.
import { AsyncLocalStorage } from 'node:async_hooks';
import { RangelightError } from '../../../lib/core/index.ts';

export type System = 'compute' | 'kubernetes' | 'gkehub' | 'monitoring' | 'storage' | 'pubsub' | 'github';

export interface Call {
  /** Counted from 0, over all invocations of a world. */
  readonly index: number;
  readonly system: System;
  /** Verb and target. */
  readonly what: string;
  /** Whether it asks for a change: only then can a crash at it leave another state than a crash at the next one. */
  readonly write: boolean;
  /** Which function calls, and for what. */
  readonly by: string;
  /** Which invocation of it, counted from 1. */
  readonly invocation: number;
  /** Of whom it asks, where more than one answers. */
  readonly origin?: string;
  /** Of an object of a run's journal: type and action of each entry about a step, e.g. `waiting settle`. */
  readonly entries?: readonly string[];
}

/** A call that fails on its way there, or after it took effect. */
export interface Loss {
  readonly when: 'before' | 'after';
  readonly error: Error;
}

/**
 * Where a function dies, before a call or after it. `lost`: it lives, but the answer of a call that took effect does
 * not reach it. `held`: it dies while the call is on its way, which arrives long after its lease was over.
 */
export interface CrashPoint {
  readonly index: number;
  readonly when: 'before' | 'after' | 'lost' | 'held';
}

interface Invocation {
  readonly name: string;
  readonly number: number;
  dead: boolean;
  readonly die: () => void;
}

export type Ending =
  | { readonly type: 'done' }
  | { readonly type: 'failed'; readonly error: unknown }
  | { readonly type: 'killed' };

export interface Invocations {
  readonly calls: readonly Call[];
  /** Runs a function as an invocation; never rejects. */
  run(name: string, work: () => Promise<unknown>): Promise<Ending>;
  /** An outgoing call of whatever invocation is running; of the harness itself when none is. */
  outgoing<T>(call: Omit<Call, 'index' | 'by' | 'invocation'>, send: () => Promise<T>): Promise<T>;
  /** True after the crash point was reached. */
  readonly crashed: boolean;
}

/** One for the process: it follows whoever runs. */
const running = new AsyncLocalStorage<Invocation>();

export function createInvocations(options: {
  readonly crash?: CrashPoint | undefined;
  /** Asked at each call, too: whether its function dies there. */
  readonly dies?: ((call: Call, when: 'before' | 'after') => boolean) | undefined;
  /** Has something done when a held call arrives. */
  readonly later?: ((work: () => void) => void) | undefined;
  /** Asked before each call; emulators have faults of their own. */
  readonly loses?: ((call: Call) => Loss | undefined) | undefined;
  /** Awaited before each call: who may go next. */
  readonly turn?: ((call: Call) => Promise<void>) | undefined;
  /** Called before each call goes out, and after each was answered. */
  readonly onCall?: (call: Call, when: 'before' | 'after') => void;
}): Invocations {
  const calls: Call[] = [];
  const { crash, dies, later, loses, turn, onCall } = options;
  let begun = 0;
  let crashed = false;
  const isAt = (call: Call, when: CrashPoint['when']): boolean => crash?.index === call.index && crash.when === when;
  const kill = (self: Invocation): void => {
    crashed = true;
    self.dead = true;
    self.die();
  };
  const mayGoOn = (self: Invocation, call: Call, when: 'before' | 'after'): boolean => {
    if (self.dead) return false;
    if (isAt(call, when) || dies?.(call, when) === true) kill(self);
    return !self.dead;
  };
  return {
    calls,
    get crashed() {
      return crashed;
    },
    async run(name, work) {
      const { promise: death, resolve } = Promise.withResolvers<Ending>();
      begun += 1;
      const self: Invocation = { name, number: begun, dead: false, die: () => resolve({ type: 'killed' }) };
      const life = running.run(self, work).then(
        (): Ending => ({ type: 'done' }),
        (error: unknown): Ending => ({ type: 'failed', error }),
      );
      return Promise.race([death, life]);
    },
    async outgoing(asked, send) {
      const self = running.getStore();
      if (self === undefined) return send();
      if (self.dead) return never();
      const call: Call = { ...asked, index: calls.length, by: self.name, invocation: self.number };
      calls.push(call);
      await turn?.(call);
      onCall?.(call, 'before');
      if (!mayGoOn(self, call, 'before')) return never();
      if (isAt(call, 'held')) {
        kill(self);
        // Whoever asked is gone: nobody hears what became of it.
        later?.(() => void send().catch(() => undefined));
        return never();
      }
      const loss = isAt(call, 'lost') ? answerLost() : loses?.(call);
      if (isAt(call, 'lost')) crashed = true;
      try {
        if (loss?.when === 'before') throw loss.error;
        const answer = await send();
        if (loss !== undefined) throw loss.error;
        return answer;
      } finally {
        onCall?.(call, 'after');
        if (!mayGoOn(self, call, 'after')) await never();
      }
    },
  };
}

/** Whether the code that asks belongs to an invocation that was killed. */
export function isDead(): boolean {
  return running.getStore()?.dead === true;
}

/** Which function runs, and for whom; undefined for the harness itself. */
export function whoRuns(): string | undefined {
  return running.getStore()?.name;
}

/** The invocation in which this is called, as a key for what its calls share. */
export function thisInvocation(): object | undefined {
  return running.getStore();
}

function answerLost(): Loss {
  return { when: 'after', error: new RangelightError('unavailable', 'storage', 'the answer was lost') };
}

export function never<T>(): Promise<T> {
  return new Promise<T>(() => {});
}

// One invocation of a function, followed through every await: its outgoing calls are counted, and it can be killed before
// or after any of them. A killed one never goes on; what it had already sent still arrives. May import: node built-ins.
import { AsyncLocalStorage } from 'node:async_hooks';

export type System = 'compute' | 'kubernetes' | 'gkehub' | 'storage' | 'pubsub' | 'github';

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
}

/** Where a function dies. */
export interface CrashPoint {
  readonly index: number;
  readonly when: 'before' | 'after';
}

interface Invocation {
  readonly name: string;
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
  outgoing<T>(call: Pick<Call, 'system' | 'what' | 'write'>, send: () => Promise<T>): Promise<T>;
  /** True after the crash point was reached. */
  readonly crashed: boolean;
}

/** One for the process: it follows whoever runs. */
const running = new AsyncLocalStorage<Invocation>();

export function createInvocations(options: {
  readonly crash?: CrashPoint | undefined;
  /** Called before each call goes out, and after each was answered. */
  readonly onCall?: (call: Call, when: 'before' | 'after') => void;
}): Invocations {
  const calls: Call[] = [];
  const { crash, onCall } = options;
  let crashed = false;
  const mayGoOn = (self: Invocation, call: Call, when: CrashPoint['when']): boolean => {
    if (!self.dead && crash?.index === call.index && crash.when === when) {
      crashed = true;
      self.dead = true;
      self.die();
    }
    return !self.dead;
  };
  return {
    calls,
    get crashed() {
      return crashed;
    },
    async run(name, work) {
      const { promise: death, resolve } = Promise.withResolvers<Ending>();
      const self: Invocation = { name, dead: false, die: () => resolve({ type: 'killed' }) };
      const life = running.run(self, work).then(
        (): Ending => ({ type: 'done' }),
        (error: unknown): Ending => ({ type: 'failed', error }),
      );
      return Promise.race([death, life]);
    },
    async outgoing({ system, what, write }, send) {
      const self = running.getStore();
      if (self === undefined) return send();
      if (self.dead) return never();
      const call: Call = { index: calls.length, system, what, write, by: self.name };
      calls.push(call);
      onCall?.(call, 'before');
      if (!mayGoOn(self, call, 'before')) return never();
      try {
        return await send();
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

export function never<T>(): Promise<T> {
  return new Promise<T>(() => {});
}

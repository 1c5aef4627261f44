// Makes every call of a port an outgoing call of the invocation that makes it. May import: its own folder.
import type { Invocations, System } from './invocation.ts';

/**
 * @param reads names of the methods that change nothing.
 * @param before may let a call fail by throwing, once it has gone out.
 */
export function watchedPort<Port extends object>(
  port: Port,
  system: System,
  invocations: Invocations,
  reads: ReadonlySet<string>,
): Port {
  return new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...args: readonly unknown[]) => {
        const what = `${String(name)} ${typeof args[0] === 'string' ? args[0] : ''}`;
        const send = (): Promise<unknown> => Promise.resolve(Reflect.apply(member, target, args));
        return invocations.outgoing({ system, what, write: !reads.has(String(name)) }, send);
      };
    },
  });
}

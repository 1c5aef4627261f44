// Makes every call of a port an outgoing call of the invocation that makes it.
import type { Invocations, System } from './invocation.ts';

/** @param reads names of the methods that change nothing. */
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
        const entry = system === 'storage' ? entryIn(args[1]) : undefined;
        const write = !reads.has(String(name));
        return invocations.outgoing({ system, what, write, ...(entry !== undefined && { entry }) }, send);
      };
    },
  });
}

/** A step's id is its phase, its action and what it is about. */
function entryIn(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('type' in value) || !('step' in value)) return undefined;
  const words = String(value.step).split(' ');
  return `${String(value.type)} ${words[1] === 'warm' ? 'warm up' : words[1]}`;
}

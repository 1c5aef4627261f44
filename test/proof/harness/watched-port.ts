// Makes every call of a port an outgoing call of the invocation that makes it.
import type { JournalEntry } from '../../../lib/execute/index.ts';
import { entriesIn } from '../../../lib/state/index.ts';
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
        const write = !reads.has(String(name));
        const entries = system === 'storage' && write ? journalled(args[0], args[1]) : [];
        return invocations.outgoing({ system, what, write, ...(entries.length > 0 && { entries }) }, send);
      };
    },
  });
}

/**
 * What the steps of a run are told by one object of its journal, which a bucket is given as text. A step's id is its
 * phase, its action and what it is about.
 */
function journalled(key: unknown, text: unknown): readonly string[] {
  if (typeof key !== 'string' || !key.startsWith('runs/') || typeof text !== 'string') return [];
  const object = JSON.parse(text) as Parameters<typeof entriesIn>[0];
  return entriesIn(object).flatMap((entry) => ('step' in entry ? [nameOf(entry)] : []));
}

function nameOf({ type, step }: Extract<JournalEntry, { step: string }>): string {
  const [, action] = step.split(' ');
  return `${type} ${action === 'warm' ? 'warm up' : action}`;
}

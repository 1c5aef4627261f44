// Asks the data plane whether what stands to be retired is still used, through everything that led requests to it. What
// nothing tells is not known, and that is never a reason to take something away.
import type { Change } from '../../diff/index.ts';
import type { Evidence } from '../../execute/index.ts';
import type { DesiredState, ObservedState } from '../../model/index.ts';
import { entrancesOf } from '../../plan/index.ts';
import type { Monitoring } from '../../ports/index.ts';
import type { Head, Retirements } from '../../state/index.ts';
import type { World } from '../world.ts';

/** @returns a question, with one answer for each change and each of what led requests to it. */
export function askWhetherUsed(
  { kinds, rules, runs, open }: World,
  { head, observed }: { readonly head: Head; readonly observed: ObservedState },
  desired: DesiredState,
  { at, quietMs }: { readonly at: number; readonly quietMs: number },
): (part: readonly Change[], items: Retirements['items'], signal: AbortSignal) => Promise<readonly Evidence[]> {
  let monitoring: Monitoring | undefined;
  return async (part, items, signal) => {
    const { monitoring: port, ...ports } = await open(head.fleet, signal);
    monitoring ??= port && askedOnce(port);
    const doing = { kinds, ports: { ...ports, ...(monitoring && { monitoring }) }, now: at };
    const asked: Evidence[] = [];
    for (const change of part) {
      const since = items[change.key]?.since ?? at;
      for (const by of entrancesOf(rules, change, { desired, observed })) {
        const usage = await runs.of(change.ref.kind).usage?.(change, by, { since, quietMs }, doing, signal);
        asked.push({ of: change.key, by, at, ...(usage ?? NOBODY_TELLS) });
      }
    }
    return asked;
  };
}

const NOBODY_TELLS = { answer: 'unknown', said: 'nothing tells whether it is still used' } as const;

/** All services behind one load balancer are in one answer. */
function askedOnce(port: Monitoring): Monitoring {
  const answers = new Map<string, ReturnType<Monitoring['requests']>>();
  return {
    requests(...asked) {
      const question = JSON.stringify(asked.slice(0, -1));
      const answer = answers.get(question) ?? port.requests(...asked);
      answers.set(question, answer);
      return answer;
    },
  };
}

// Which load balancer took a request of a log: by the name that the log has for it; where nobody knows names (what the
// hosted controller is asked for), the only one, or the only one that has a rule for the host.
import type { LoggedRequest } from './log-entry.ts';

export type LoadBalancerOf<T> = (request: Pick<LoggedRequest, 'names' | 'host'>) => T | 'elsewhere' | 'ambiguous';

export interface Recognised {
  readonly names: readonly string[];
  readonly takesHost: (host: string) => boolean;
}

export function loadBalancerOf<T extends object>(
  all: readonly T[],
  recognised: (one: T) => Recognised,
): LoadBalancerOf<T> {
  const known = all.map((one) => ({ one, ...recognised(one) }));
  const byName = new Map(known.flatMap(({ one, names }) => names.map((name) => [name, one] as const)));
  const nameless = known.filter(({ names }) => names.length === 0);
  const [only, ...more] = nameless;

  return ({ names, host }) => {
    for (const name of names) {
      const found = byName.get(name);
      if (found !== undefined) return found;
    }
    if (only === undefined) return 'elsewhere';
    if (more.length === 0 && byName.size === 0) return only.one;
    const [first, second] = nameless.filter(({ takesHost }) => takesHost(host));
    if (first === undefined) return byName.size === 0 ? 'ambiguous' : 'elsewhere';
    return second === undefined ? first.one : 'ambiguous';
  };
}

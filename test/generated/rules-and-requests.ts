// A big URL map, changes planted in it, and requests about its rules: for whoever counts what a change does to traffic.
import type { JsonObject } from '../../lib/core/index.ts';

export interface BigMap {
  readonly name: string;
  readonly hosts: number;
  /** Of each host. */
  readonly rules: number;
}

const service = (number: number): string => `projects/p/global/backendServices/s${number}`;
const BACKENDS = 50;

export const hostName = (host: number): string => (host % 7 === 6 ? `*.h${host}.example` : `h${host}.example`);
export const ruleBelow = (rule: number): string => `/area/r${rule}`;

/** Every third rule is an exact path. @param planted by `host rule`. */
export function bigMap({ name, hosts, rules }: BigMap, planted: ReadonlyMap<string, Planted> = new Map()): JsonObject {
  return {
    name,
    defaultService: service(0),
    hostRules: Array.from({ length: hosts }, (_, host) => ({ hosts: [hostName(host)], pathMatcher: `m${host}` })),
    pathMatchers: Array.from({ length: hosts }, (_, host) => ({
      name: `m${host}`,
      defaultService: service(0),
      pathRules: Array.from({ length: rules }, (_, rule) => rule).flatMap((rule) => {
        const change = planted.get(`${host} ${rule}`);
        const number = 1 + ((host * rules + rule) % (BACKENDS - 1));
        const path = rule % 3 === 0 ? ruleBelow(rule) : `${ruleBelow(rule)}/*`;
        if (change === 'gone') return [];
        const moved = service(change === 'moved' ? 1 + (number % (BACKENDS - 1)) : number);
        const inner = change === 'inner' ? [{ paths: [`${ruleBelow(rule)}/inner/*`], service: service(BACKENDS) }] : [];
        return [{ paths: [path], service: moved }, ...inner];
      }),
    })),
  };
}

/** A rule that is gone, one that leads elsewhere, and a new one inside of it. */
export type Planted = 'gone' | 'moved' | 'inner';
const KINDS: readonly Planted[] = ['gone', 'moved', 'inner'];

/** By `host rule`, spread over all of them, each kind in turn. */
export function plantedIn(
  { hosts, rules }: Pick<BigMap, 'hosts' | 'rules'>,
  many: number,
): ReadonlyMap<string, Planted> {
  const step = Math.floor((hosts * rules) / many);
  return new Map(
    Array.from({ length: many }, (_, at): readonly [string, Planted] => {
      const number = at * step;
      const [host, rule] = [Math.floor(number / rules), number % rules];
      return [`${host} ${rule}`, KINDS[at % KINDS.length] ?? 'gone'];
    }),
  );
}

/** Paths about a rule: itself, below it, just beside it. */
export function pathsAbout(rule: number): readonly string[] {
  const at = ruleBelow(rule);
  return [at, `${at}/`, `${at}/inner/x`, `${at}/inner`, `${at}/4711/orders`, `${at}x`, '/elsewhere'];
}

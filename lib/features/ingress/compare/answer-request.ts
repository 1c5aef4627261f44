// A routing → what it answers to a request.
import { matchHost, matchPath } from '../route/match.ts';
import type { SurfaceAnswer, HostRouting, Request, Routing, RuleMatch } from './surface.ts';

export interface Answering {
  /** The rules of the host that takes this one; undefined: none does. */
  readonly hostOf: (host: string) => HostRouting | undefined;
  readonly answer: (request: Request) => SurfaceAnswer;
}

export function answering({ hosts, fallback }: Routing): Answering {
  const byPattern = new Map<string, HostRouting>();
  // Of two rules with one host, or one path, the first counts; Compute takes no such map.
  for (const host of [...hosts].reverse()) for (const pattern of host.patterns) byPattern.set(pattern, host);
  const patterns = [...byPattern.keys()];
  const paths = new Map(
    hosts.map((host) => [host, new Map([...host.paths].reverse().map((one) => [one.pattern, one.answer]))]),
  );
  const hostOf = (host: string): HostRouting | undefined => byPattern.get(matchHost(host, patterns) ?? '');

  function answer(request: Request): SurfaceAnswer {
    const host = hostOf(request.host);
    if (host === undefined) return fallback;
    const rule = host.rules.find(({ matches }) => matches.some((match) => takes(match, request)));
    if (rule !== undefined) return rule.answer;
    const own = paths.get(host) ?? new Map<string, SurfaceAnswer>();
    return own.get(matchPath(request.path, [...own.keys()]) ?? '') ?? host.fallback;
  }
  return { hostOf, answer };
}

function takes({ path, headers }: RuleMatch, request: Request): boolean {
  const isPath = path.type === 'exact' ? request.path === path.text : request.path.startsWith(path.text);
  return (
    isPath &&
    headers.every(({ name, value }) => {
      const sent = request.headers[name];
      return value === undefined ? sent !== undefined : sent === value;
    })
  );
}

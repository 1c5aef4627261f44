// A routing → what it answers to a request.
import { matchHost, matchPath } from '../route/match.ts';
import { pathPattern, type RuleMatch, takesHeaders, takesPath } from '../views/index.ts';
import type { SurfaceAnswer, HostRouting, Request, Routing } from './surface.ts';

/** Which rules take a request: the host's pattern, and the path's. Undefined: none does, and a default answers. */
export interface Taken {
  readonly host: string | undefined;
  /** Ends with `/*` for a prefix of whole segments, with `*` for any other prefix. */
  readonly path: string | undefined;
  readonly answer: SurfaceAnswer;
}

export interface Answering {
  /** The rules of the host that takes this one; undefined: none does. */
  readonly hostOf: (host: string) => HostRouting | undefined;
  readonly answer: (request: Request) => SurfaceAnswer;
  /**
   * For a request of which the headers are not known: undefined where they decide.
   */
  readonly withoutHeaders: (request: Omit<Request, 'headers'>) => Taken | undefined;
}

type Paths = ReadonlyMap<string, SurfaceAnswer>;

export function answering({ hosts, fallback }: Routing): Answering {
  const byPattern = new Map<string, HostRouting>();
  // Of two rules with one host, or one path, the first counts; Compute takes no such map.
  for (const host of [...hosts].reverse()) for (const pattern of host.patterns) byPattern.set(pattern, host);
  const paths = new Map<HostRouting, Paths>(
    hosts.map((host) => [host, new Map([...host.paths].reverse().map((one) => [one.pattern, one.answer]))]),
  );
  const byPath = (host: HostRouting, path: string): Omit<Taken, 'host'> => {
    const own: Paths = paths.get(host) ?? new Map();
    const pattern = matchPath(path, own);
    return { path: pattern, answer: own.get(pattern ?? '') ?? host.fallback };
  };
  const hostOf = (host: string): HostRouting | undefined => byPattern.get(matchHost(host, byPattern) ?? '');

  function answer(request: Request): SurfaceAnswer {
    const host = hostOf(request.host);
    if (host === undefined) return fallback;
    const rule = host.rules.find(({ matches }) => matches.some((match) => takes(match, request)));
    return rule?.answer ?? byPath(host, request.path).answer;
  }

  function withoutHeaders(request: Omit<Request, 'headers'>): Taken | undefined {
    const pattern = matchHost(request.host, byPattern);
    const host = byPattern.get(pattern ?? '');
    if (host === undefined) return { host: undefined, path: undefined, answer: fallback };
    for (const rule of host.rules) {
      const met = rule.matches.filter(({ path }) => takesPath(path, request.path));
      const [sure] = met.filter(({ headers }) => headers.length === 0);
      if (sure !== undefined) return { host: pattern, path: pathPattern(sure.path), answer: rule.answer };
      if (met.length > 0) return undefined;
    }
    return { host: pattern, ...byPath(host, request.path) };
  }
  return { hostOf, answer, withoutHeaders };
}

function takes(match: RuleMatch, request: Request): boolean {
  return takesPath(match.path, request.path) && takesHeaders(match, request.headers);
}

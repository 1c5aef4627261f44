// Whether a request meets a fault rule. The one place that counts.
import type { FaultMatch } from './fault-rule.ts';
import { seededRandom } from './random.ts';

export interface RequestLine {
  readonly method: string;
  /** Path with query, as received. */
  readonly path: string;
}

export interface Matcher {
  /** Counts the request when it matches; true when the fault hits it. */
  hits(request: RequestLine): boolean;
  counts(): { readonly seen: number; readonly hit: number };
}

/** Throws SyntaxError for a `pathRegex` that is none. */
export function createMatcher(match: FaultMatch): Matcher {
  const { method, path, pathRegex, rate, nth = 1 } = match;
  const times = match.times ?? (match.nth === undefined ? Number.POSITIVE_INFINITY : 1);
  const glob = path === undefined ? undefined : globExpression(path);
  const expression = pathRegex === undefined ? undefined : new RegExp(pathRegex, 'u');
  const random = seededRandom(match.seed ?? 1);
  let seen = 0;
  let hit = 0;

  function matches(request: RequestLine): boolean {
    if (method !== undefined && request.method !== method) return false;
    if (glob !== undefined && !glob.test(request.path.replace(/\?.*$/u, ''))) return false;
    return expression === undefined || expression.test(request.path);
  }

  return {
    hits(request) {
      if (hit >= times || !matches(request)) return false;
      seen += 1;
      if (seen < nth) return false;
      if (rate !== undefined && random.next() >= rate) return false;
      hit += 1;
      return true;
    },
    counts: () => ({ seen, hit }),
  };
}

/** `*` stands for anything but `/`, `**` for anything; every other character for itself. */
function globExpression(glob: string): RegExp {
  const parts = glob.split(/(\*\*|\*)/u).map((part) => {
    if (part === '**') return '.*';
    return part === '*' ? '[^/]*' : part.replaceAll(/[\\^$.|?+()[\]{}/]/gu, String.raw`\$&`);
  });
  return new RegExp(`^${parts.join('')}$`, 'u');
}

// Routes that nobody answers, and routes that lose capacity: what a reviewer must not overlook of them.
import { clip, code, type Concern, plural } from '../../../report/index.ts';
import { readyIn } from './route-target.ts';
import { shareWords } from './share-words.ts';
import { isHosts, routeNames, type RouteGroup, servicesWords, together } from './route-groups.ts';

const NAME_LENGTH = 220;
const MOST_ALIKE = 2;

/** Routes that come to the same with the same numbers are one concern. */
export function routeConcerns(groups: readonly RouteGroup[]): readonly Concern[] {
  const same = new Map<string, RouteGroup[]>();
  for (const group of groups)
    for (const { weight, title } of ofRoutes(group)) {
      const key = group.change === 'removed' ? weight : `${weight} ${title}`;
      same.set(key, [...(same.get(key) ?? []), group]);
    }
  return [...same.values()].flatMap((some) => together(some, MOST_ALIKE).flatMap(ofRoutes));
}

function ofRoutes(group: RouteGroup): readonly Concern[] {
  const { change, rows, ingresses, fallsTo } = group;
  const { after } = rows[0] ?? {};
  const [was, is] = [leastReady(rows, 'before'), leastReady(rows, 'after')];
  const isOne = new Set(rows.map((row) => row.after?.service)).size === 1;
  const names = routeNames(rows);
  const lead = rows.length === 1 ? 'leads' : 'lead';
  if (change === 'removed') {
    // That a host goes is a gate.
    if (fallsTo === undefined || isHosts(rows) || ingresses.length === 0) return [];
    const then = code(clip(fallsTo, NAME_LENGTH));
    const words = `🔴 ${names} **no longer ${lead}** to ${servicesWords(rows, 'before')}: the requests go to ${then}.`;
    return [{ weight: 'outage', title: `${plural(rows.length, 'path')} less`, words }];
  }
  const dead = change === 'shares' || change === 'new' ? deadShares(rows) : [];
  if (dead.length > 0) {
    const words = `🔴 **No endpoint is ready** behind ${dead.join(' and ')}: ${names === '' ? 'a route' : names} would send its share there.`;
    return [{ weight: 'outage', title: 'no endpoint is ready behind a share', words }];
  }
  if (after === undefined || is === undefined) return [];
  if (is === 0) {
    const words = `🔴 **No endpoint is ready** behind ${servicesWords(rows, 'after')} in any cluster${names === '' ? '' : `: ${names} ${lead} there`}.`;
    return [{ weight: 'outage', title: 'no endpoint is ready behind a route', words }];
  }
  if (was === undefined || is * 2 > was) return [];
  const words = `🔴 ${servicesWords(rows, 'after')} ${isOne ? 'keeps' : 'keep'} **${is} of ${was}** ready endpoints${isOne ? '' : ' each'}${names === '' ? '' : ` behind ${names}`}.`;
  return [{ weight: 'loss', title: `${was} → ${is} ready endpoints`, words }];
}

/** What gets requests and has no endpoint that is ready, each once. */
function deadShares(rows: RouteGroup['rows']): readonly string[] {
  const shares = rows.flatMap(({ after }) => after?.shares ?? []);
  return [...new Set(shares.filter(({ part, ready }) => part > 0 && ready === 0).map(shareWords))];
}

/** The fewest of them; undefined when that is not known of each. */
function leastReady(rows: RouteGroup['rows'], side: 'before' | 'after'): number | undefined {
  const counts = rows.map((row) => readyIn(row[side]));
  return counts.includes(undefined) ? undefined : Math.min(...counts.flatMap((count) => count ?? []));
}

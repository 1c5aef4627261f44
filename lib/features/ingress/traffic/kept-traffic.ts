// Counted traffic → what is shown of it, and kept beside a plan.
import type { JsonObject } from '../../../core/index.ts';
import type { TrafficOutlook } from '../traffic-outlook.ts';
import type { RequestOutcome } from './judge.ts';
import type { Effect, Traffic } from './traffic.ts';

const MOST_EFFECTS = 20;
const MOST_WORDS = 4;

/** The gravest first. */
const ORDER: readonly RequestOutcome[] = ['not-found', 'unanswered', 'default', 'redirected', 'moved', 'unknown'];

export function keptTraffic({ requests, effects, left, unknown }: Traffic): TrafficOutlook & JsonObject {
  const outcomes = ORDER.flatMap((outcome) => {
    const those = effects.filter((one) => one.outcome === outcome);
    const under = commonPath(those.map(({ path }) => path));
    return those.length === 0 ? [] : [{ outcome, requests: sum(those), under: under === '/*' ? undefined : under }];
  });
  return {
    requests,
    changed: sum(effects.filter(({ outcome }) => outcome !== 'unknown')),
    outcomes,
    effects: effects.slice(0, MOST_EFFECTS).map(({ methods, regions, shapes, id: _id, ...one }) => ({
      ...one,
      methods: countsText(methods),
      regions: countsText(regions),
      shapes: Object.keys(shapes).slice(0, MOST_WORDS),
    })),
    count: effects.length,
    left: { ...left },
    unknown: [...unknown],
  };
}

/** `/a/b/*` of `/a/b/c` and `/a/b/*`; undefined where a rule has no path. */
function commonPath(paths: readonly string[]): string | undefined {
  const [first, ...others] = paths.map((path) => path.replace(/\*$/, '').split('/'));
  if (first === undefined || paths.some((path) => !path.startsWith('/'))) return undefined;
  if (new Set(paths).size === 1) return paths[0];
  const shared = others.reduce((most, other) => {
    const end = most.findIndex((segment, at) => segment !== other[at]);
    return end < 0 ? most : most.slice(0, end);
  }, first);
  const whole = shared.at(-1) === '' ? shared.slice(0, -1) : shared;
  return `${whole.join('/')}/*`;
}

function countsText(counts: Readonly<Record<string, number>>): string {
  const all = Object.entries(counts).map(([name, count]) => `${name} ${count}`);
  const more = all.length - MOST_WORDS;
  return [...all.slice(0, MOST_WORDS), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

function sum(effects: readonly Effect[]): number {
  return effects.reduce((all, { requests }) => all + requests, 0);
}

// The answer to a question about a call, for a terminal.
import { nextStep } from '../codes/index.ts';
import type { Breaker } from '../verdict/breaker.ts';
import type { RegionInEffect, WayInEffect } from '../verdict/in-effect.ts';
import type { MeshReason } from '../verdict/reason.ts';
import type { Served } from '../verdict/served.ts';
import type { CallTime } from '../verdict/time.ts';
import type { MeshVerdict } from '../verdict/verdict.ts';
import type { MeshAnswer } from './mesh-asked.ts';

const STATES: Readonly<Record<MeshVerdict['state'], string>> = {
  ok: 'is answered',
  degraded: 'is answered in part',
  fails: 'fails',
  unknown: 'cannot be told from Git',
};

/** In which a rule gives shares. */
const SHARED: readonly MeshVerdict['balancing'][] = ['by-shares', 'by-weight'];

/** Of one pod, and of several. */
const OUTCOMES: Readonly<Record<Served['outcome'], readonly [one: string, several: string]>> = {
  answered: ['answers', 'answer'],
  refused: ['refuses the connection: 503', 'refuse the connection: 503'],
  forbidden: ['refuses the caller: 403', 'refuse the caller: 403'],
  'by-request': ['answers or refuses by what the request is', 'answer or refuse by what the request is'],
};

export function verdictLines({ from, to, verdicts }: MeshAnswer): readonly string[] {
  return verdicts.flatMap((verdict) => [
    `${from} in ${verdict.cluster} calls ${to}: ${STATES[verdict.state]}`,
    ...verdict.reasons.flatMap(reasonLines),
    ...verdict.served.map((one) => `  ${servedWords(one, SHARED.includes(verdict.balancing))}`),
    ...verdict.ways.map((way) => `  ${wayWords(way, verdict.ways.length > 1)}`),
    ...(verdict.served.length === 0 ? [] : [`  ${timeWords(verdict.time)}`]),
  ]);
}

/** @param isShared whether a rule says how much they get. */
function servedWords({ cluster, workload, pods, share, outcome, isTriedAgain }: Served, isShared: boolean): string {
  const some = isShared ? `, ${Math.round(share)} % of the requests,` : '';
  const others = isTriedAgain === true ? ', and others are tried' : '';
  return `${cluster}: ${podWords(pods)} of ${workload}${some} ${OUTCOMES[outcome][pods === 1 ? 0 : 1]}${others}`;
}

/** What is to be mended has its code, for `explain`, and what to do. */
function reasonLines({ words, place, code }: MeshReason): readonly string[] {
  const where = place === undefined ? '' : ` (${place.file}:${place.line})`;
  return [`  ${words}${where}`, ...(code === undefined ? [] : [`    ${code}: ${nextStep(code)}`])];
}

function podWords(pods: number): string {
  return pods === 1 ? '1 pod' : `${pods} pods`;
}

function wayWords(way: WayInEffect, isOneOfSeveral: boolean): string {
  const subset = way.subset === undefined ? '' : `, subset ${way.subset}`;
  const which = isOneOfSeveral ? `${way.weight} % to ${way.to}${subset}: ` : '';
  const zone = way.isOwnZoneFirst ? ", first in the caller's own zone" : '';
  return `${which}${regionWords(way)}${zone}; ${breakerWords(way.breaker)}`;
}

function regionWords({ balancing, regions, orderedBy }: WayInEffect): string {
  const named = (ones: readonly RegionInEffect[]): string =>
    ones.map(({ region, pods }) => `${region} (${podWords(pods)})`).join(' and ');
  switch (balancing) {
    case 'one-region':
      return `all in ${named(regions)}`;
    case 'all-regions':
      return `${named(regions)} alike`;
    case 'by-shares':
      return regions.map(({ region, pods, share }) => `${share} % to ${region} (${podWords(pods)})`).join(', ');
    case 'own-region-first': {
      const turns = [...Map.groupBy(regions, ({ turn }) => turn).values()].map(named);
      const labels = orderedBy === undefined ? '' : `, in the order of the labels ${orderedBy.join(', ')}`;
      return `${turns.join(', then ')}${turns.length > 1 ? ' as pods fail' : ''}${labels}`;
    }
  }
}

function breakerWords(breaker: Breaker): string {
  switch (breaker.type) {
    case 'none':
      return 'no breaker';
    case 'no-effect':
      return 'a breaker that never ejects a pod';
    case 'works':
      return `a pod is ejected after ${breaker.errors} errors in a row, for ${breaker.ejectionMs / 1000} s, and at most ${breaker.share} % of the pods`;
  }
}

function timeWords({ limitMs, tryMs, tries, retryOn }: CallTime): string {
  const limit = limitMs === undefined ? 'no time limit' : `at most ${limitMs / 1000} s`;
  if (tries === 1) return `${limit}, tried once`;
  const also = retryOn.includes('5xx') ? 'also after an answer of 5xx' : 'where no answer came';
  const each = tryMs === undefined ? '' : `, ${tryMs / 1000} s each`;
  return `${limit}, tried up to ${tries} times${each}, ${also}`;
}

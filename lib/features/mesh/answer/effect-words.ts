// What rules come to for a call, in words: regions, breaker, time.
import type { Breaker } from '../verdict/breaker.ts';
import type { RegionInEffect, WayInEffect } from '../verdict/in-effect.ts';
import type { CallTime } from '../verdict/time.ts';
import type { MeshVerdict } from '../verdict/verdict.ts';

/** In one line; '' where no pod gets a request. Numbers of pods are left out: they change for other reasons. */
export function effectWords({ ways, time }: Pick<MeshVerdict, 'ways' | 'time'>): string {
  if (ways.length === 0) return '';
  const told = ways.map((way) => wayWords(way, ways.length > 1).replaceAll(/ \(\d+ pods?\)/g, ''));
  return `${told.join('; ')}; ${callTimeWords(time)}`;
}

export function podWords(pods: number): string {
  return pods === 1 ? '1 pod' : `${pods} pods`;
}

export function wayWords(way: WayInEffect, isOneOfSeveral: boolean): string {
  const subset = way.subset === undefined ? '' : `, subset ${way.subset}`;
  const which = isOneOfSeveral ? `${Math.round(way.weight)} % to ${way.to}${subset}: ` : '';
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

export function callTimeWords({ limitMs, tryMs, tries, retryOn }: CallTime): string {
  const limit = limitMs === undefined ? 'no time limit' : `at most ${limitMs / 1000} s`;
  if (tries === 1) return `${limit}, tried once`;
  const also = retryOn.includes('5xx') ? 'also after an answer of 5xx' : 'where no answer came';
  const each = tryMs === undefined ? '' : `, ${tryMs / 1000} s each`;
  return `${limit}, tried up to ${tries} times${each}, ${also}`;
}

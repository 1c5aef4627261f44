// The answer to a question about a call, for a terminal.
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

const BALANCING: Readonly<Record<MeshVerdict['balancing'], string>> = {
  'one-region': 'all of one region',
  'all-regions': 'all regions alike',
  'own-region-first': "the caller's own region first",
  'by-shares': 'regions by the shares of a rule',
  'by-weight': 'by the weights of a route',
};

/** In which a rule gives shares. */
const SHARED: readonly MeshVerdict['balancing'][] = ['by-shares', 'by-weight'];

const OUTCOMES: Readonly<Record<Served['outcome'], string>> = {
  answered: 'answer',
  refused: 'refuse the connection: 503',
  forbidden: 'refuse the caller: 403',
  'by-request': 'answer or refuse by what the request is',
};

export function verdictLines({ from, to, verdicts }: MeshAnswer): readonly string[] {
  return verdicts.flatMap((verdict) => [
    `${from} in ${verdict.cluster} calls ${to}: ${STATES[verdict.state]}`,
    ...verdict.served.map((one) => `  ${servedWords(one, SHARED.includes(verdict.balancing))}`),
    ...(verdict.served.length === 0
      ? []
      : [`  balanced over ${BALANCING[verdict.balancing]}; ${timeWords(verdict.time)}`]),
    ...verdict.reasons.map(({ words, place }) =>
      place === undefined ? `  ${words}` : `  ${words} (${place.file}:${place.line})`,
    ),
  ]);
}

/** @param isShared whether a rule says how much they get. */
function servedWords({ cluster, workload, pods, share, outcome, isTriedAgain }: Served, isShared: boolean): string {
  const some = isShared ? `, ${Math.round(share)} % of the requests,` : '';
  const others = isTriedAgain === true ? ', and others are tried' : '';
  return `${cluster}  ${pods === 1 ? '1 pod' : `${pods} pods`} of ${workload}${some} ${OUTCOMES[outcome]}${others}`;
}

function timeWords({ limitMs, tryMs, tries }: CallTime): string {
  const each = tryMs === undefined || tries === 1 ? '' : `, ${tryMs / 1000} s each`;
  const often = tries === 1 ? 'tried once' : `tried up to ${tries} times${each}`;
  return limitMs === undefined ? `no time limit, ${often}` : `at most ${limitMs / 1000} s, ${often}`;
}

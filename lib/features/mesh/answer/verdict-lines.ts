// The answer to a question about a call, for a terminal.
import { nextStep } from '../codes/index.ts';
import type { MeshReason } from '../verdict/reason.ts';
import type { Served } from '../verdict/served.ts';
import type { MeshVerdict } from '../verdict/verdict.ts';
import { podWords, callTimeWords, wayWords } from './effect-words.ts';
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
    ...(verdict.served.length === 0 ? [] : [`  ${callTimeWords(verdict.time)}`]),
  ]);
}

/** @param isShared whether a rule says how much they get. */
function servedWords({ cluster, workload, pods, share, outcome, isTriedAgain }: Served, isShared: boolean): string {
  const some = isShared ? `, ${Math.round(share)} % of the requests,` : '';
  const others = isTriedAgain === true ? ', and others are tried' : '';
  return `${cluster}: ${podWords(pods)} of ${workload}${some} ${OUTCOMES[outcome][pods === 1 ? 0 : 1]}${others}`;
}

/** What is to be mended has its code, for `explain`, and what to do. */
function reasonLines({ words, place, code, next }: MeshReason): readonly string[] {
  const where = place === undefined ? '' : ` (${place.file}:${place.line})`;
  return [`  ${words}${where}`, ...(code === undefined ? [] : [`    ${code}: ${next ?? nextStep(code)}`])];
}

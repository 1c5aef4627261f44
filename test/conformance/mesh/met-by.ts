// What calls meet, by their verdict: who answers, or with which status nobody does; and what becomes of it where pods
// fail or are slow, of which Git knows nothing.
import type { Served } from '../../../lib/features/mesh/verdict/served.ts';
import type { MeshVerdict } from '../../../lib/features/mesh/verdict/verdict.ts';
import type { Answered } from './called.ts';
import { spanWords } from './seen.ts';
import type { Story, Unwell } from './story.ts';

const NOBODY = '503';
/** What has a try be made again that ran out of its own time. */
const COVERS_TIME = ['5xx', 'gateway-error', 'reset'];

/** @param told the verdict, where these workloads have no pods. */
export function metBy(story: Story, told: (gone: readonly string[]) => MeshVerdict): Answered {
  const verdict = told([]);
  const failing = pods(verdict, 'answered').flatMap((one) => {
    const how = unwellOf(story, one);
    return (how?.status ?? 200) < 500 ? [] : [how?.workload ?? ''];
  });
  // A breaker that works has them be as gone.
  const settled = verdict.breaker === 'works' && failing.length > 0 ? told(failing) : verdict;
  // What is tried again elsewhere shows only where nobody answers.
  const met = [
    ...pods(settled, 'answered').flatMap((one) => answersOf(story, settled, one)),
    ...pods(settled, 'forbidden').map(() => '403'),
    ...(settled.deadEnds > 0 ? [NOBODY] : []),
    ...pods(settled, 'refused').flatMap(({ isTriedAgain }) => (isTriedAgain === true ? [] : [NOBODY])),
  ];
  return met.length === 0 ? [NOBODY] : [...new Set(met)].sort();
}

/** Of 100 requests, by who answers; undefined where some are tried again elsewhere, so that shares move. */
export function sharesOf(verdict: MeshVerdict): Readonly<Record<string, number>> | undefined {
  if (pods(verdict, 'refused').some(({ isTriedAgain }) => isTriedAgain === true)) return undefined;
  const shares: Record<string, number> = {};
  const add = (who: string, share: number): void => void (shares[who] = (shares[who] ?? 0) + share);
  for (const one of pods(verdict, 'answered')) add(nameOf(one), one.share);
  for (const one of pods(verdict, 'forbidden')) add('403', one.share);
  const rest = 100 - Object.values(shares).reduce((sum, one) => sum + one, 0);
  if (rest > 0.5) add(NOBODY, rest);
  return shares;
}

/** Of one workload: its own answer, or what shows of it. */
function answersOf(story: Story, verdict: MeshVerdict, one: Served): readonly string[] {
  const how = unwellOf(story, one);
  const well = pods(verdict, 'answered').filter((other) => other !== one && unwellOf(story, other) === undefined);
  const { tries, retryOn, limitMs, tryMs } = verdict.time;
  if (how === undefined) return [nameOf(one)];
  const { status = 200, delayMs = 0 } = how;
  if (delayMs > 0 && limitMs !== undefined && limitMs < delayMs) {
    const isTriedAgain = tries > 1 && retryOn.some((on) => COVERS_TIME.includes(on));
    // Another pod answers as soon as the time of one try is over.
    if (isTriedAgain && tryMs !== undefined && well.length > 0)
      return well.map((other) => `${nameOf(other)}${spanWords(tryMs)}`);
    return [`504${spanWords(limitMs)}`];
  }
  if (status < 500) return [`${nameOf(one)}${spanWords(delayMs)}`];
  const isCovered =
    retryOn.includes('5xx') || retryOn.includes(String(status)) || (retryOn.includes('gateway-error') && status > 501);
  return isCovered && tries > 1 && well.length > 0 ? [] : [String(status)];
}

function unwellOf({ unwell = [] }: Story, { workload }: Served): Unwell | undefined {
  return unwell.find((one) => one.workload === workload.split('/')[1]);
}

function pods({ served }: MeshVerdict, outcome: Served['outcome']): readonly Served[] {
  return served.filter((one) => one.outcome === outcome && one.pods > 0);
}

function nameOf({ cluster, workload }: Served): string {
  return `${cluster} ${workload.split('/')[1]}`;
}

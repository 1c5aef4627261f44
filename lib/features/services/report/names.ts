// What a reviewer reads of names that move: where each is answered, what is merged and by whose word, and who calls one
// that dies.
import { type Concern, lineWords, plural, type ToldLine } from '../../../report/index.ts';
import type { NameOutlook } from '../outlook.ts';

const MOST_CALLERS = 3;

/** Of a name that is answered after the merge. Source of each word: docs/multi-cluster-services.md. */
export function nameLine(name: NameOutlook): readonly ToldLine[] {
  const { clustersetName, derivedName, importers, perhaps, without, outcome, ports, isHeadless, isCertain, conflicts } =
    name;
  if (outcome !== 'imported') return [];
  const where = [
    importers.length + perhaps.length === 0 ? 'answered in no cluster' : 'answered in ',
    ...listed(importers),
    ...(perhaps.length === 0
      ? []
      : [importers.length === 0 ? '' : ', and in ', ...listed(perhaps), ' if the namespace is there']),
    ...(without.length === 0 ? [] : [', not in ', ...listed(without), ', without the namespace']),
  ];
  // Of exports that disagree it is the oldest that decides.
  const isTold = isCertain || conflicts.length === 0;
  const what = (isTold ? ports : []).flatMap(({ port, clusters }, index) => [
    index === 0 ? '; ' : ', ',
    { name: port },
    ' from ',
    ...listed(clusters),
  ]);
  const behind = isHeadless && isTold ? ['; headless'] : ['; behind it, as seen elsewhere, ', { name: derivedName }];
  return [[{ name: clustersetName }, ': ', ...where, ...what, ...behind]];
}

export function nameConcerns(names: readonly NameOutlook[]): readonly Concern[] {
  return names.flatMap((name) => [...lostCallers(name), ...changed(name), ...disagreement(name)]);
}

/** Nobody exports it any more, or nobody that has the Service. */
function lostCallers({ outcome, clustersetName, callers, unread }: NameOutlook): readonly Concern[] {
  if (outcome !== 'nowhere' || callers.length === 0) return [];
  const some = callers.slice(0, MOST_CALLERS);
  const more = callers.length - some.length;
  const line: ToldLine = [
    '🔴 ',
    { name: clustersetName },
    ` is answered in no cluster, and ${plural(callers.length, 'caller')} ${callers.length === 1 ? 'is' : 'are'} known: `,
    ...some.flatMap(({ what, place }, index) => [index === 0 ? '' : ', ', { name: what }, ' (', { name: place }, ')']),
    more === 0 ? '.' : ` and ${more} more.`,
    ...(unread.length === 0 ? [] : [' The workloads of ', ...listed(unread), ' cannot be read.']),
  ];
  return [
    { weight: 'outage', title: `${plural(callers.length, 'caller')} of a name that goes`, words: lineWords(line) },
  ];
}

function changed({ clustersetName, changed: words, callers }: NameOutlook): readonly Concern[] {
  if (words.length === 0) return [];
  const who = callers.length === 0 ? '' : ` (${plural(callers.length, 'caller')} known)`;
  const line: ToldLine = [
    '⚠️ For those who call ',
    { name: clustersetName },
    `${who}, this is expected to change: `,
    { name: words.join('; ') },
    '.',
  ];
  return [{ weight: 'warning', title: 'callers of a Service feel it', words: lineWords(line) }];
}

function disagreement({ service, conflicts, isCertain }: NameOutlook): readonly Concern[] {
  const [first, ...others] = conflicts;
  if (first === undefined) return [];
  const { field, winner } = first;
  const wins: ToldLine = isCertain
    ? [{ name: winner.cluster }, ' is the oldest and expected to win with ', { name: winner.value }, ', over ']
    : ['who is the oldest cannot be read; ', { name: winner.cluster }, ' says ', { name: winner.value }, ', and '];
  const against = first.others
    .slice(0, MOST_CALLERS)
    .flatMap(({ cluster, value }, index) => [index === 0 ? '' : ', ', { name: value }, ' in ', { name: cluster }]);
  const rest = others.length === 0 ? '.' : `; so it is with ${others.map((one) => one.field).join(', ')}.`;
  const line: ToldLine = ['⚠️ Exports of ', { name: service }, ` disagree on ${field}: `, ...wins, ...against, rest];
  return [{ weight: 'warning', title: 'exports disagree', words: lineWords(line) }];
}

function listed(clusters: readonly string[]): ToldLine {
  return clusters.flatMap((name, index) => [
    index === 0 ? '' : index === clusters.length - 1 ? ' and ' : ', ',
    { name },
  ]);
}

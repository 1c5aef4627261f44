// What a merge changes of the hosted controller's load balancers, in words.
import {
  clip,
  code,
  type Concern,
  lineText,
  lineWords,
  plural,
  table,
  type ToldLine,
  toldWords,
  visible,
} from '../../../report/index.ts';
import type { HostedDifference, HostedOutlook, HostedRisk } from '../hosted-outlook.ts';

/** The gravest first. */
const RISK_WORDS: Readonly<Record<HostedRisk, string>> = {
  stops: '🔴&nbsp;**stops**',
  moves: '🟡&nbsp;**moves**',
  changes: '🟡&nbsp;**changes**',
  new: '🟢&nbsp;**new**',
};
const MOST_ROWS = 20;
const CELL_LENGTH = 120;
const HEADING = 'Load balancers of the hosted controller, now → after the merge';

/** A block of Markdown; empty for none. */
export function hostedBlock(outlook: HostedOutlook | undefined): string {
  if (outlook === undefined) return '';
  const { differences, unknown } = outlook;
  const grades = Object.keys(RISK_WORDS);
  const rows = differences
    .toSorted((one, other) => grades.indexOf(one.risk) - grades.indexOf(other.risk))
    .map(({ risk, what, before, after }) => [`${RISK_WORDS[risk]}<br>${cell(what)}`, cell(before), cell(after)]);
  const shown = rows.length === 0 ? '' : table(['Request or setting', 'Now', 'After the merge'], rows, MOST_ROWS);
  const open = toldWords(unknown.map((what): ToldLine => ['unknown: ', { name: what }]));
  return [`${HEADING}: ${verdict(outlook)}`, shown, open].filter((part) => part !== '').join('\n\n');
}

function cell(text: string): string {
  return code(clip(text, CELL_LENGTH));
}

/** The same for a terminal. */
export function hostedText(outlook: HostedOutlook | undefined): readonly string[] {
  if (outlook === undefined) return [];
  return [
    `${HEADING}: ${verdict(outlook)}`,
    ...outlook.differences.map((one) => visible(lineText(differenceLine(one)))),
  ];
}

/** Plain words for the heading. */
export function hostedTitle(outlook: HostedOutlook | undefined): readonly string[] {
  const moved = outlook?.differences.filter(({ isRequest }) => isRequest).length ?? 0;
  return moved === 0 ? [] : [`${plural(moved, 'route')} of the hosted controller`];
}

export function hostedConcerns(outlook: HostedOutlook | undefined): readonly Concern[] {
  const moved =
    outlook?.differences
      .filter(({ isRequest, risk }) => isRequest && risk !== 'new')
      .toSorted((one, other) => Number(other.risk === 'stops') - Number(one.risk === 'stops')) ?? [];
  const [first] = moved;
  if (first === undefined) return [];
  const line: ToldLine = [
    `⚠️ ${plural(moved.length, 'request')} would be answered differently by the hosted controller, for one: `,
    ...differenceLine(first),
    '.',
  ];
  return [{ weight: 'loss', words: lineWords(line) }];
}

function differenceLine({ what, before, after }: HostedDifference): ToldLine {
  return [{ name: what }, ': ', { name: before }, ' → ', { name: after }];
}

function verdict({ count, requests, unknown }: HostedOutlook): string {
  const compared = `${plural(requests, 'request')} compared, which stand for all`;
  if (count > 0) return `${plural(count, 'difference')} (${compared})`;
  return unknown.length > 0 ? `nothing differs in what can be read (${compared})` : `nothing differs (${compared})`;
}

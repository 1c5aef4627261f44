// What a change does to the traffic of a log, in words.
import { type Concern, lineText, lineWords, type ToldLine, toldWords, visible } from '../../../report/index.ts';
import type { ToldEffect, ToldOutcome, TrafficOutlook } from '../traffic-outlook.ts';

const HEADING = 'Requests of the log, before → after';

const OUTCOMES: Readonly<Record<string, string>> = {
  'not-found': 'would get 404',
  unanswered: 'would be answered by nobody',
  default: 'would fall to the default backend',
  redirected: 'would be redirected',
  moved: 'would go to another backend',
  unknown: 'may change: headers decide, which a log does not have',
};

const LEFT: Readonly<Record<string, string>> = {
  unreadable: 'no entry about a request',
  denied: 'denied by Cloud Armor before any route',
  elsewhere: 'for other load balancers',
  ambiguous: 'for one of several load balancers, and nothing says for which',
};

/** A block of Markdown; empty for none. */
export function trafficBlock(traffic: TrafficOutlook | undefined): string {
  if (traffic === undefined) return '';
  const effects = traffic.effects.map(effectLine);
  return [
    `${HEADING}: ${shareText(traffic)}`,
    toldWords(traffic.outcomes.map(outcomeLine)),
    toldWords(effects),
    toldWords(asideLines(traffic)),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** The same for a terminal. */
export function trafficText(traffic: TrafficOutlook | undefined): readonly string[] {
  if (traffic === undefined) return [];
  const more = traffic.count - traffic.effects.length;
  const lines = [
    `${HEADING}: ${shareText(traffic)}`,
    ...traffic.outcomes.map((one) => `  ${lineText(outcomeLine(one))}`),
    ...traffic.effects.flatMap((one) => [lineText(effectLine(one)), `  ${detailText(one)}`]),
    ...(more > 0 ? [`… and ${more} more rules: --json has them all`] : []),
    ...asideLines(traffic).map(lineText),
  ];
  return lines.map(visible);
}

export function trafficConcerns(traffic: TrafficOutlook | undefined): readonly Concern[] {
  const grave = traffic?.outcomes.filter(({ outcome }) => outcome === 'not-found' || outcome === 'unanswered') ?? [];
  return grave.map((one) => ({
    weight: 'loss',
    words: lineWords(['⚠️ Of the requests in the log, ', ...outcomeLine(one), '.']),
  }));
}

function shareText({ requests, changed }: TrafficOutlook): string {
  if (requests === 0) return 'the log has no request to these load balancers';
  if (changed === 0) return `none of ${amount(requests)} would be answered otherwise`;
  return `moves ${percent(changed / requests)} of ${amount(requests)}`;
}

function percent(share: number): string {
  const tenths = Math.round(share * 1000) / 10;
  return tenths === 0 ? 'less than 0.1 %' : tenths === 100 && share < 1 ? 'more than 99.9 %' : `${tenths} %`;
}

function outcomeLine({ outcome, requests, under }: ToldOutcome): ToldLine {
  const words = `${amount(requests)} ${OUTCOMES[outcome] ?? outcome}`;
  return under === undefined ? [words] : [`${words}, all under `, { name: under }];
}

function effectLine({ requests, host, path, before, after }: ToldEffect): ToldLine {
  return [`${amount(requests)} of `, { name: `${host} ${path}` }, ': ', { name: before }, ' → ', { name: after }];
}

function detailText({ methods, regions, shapes }: ToldEffect): string {
  const from = /^unknown \d+$/.test(regions) ? '' : `; from ${regions}`;
  return `${methods}${from}; such as ${shapes.join(' ')}`;
}

function asideLines({ left, unknown }: TrafficOutlook): readonly ToldLine[] {
  return [
    ...Object.entries(LEFT).flatMap(([reason, words]): readonly ToldLine[] =>
      (left[reason] ?? 0) > 0 ? [[`left out, ${words}: ${amount(left[reason] ?? 0)}`]] : [],
    ),
    ...unknown.map((what): ToldLine => ['unknown: ', { name: what }]),
  ];
}

function amount(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',');
}

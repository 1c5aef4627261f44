// docs/reference/cost.md, out of the table of costs.
import { IDLE_SWEEP, monthlyCosts, PRICES, PRICES_AS_OF } from '../../infra/deploy/costs.ts';
import { markdownTable } from './markdown-table.ts';

const LOAD_BALANCERS = 50;

/** The page as Markdown. */
export function costPage(): string {
  const costs = monthlyCosts(LOAD_BALANCERS);
  const own = costs.filter(({ what }) => what !== 'load balancers').reduce((sum, { dollars }) => sum + dollars, 0);
  const rows = costs.map(({ what, how, dollars }) => [what, how, dollars.toFixed(2)]);
  return [
    '<!-- Generated from infra/deploy/costs.ts by `npm run gen`. Do not edit. -->',
    '',
    '# Cost',
    '',
    `A month in which nothing happens, with ${LOAD_BALANCERS} load balancers in three clusters, in US dollars at the list prices below.`,
    'Prices differ by region and contract, and change: look them up.',
    '',
    ...markdownTable(['what', 'how much of it', '$'], rows),
    '',
    `Rangelight itself is ${own.toFixed(2)} of it. A sweep at rest asks Compute at most ${IDLE_SWEEP.compute} times,`,
    `takes ${IDLE_SWEEP.storageReads} reads and ${IDLE_SWEEP.storageLists} lists of the buckets, and writes nothing: a test of the scenarios counts it. How long a sweep`,
    'takes between regions is assumed ([unproven](../deploy-unproven.md)). Plans and runs come beside it: seconds of one instance for each push.',
    '',
    'The calls of a sweep are those of the demo, which has a few load balancers; they were not counted with 50. Compute answers lists in pages of 500, so that its calls stay the same; reads of',
    'the buckets grow with the namespaces.',
    '',
    '## Prices',
    '',
    `As of ${PRICES_AS_OF}. _Unverified_ is a price of which no public copy of the page could be read here: look it up.`,
    '',
    ...markdownTable(
      ['a', '$', 'source', ''],
      Object.values(PRICES).map(({ of, dollars, source, isRead }) => [
        of,
        dollars.toPrecision(2),
        source,
        isRead ? '' : '_unverified_',
      ]),
    ),
    '',
  ].join('\n');
}

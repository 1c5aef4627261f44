// docs/reference/cost.md, out of the calls that were counted and the table of prices.
import { bucketCalls, bucketDollars, monthlyCosts, PRICES, PRICES_AS_OF, pushCalls } from '../../infra/deploy/costs.ts';
import { type FunctionCalls, measuredCalls } from '../../infra/deploy/measured-calls.ts';
import { markdownTable } from './markdown-table.ts';

/** Of what is counted, the columns, by the names of the keys. */
const COLUMNS = {
  'Compute, reads': ['computeReads', 'monitoringReads'],
  'Compute, writes': ['computeWrites'],
  'clusters, reads': ['kubernetesReads', 'gkehubReads'],
  'clusters, writes': ['kubernetesWrites'],
  GitHub: ['githubReads', 'githubWrites'],
  messages: ['pubsubWrites'],
  'buckets, reads': ['storageReads'],
  'buckets, lists': ['storageLists'],
  'buckets, writes': ['storageWrites'],
} as const;

/** The page as Markdown. */
export function costPage(): string {
  const measured = measuredCalls();
  const costs = monthlyCosts(measured);
  const own = costs.filter(({ what }) => what !== 'load balancers').reduce((sum, { dollars }) => sum + dollars, 0);
  const rows = costs.map(({ what, how, dollars }) => [what, how, dollars.toFixed(2)]);
  const { on, command, loadBalancers, namespaces, clusters, minutesAtRest, atRest, push } = measured;
  const pushed = bucketDollars(bucketCalls(pushCalls(measured)));
  return [
    '<!-- Generated from infra/deploy/costs.ts and measured-calls.json by `npm run gen`. Do not edit. -->',
    '',
    '# Cost',
    '',
    `A month in which nothing happens, with ${loadBalancers} load balancers in ${namespaces} namespaces of ${clusters} clusters, in US dollars at the list`,
    'prices below. Prices differ by region and contract, and change: look them up.',
    '',
    ...markdownTable(['what', 'how much of it', '$'], rows),
    '',
    `Rangelight itself is ${own.toFixed(2)} of it. How long a sweep takes between regions is assumed ([unproven](../deploy-unproven.md)).`,
    '',
    `Each push comes beside it. One that gives one load balancer another host costs ${pushed.toFixed(4)} for calls of the buckets, and`,
    'the seconds of the instances that plan, run and report it; most of a run is waiting.',
    '',
    '## Calls',
    '',
    `Counted on ${on} by \`${command}\`, on the emulators, with everything that the functions asked of others: ${minutesAtRest} minutes`,
    'at rest, and one push of another host for one load balancer until nothing was left to do. The sweeps beside the push would be there without it;',
    'its dollars above leave them out. The webhook asks for one message each time and is not in this world.',
    '',
    ...markdownTable(
      ['when', 'function', 'called', ...Object.keys(COLUMNS)],
      [...rowsOf(`${minutesAtRest} minutes at rest`, atRest), ...rowsOf('one push', push)],
    ),
    '',
    'The calls of a sweep grow with the namespaces and load balancers: the demo, with a few of them, has at most 25 of Compute, 30 reads and 15 lists,',
    'which a test of the scenarios holds. Compute bills no calls; they count against its quotas.',
    '',
    '## Prices',
    '',
    `As of ${PRICES_AS_OF}, when public copies of these pages were read; copies may be older than that day. _Quoted_ is a price that several`,
    'others quote from that page or from the catalogue that Google bills by, and agree on. Look them up.',
    '',
    ...markdownTable(
      ['a', '$', 'source', ''],
      Object.values(PRICES).map(({ of, dollars, source, known }) => [
        of,
        dollars.toPrecision(2),
        source,
        { read: '', quoted: '_quoted_' }[known],
      ]),
    ),
    '',
  ].join('\n');
}

function rowsOf(when: string, counted: Readonly<Record<string, FunctionCalls>>): readonly string[][] {
  return Object.entries(counted).map(([name, { invocations, calls }]) => [
    when,
    name,
    `${invocations}`,
    ...Object.values(COLUMNS).map((keys) => `${keys.reduce((sum, key) => sum + (calls[key] ?? 0), 0)}`),
  ]);
}

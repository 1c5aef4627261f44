// What Rangelight costs in a month: calls as they were counted, at list prices of a day. A data table, and the sum.
import type { FunctionCalls, MeasuredCalls } from './measured-calls.ts';

export interface Price {
  /** US dollars, the first tier of a region of tier 1: a bill has others. */
  readonly dollars: number;
  readonly of: string;
  readonly source: string;
  /** How it is known: `read` on a public copy of that page, or `quoted` by others from it or Google's catalogue. */
  readonly known: 'read' | 'quoted';
}

/** The day on which the prices were looked at. */
export const PRICES_AS_OF = '2026-11-30';

const RUN = 'https://cloud.google.com/run/pricing';
const STORAGE = 'https://cloud.google.com/storage/pricing';

export const PRICES = {
  vcpuSecond: { dollars: 0.000024, of: 'vCPU-second of a request', source: RUN, known: 'read' },
  gibSecond: { dollars: 0.0000025, of: 'GiB-second of a request', source: RUN, known: 'quoted' },
  idleVcpuSecond: { dollars: 0.0000025, of: 'vCPU-second of an instance that waits', source: RUN, known: 'quoted' },
  idleGibSecond: { dollars: 0.0000025, of: 'GiB-second of an instance that waits', source: RUN, known: 'quoted' },
  classA: {
    dollars: 0.01 / 1_000,
    of: 'operation of class A (lists and writes), multi-region',
    source: STORAGE,
    known: 'quoted',
  },
  classB: { dollars: 0.0004 / 1_000, of: 'operation of class B (reads)', source: `${STORAGE}-examples`, known: 'read' },
  schedulerJob: {
    dollars: 0.1,
    of: 'job in a month',
    source: 'https://cloud.google.com/scheduler/pricing',
    known: 'read',
  },
  firstRulesHour: {
    dollars: 0.025,
    of: 'hour of the first five forwarding rules together',
    source: 'https://cloud.google.com/load-balancing/pricing',
    known: 'read',
  },
  furtherRuleHour: {
    dollars: 0.01,
    of: 'hour of each further forwarding rule',
    source: 'https://cloud.google.com/load-balancing/pricing',
    known: 'read',
  },
} as const satisfies Readonly<Record<string, Price>>;

/** Assumed, where the calls of a sweep each take what they take between regions; unproven. */
const SWEEP_SECONDS = 4;
const HOURS = 730;
const MINUTES = HOURS * 60;

export interface Cost {
  readonly what: string;
  readonly how: string;
  readonly dollars: number;
}

/** Calls of the buckets, as Cloud Storage bills them. */
export interface BucketCalls {
  readonly reads: number;
  readonly lists: number;
  readonly writes: number;
}

/** @param counted some functions' calls. Returns those of the buckets, together. */
export function bucketCalls(counted: readonly FunctionCalls[]): BucketCalls {
  const sum = (key: string): number => counted.reduce((all, { calls }) => all + (calls[key] ?? 0), 0);
  return { reads: sum('storageReads'), lists: sum('storageLists'), writes: sum('storageWrites') };
}

/** In US dollars. */
export function bucketDollars({ reads, lists, writes }: BucketCalls): number {
  return reads * PRICES.classB.dollars + (lists + writes) * PRICES.classA.dollars;
}

/** What one push asks for: the sweeps that went on beside it are counted with the minutes at rest. */
export function pushCalls({ push }: MeasuredCalls): readonly FunctionCalls[] {
  return Object.entries(push).flatMap(([name, counted]) => (name === 'drift' ? [] : [counted]));
}

/** A month at rest with the load balancers that were measured; each has one forwarding rule, whoever makes it. */
export function monthlyCosts({ loadBalancers, minutesAtRest, atRest }: MeasuredCalls): readonly Cost[] {
  const seconds = MINUTES * SWEEP_SECONDS;
  const minutely = bucketCalls(Object.values(atRest));
  const each = (calls: number): string => (calls / minutesAtRest).toFixed(1);
  const rules =
    (Math.min(loadBalancers, 1) * PRICES.firstRulesHour.dollars +
      Math.max(0, loadBalancers - 5) * PRICES.furtherRuleHour.dollars) *
    HOURS;
  return [
    {
      what: 'webhook',
      how: 'one instance that waits, 1 vCPU and 0.5 GiB',
      dollars: HOURS * 3_600 * (PRICES.idleVcpuSecond.dollars + 0.5 * PRICES.idleGibSecond.dollars),
    },
    {
      what: 'drift',
      how: `${MINUTES.toLocaleString('en')} sweeps of ${SWEEP_SECONDS} s, 1 vCPU and 1 GiB`,
      dollars: seconds * (PRICES.vcpuSecond.dollars + PRICES.gibSecond.dollars),
    },
    {
      what: 'state',
      how: `each minute ${each(minutely.reads)} reads, ${each(minutely.lists)} lists and ${each(minutely.writes)} writes of the buckets`,
      dollars: (MINUTES / minutesAtRest) * bucketDollars(minutely),
    },
    { what: 'ticks', how: 'one job of Cloud Scheduler', dollars: PRICES.schedulerJob.dollars },
    { what: 'load balancers', how: `${loadBalancers} forwarding rules, with or without Rangelight`, dollars: rules },
  ];
}

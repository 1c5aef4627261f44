// What Rangelight costs in a month: calls as tests measure them, at list prices of a day. A data table, and the sum.

/** US dollars, list prices of the first tier, as of this day: a bill has others. */
export const PRICES = {
  asOf: '2026-11-30',
  /** Source: Cloud Run pricing, request-based billing. */
  vcpuSecond: 0.000024,
  gibSecond: 0.0000025,
  /** Of an instance that waits. */
  idleVcpuSecond: 0.0000025,
  idleGibSecond: 0.0000025,
  /** Source: Cloud Storage pricing, operations in a multi-region: class A lists and writes, class B reads. */
  classA: 0.01 / 1_000,
  classB: 0.0004 / 1_000,
  /** Source: Cloud Scheduler pricing. */
  schedulerJob: 0.1,
  /** Source: Cloud Load Balancing pricing, forwarding rules: the first five together, and each further one. */
  firstRulesHour: 0.025,
  furtherRuleHour: 0.01,
} as const;

/**
 * The most that one sweep of a fleet at rest asks for, three clusters; measured: 23, 25, 13 and 0. A test of the
 * scenarios holds them.
 */
export const IDLE_SWEEP = { compute: 25, storageReads: 30, storageLists: 15, storageWrites: 0 } as const;

/** Assumed, where the calls of a sweep each take what they take between regions; unproven. */
const SWEEP_SECONDS = 4;
const HOURS = 730;
const SWEEPS = HOURS * 60;

export interface Cost {
  readonly what: string;
  readonly how: string;
  readonly dollars: number;
}

/** @param loadBalancers with one forwarding rule each, which cost the same whoever makes them. */
export function monthlyCosts(loadBalancers: number): readonly Cost[] {
  const seconds = SWEEPS * SWEEP_SECONDS;
  const { storageReads, storageLists } = IDLE_SWEEP;
  const rules =
    (Math.min(loadBalancers, 1) * PRICES.firstRulesHour + Math.max(0, loadBalancers - 5) * PRICES.furtherRuleHour) *
    HOURS;
  return [
    {
      what: 'webhook',
      how: 'one instance that waits, 1 vCPU and 0.5 GiB',
      dollars: HOURS * 3_600 * (PRICES.idleVcpuSecond + 0.5 * PRICES.idleGibSecond),
    },
    {
      what: 'drift',
      how: `${SWEEPS.toLocaleString('en')} sweeps of ${SWEEP_SECONDS} s, 1 vCPU and 1 GiB`,
      dollars: seconds * (PRICES.vcpuSecond + PRICES.gibSecond),
    },
    {
      what: 'state',
      how: `${storageReads} reads and ${storageLists} lists each sweep`,
      dollars: SWEEPS * (storageReads * PRICES.classB + storageLists * PRICES.classA),
    },
    { what: 'ticks', how: 'one job of Cloud Scheduler', dollars: PRICES.schedulerJob },
    { what: 'load balancers', how: `${loadBalancers} forwarding rules, with or without Rangelight`, dollars: rules },
  ];
}

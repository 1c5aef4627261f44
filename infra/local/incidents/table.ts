// What may happen to Google's edges and to the metric while something is rolled out: one table, which the proof, the
// command `incident` and docs/incidents.md read. Times are minutes after the change was merged.
import type { EdgeTrouble } from '../../emulators/compute/data-plane/index.ts';
import type { MetricTrouble } from '../../emulators/monitoring/index.ts';

/** What a report of Google's says, in our words; `madeUp`: why there is none, or what it leaves open. */
export type IncidentSource =
  | { readonly report: string; readonly on: string; readonly says: string; readonly madeUp?: string }
  | { readonly madeUp: string };

export type Act = { readonly fromMinutes: number; readonly forMinutes: number } & (
  | { readonly edges: EdgeTrouble; readonly where: 'everywhere' | 'one region' }
  /** `stuck`: at its values of the moment in which that begins. */
  | { readonly metric: Exclude<MetricTrouble, { type: 'stuck' | 'gap' }> | { readonly type: 'stuck' } }
);

export interface Incident {
  readonly name: string;
  readonly happens: string;
  readonly source: IncidentSource;
  readonly acts: readonly Act[];
  /** When nothing of it is under way any more. */
  readonly overMinutes: number;
  /** Nobody who changes something can keep requests from failing: what that costs is shown, not held to zero. */
  readonly unpreventable?: true;
}

const MINUTE_MS = 60_000;
export const FROZEN_MINUTES = 84;

const FREEZE = {
  report: 'https://status.cloud.google.com/incidents/6PM5mNd43NbMqjCZ5REh',
  on: '2021-11-16',
  says: 'no change to a load balancer took effect from 10:04 to 11:28, 84 minutes',
} as const;

const FROZEN: Act = {
  fromMinutes: 0,
  forMinutes: FROZEN_MINUTES,
  edges: { type: 'frozen' },
  where: 'everywhere',
};

/** Beside edges that are frozen, so that whatever were retired for it would be missed. */
function metricWrong(
  name: string,
  happens: string,
  metric: Extract<Act, { readonly metric: object }>['metric'],
  source: IncidentSource,
): Incident {
  const wrong: Act = { fromMinutes: 0, forMinutes: 105, metric };
  return { name, happens: `${happens}, while the edges are frozen`, source, acts: [FROZEN, wrong], overMinutes: 105 };
}

export const INCIDENTS: readonly Incident[] = [
  {
    name: 'frozen',
    happens: 'The edges take up no change for 84 minutes, and then all of them at once',
    source: FREEZE,
    acts: [FROZEN],
    overMinutes: FROZEN_MINUTES,
  },
  {
    name: 'frozen-region',
    happens: 'One region of the edge takes up no change for 90 minutes, the others go on',
    source: { madeUp: 'the freeze that is known was everywhere' },
    acts: [{ fromMinutes: 0, forMinutes: 90, edges: { type: 'frozen' }, where: 'one region' }],
    overMinutes: 90,
  },
  {
    name: 'slow',
    happens: 'Each region takes up each change after a delay of its own, of up to 90 minutes, in order',
    source: { madeUp: 'Google says that a change takes several minutes, and gives no bound' },
    acts: [slowly('everywhere', 'together', [10_000, 2 * MINUTE_MS, 20 * MINUTE_MS, 90 * MINUTE_MS])],
    overMinutes: 165,
  },
  {
    name: 'health-late',
    happens: 'Each region takes changes up within a second, and hears who is healthy up to two minutes later',
    source: { madeUp: 'in life it is said to be the other way round' },
    acts: [slowly('everywhere', 'together', [0, 1_000])],
    overMinutes: 75,
  },
  {
    name: 'split',
    happens: 'The parts of a change come to each region at moments of their own, up to 90 minutes apart',
    source: { madeUp: 'no report says how parts of a change travel' },
    acts: [slowly('everywhere', 'apart', [0, 30_000, 5 * MINUTE_MS, 90 * MINUTE_MS])],
    overMinutes: 165,
  },
  {
    name: 'reordered',
    happens: 'One region has later changes before earlier ones, up to 90 minutes apart',
    source: { madeUp: 'no report says whether changes overtake each other' },
    acts: [slowly('one region', 'apart', [0, 90 * MINUTE_MS])],
    overMinutes: 165,
  },
  {
    name: 'torn',
    happens: 'One region leads requests to what has not reached it yet: a later change comes before what it refers to',
    source: { madeUp: 'the worst that can be thought of; no report tells of it' },
    acts: [slowly('one region', 'torn', [0, 90 * MINUTE_MS])],
    overMinutes: 165,
    unpreventable: true,
  },
  {
    name: 'emptied',
    happens: 'The edges answer 404 to everything for 33 minutes, are given back what they had, and frozen for 84',
    source: { ...FREEZE, says: '404 for everything from 09:35 to 10:08; no change took effect from 10:04 to 11:28' },
    acts: [
      { fromMinutes: 2, forMinutes: 33, edges: { type: 'empty' }, where: 'everywhere' },
      { fromMinutes: 31, forMinutes: FROZEN_MINUTES, edges: { type: 'frozen' }, where: 'everywhere' },
    ],
    overMinutes: 115,
  },
  {
    name: 'overwritten',
    happens: 'One region answers 404 to everything for 24 minutes while no change is taken up anywhere',
    source: {
      report: 'https://status.cloud.google.com/incidents/skbvoobU4btcxyAthEmu',
      on: '2023-09-22',
      says:
        'configurations of some customers were overwritten with empty ones; 24 minutes after it was noticed, with the ' +
        'pipeline frozen, they were given back what they had',
      madeUp: 'that it was one region: the report says some customers',
    },
    acts: [
      { fromMinutes: 2, forMinutes: 24, edges: { type: 'empty' }, where: 'one region' },
      { fromMinutes: 2, forMinutes: 24, edges: { type: 'frozen' }, where: 'everywhere' },
    ],
    overMinutes: 26,
  },
  {
    name: 'reverted',
    happens:
      'Forty minutes after the change the edges go back to what they served before it for 22 minutes, and take up ' +
      'nothing for 60 more',
    source: {
      report: 'https://status.cloud.google.com/incidents/1tX748pbxW2JjTUuTJsx',
      on: '2017-04-05',
      says:
        'for 22 minutes load balancers had a configuration that was substantially out of date; changes were paused ' +
        'for 3 hours 41 minutes after it',
      madeUp: 'how far out of date it was is not said; the pause is an hour here',
    },
    acts: [
      { fromMinutes: 40, forMinutes: 22, edges: { type: 'reverted', byMs: 42 * MINUTE_MS }, where: 'everywhere' },
      { fromMinutes: 40, forMinutes: 82, edges: { type: 'frozen' }, where: 'everywhere' },
    ],
    overMinutes: 122,
  },
  {
    name: 'region-lost',
    happens: 'One region of the edge answers nothing for 30 minutes, and comes back with what it had',
    source: { madeUp: 'reports tell of a share of the requests (2016-10-13, 2018-07-17), of no whole region' },
    acts: [
      { fromMinutes: 2, forMinutes: 30, edges: { type: 'lost' }, where: 'one region' },
      { fromMinutes: 2, forMinutes: 35, edges: { type: 'frozen' }, where: 'one region' },
    ],
    overMinutes: 37,
  },
  metricWrong(
    'metric-unavailable',
    'Cloud Monitoring answers nothing but errors for 105 minutes',
    { type: 'unavailable' },
    {
      report: 'https://ghoul-ssz.github.io/cloud-historic-uptime/incident/gcp-9X2yAZMaYvM7egWTBioq',
      on: '2021-10-19',
      says: 'queries of all monitoring data failed in one region for 1 hour 45 minutes',
      madeUp: 'that all queries failed, and that edges were frozen at the same time',
    },
  ),
  metricWrong(
    'metric-late',
    'Each minute of the metric is visible half an hour later',
    { type: 'delayed', byMs: 30 * MINUTE_MS },
    { madeUp: 'Google says that samples may be late, and gives no bound' },
  ),
  metricWrong('metric-missing', 'The metric has no series at all', { type: 'missing' }, { madeUp: 'no report' }),
  metricWrong('metric-stuck', 'The metric repeats its last values', { type: 'stuck' }, { madeUp: 'no report' }),
  metricWrong('metric-partial', 'Answers about the metric are not whole', { type: 'partial' }, { madeUp: 'no report' }),
  metricWrong('metric-forged', 'The metric is that of another load balancer', forged('other-map'), {
    madeUp: 'what somebody who can change answers could try',
  }),
  metricWrong('metric-of-the-future', 'The metric has points of the future', forged('future'), {
    madeUp: 'what somebody who can change answers could try',
  }),
  metricWrong('metric-below-zero', 'The metric counts below zero', forged('negative'), {
    madeUp: 'what somebody who can change answers could try',
  }),
];

/** @throws TypeError when there is none */
export function incidentNamed(name: string): Incident {
  const found = INCIDENTS.find((one) => one.name === name);
  if (found === undefined) throw new TypeError(`no incident ${name}`);
  return found;
}

function slowly(
  where: 'everywhere' | 'one region',
  parts: Extract<EdgeTrouble, { type: 'slow' }>['parts'],
  lag: Extract<EdgeTrouble, { type: 'slow' }>['lag'],
): Act {
  return { fromMinutes: 0, forMinutes: 75, edges: { type: 'slow', lag, parts }, where };
}

function forged(what: Extract<MetricTrouble, { type: 'forged' }>['what']): Extract<MetricTrouble, { type: 'forged' }> {
  return { type: 'forged', what };
}

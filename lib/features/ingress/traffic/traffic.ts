// What of the traffic of a log two sets of load balancers answer differently, counted in one pass. Nothing is kept of a
// request but counts by rule, shape of the path, method and region of the client.
import { pairUp } from '../compare/pairing.ts';
import type { Surface } from '../compare/surface.ts';
import { type Arrival, arrivalAt, judge, type JudgedSides, type RequestOutcome, type Rule } from './judge.ts';
import { loadBalancerOf } from './load-balancer-of.ts';
import { type LoggedRequest, readLogEntry } from './log-entry.ts';

type Counts = Readonly<Record<string, number>>;

export interface Effect extends Rule {
  readonly outcome: RequestOutcome;
  readonly requests: number;
  readonly methods: Counts;
  /** By region of the client; `unknown` where the log does not tell. */
  readonly regions: Counts;
  /** By shape of the path. */
  readonly shapes: Counts;
}

/**
 * `unreadable`: no entry about a request, or too long. `denied`: Cloud Armor answered. `elsewhere`: of another load
 * balancer. `ambiguous`: of one of several, and nothing says which.
 */
export type Uncounted = 'unreadable' | 'denied' | 'elsewhere' | 'ambiguous';

export interface Traffic {
  /** To these load balancers, that reached their routes. */
  readonly requests: number;
  /** The most requests first. */
  readonly effects: readonly Effect[];
  /** Lines that are not among the requests, by reason. */
  readonly left: Readonly<Record<Uncounted, number>>;
  /** Where the first line is that could not be read; absent: there is none. */
  readonly unreadAt?: LogLine;
  /** What is not known of the routes, in words. */
  readonly unknown: readonly string[];
}

/** A line of a log: no more of it is told where it is no entry. */
export interface LogLine {
  readonly file: string;
  readonly line: number;
}

export interface TrafficCount {
  readonly take: (line: string, place: LogLine) => void;
  /** A line that was too long to be read. */
  readonly skip: (place: LogLine) => void;
  readonly told: () => Traffic;
}

/** Shapes of one rule beyond these are counted as `other`: memory does not grow with the log. */
const MOST_SHAPES = 200;

interface Counted {
  readonly rule: Rule;
  readonly outcome: RequestOutcome;
  readonly other: Arrival;
  readonly seen: Seen;
  requests: number;
  readonly methods: Map<string, number>;
  readonly regions: Map<string, number>;
  readonly shapes: Map<string, number>;
}

/** By backend, as the second side names it: how it answers in this log. */
type Seen = Map<string, { requests: number; notFound: number }>;

export function countTraffic(before: readonly Surface[], after: readonly Surface[]): TrafficCount {
  const isOne = before.length === 1 && after.length === 1;
  const sides = before.map((one): JudgedSides & { readonly seen: Seen } => {
    const other = isOne ? after[0] : after.find(({ id }) => id === one.id);
    return { id: one.id, before: one, after: other, pairing: pairUp(one, other ?? one), seen: new Map() };
  });
  const find = loadBalancerOf(sides, ({ before: one, after: other, pairing }) => ({
    names: [...one.names, ...(other?.names ?? [])],
    takesHost: (host) => pairing.first.hostOf(host) !== undefined,
  }));
  const left: Record<Uncounted, number> = { unreadable: 0, denied: 0, elsewhere: 0, ambiguous: 0 };
  const counted = new Map<string, Counted>();
  let requests = 0;

  let unreadAt: LogLine | undefined;

  function skip(place: LogLine): void {
    left.unreadable += 1;
    unreadAt ??= place;
  }

  function take(line: string, place: LogLine): void {
    const request = readLogEntry(line);
    if (request === undefined) return skip(place);
    const found = find(request);
    if (typeof found === 'string') left[found] += 1;
    else if (request.isDenied) left.denied += 1;
    else {
      requests += 1;
      const arrival = arrivalAt(found.before, found.pairing.first, request);
      remember(found, arrival, request);
      const judged = judge(found, arrival, request);
      if (judged !== undefined) count(counted, { ...judged, seen: found.seen }, request);
    }
  }

  const told = (): Traffic => ({
    requests,
    effects: [...counted.values()].map(effectOf).sort(mostRequestsFirst),
    left,
    ...(unreadAt === undefined ? {} : { unreadAt }),
    unknown: sides.flatMap(({ id, before: one, after: other, pairing: { untried } }) =>
      [...new Set([...one.routing.unread, ...(other?.routing.unread ?? []), ...untried])].map(
        (what) => `${id}: ${what}`,
      ),
    ),
  });
  return { take, skip, told };
}

/** Which backends answer nothing but 404 is what the log alone can tell. */
function remember(
  { pairing: { same }, seen }: JudgedSides & { readonly seen: Seen },
  arrival: Arrival,
  { status }: LoggedRequest,
): void {
  if (arrival.type !== 'rule' || arrival.answer.type !== 'backend' || status === undefined) return;
  const name = same.get(arrival.answer.name) ?? arrival.answer.name;
  const said = seen.get(name) ?? { requests: 0, notFound: 0 };
  said.requests += 1;
  if (status === 404) said.notFound += 1;
  seen.set(name, said);
}

function count(
  counted: Map<string, Counted>,
  judged: Pick<Counted, 'rule' | 'outcome' | 'other' | 'seen'>,
  { shape, method, region = 'unknown' }: LoggedRequest,
): void {
  const key = JSON.stringify(judged.rule);
  const one = counted.get(key) ?? {
    ...judged,
    requests: 0,
    methods: new Map<string, number>(),
    regions: new Map<string, number>(),
    shapes: new Map<string, number>(),
  };
  counted.set(key, one);
  one.requests += 1;
  add(one.methods, method);
  add(one.regions, region);
  add(one.shapes, one.shapes.has(shape) || one.shapes.size < MOST_SHAPES ? shape : 'other');
}

function effectOf({ rule, outcome, other, seen, ...counts }: Counted): Effect {
  const said = other.type === 'rule' && other.answer.type === 'backend' ? seen.get(other.answer.name) : undefined;
  const isNotFound = said !== undefined && said.notFound === said.requests;
  return {
    ...rule,
    outcome: isNotFound && (outcome === 'moved' || outcome === 'default') ? 'not-found' : outcome,
    requests: counts.requests,
    methods: mostFirst(counts.methods),
    regions: mostFirst(counts.regions),
    shapes: mostFirst(counts.shapes),
  };
}

function mostRequestsFirst(one: Effect, other: Effect): number {
  const keyOf = ({ id, host, path, before, after }: Effect): string => JSON.stringify([id, host, path, before, after]);
  return other.requests - one.requests || (keyOf(one) < keyOf(other) ? -1 : 1);
}

function add(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function mostFirst(counts: ReadonlyMap<string, number>): Counts {
  return Object.fromEntries([...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)));
}

// `node test/bench/makespan/lower-bound.ts < GRAPH`: how fast a graph of work can be done at best, and by others who do
// one thing, or ten, at a time. It knows nothing of Rangelight: what a graph is, and why this is a bound, is
// docs/makespan.md, with three cases worked by hand.
import { text } from 'node:stream/consumers';

export interface Work {
  readonly id: string;
  readonly seconds: number;
  /** Ids of what has to be done before. */
  readonly needs: readonly string[];
  /** Whether it draws on the budget. */
  readonly isWrite: boolean;
}

export interface Graph {
  readonly work: readonly Work[];
  /** In any window of a minute so many writes begin, at most. */
  readonly writesPerMinute: number;
}

/** Seconds. */
export interface Times {
  readonly bound: number;
  /** The longest chain of needs. */
  readonly longestChain: number;
  /** What the budget of writes takes. */
  readonly budget: number;
  readonly serial: number;
  /** Ten at a time, as `terraform apply -parallelism=10`: of what can begin, the longest chain first. */
  readonly ten: number;
}

const MINUTE = 60;
const TEN = 10;

export function timesOf({ work, writesPerMinute }: Graph): Times {
  const byId = new Map(work.map((one) => [one.id, one]));
  const ends = new Map<string, number>();
  const endOf = (id: string): number => {
    const known = ends.get(id);
    if (known !== undefined) return known;
    const one = byId.get(id);
    if (one === undefined) throw new RangeError(`there is no work ${id}`);
    // Whoever comes back here needs itself.
    ends.set(id, Number.NaN);
    const end = Math.max(0, ...one.needs.map(endOf)) + one.seconds;
    ends.set(id, end);
    return end;
  };
  const longestChain = Math.max(0, ...work.map(({ id }) => endOf(id)));
  if (Number.isNaN(longestChain)) throw new RangeError('something needs itself');
  const budget = budgetOf(
    work.filter(({ isWrite }) => isWrite).map((one) => ({ ...one, begins: endOf(one.id) - one.seconds })),
    writesPerMinute,
  );
  const serial = work.reduce((sum, { seconds }) => sum + seconds, 0);
  return { bound: Math.max(longestChain, budget), longestChain, budget, serial, ten: scheduled(work, TEN) };
}

/** The last of n writes begins in the ⌈n ÷ budget⌉-th minute after the first can, and takes as long as the shortest. */
function budgetOf(writes: readonly (Work & { readonly begins: number })[], writesPerMinute: number): number {
  if (writes.length === 0) return 0;
  const first = Math.min(...writes.map(({ begins }) => begins));
  const shortest = Math.min(...writes.map(({ seconds }) => seconds));
  return first + (Math.ceil(writes.length / writesPerMinute) - 1) * MINUTE + shortest;
}

/** So many at a time. */
function scheduled(work: readonly Work[], places: number): number {
  const users = new Map<string, Work[]>();
  for (const one of work) for (const need of one.needs) users.set(need, [...(users.get(need) ?? []), one]);
  const tails = new Map<string, number>();
  const tailOf = (one: Work): number => {
    const known = tails.get(one.id);
    if (known !== undefined) return known;
    const tail = one.seconds + Math.max(0, ...(users.get(one.id) ?? []).map(tailOf));
    tails.set(one.id, tail);
    return tail;
  };
  const unmet = new Map(work.map(({ id, needs }) => [id, needs.length]));
  const ready = work.filter(({ needs }) => needs.length === 0);
  let running: { readonly one: Work; readonly end: number }[] = [];
  let now = 0;
  while (ready.length > 0 || running.length > 0) {
    ready.sort((a, b) => tailOf(b) - tailOf(a));
    for (const one of ready.splice(0, places - running.length)) running.push({ one, end: now + one.seconds });
    now = Math.min(...running.map(({ end }) => end));
    const ended = running.filter(({ end }) => end <= now);
    running = running.filter(({ end }) => end > now);
    for (const { one } of ended) {
      for (const user of users.get(one.id) ?? []) {
        const left = (unmet.get(user.id) ?? 0) - 1;
        unmet.set(user.id, left);
        if (left === 0) ready.push(user);
      }
    }
  }
  return now;
}

if (import.meta.main)
  process.stdout.write(`${JSON.stringify(timesOf(JSON.parse(await text(process.stdin)) as Graph))}\n`);

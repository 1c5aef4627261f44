// `npm run proof [-- --part deletion|traffic|incidents|round-trips|crash|interleavings|histories|adversity|outages]
// [--seed N] [--runs N] [--every N] [--switches N] [--reads] [--json]`: the parts one after the other in one process,
// with progress on stderr and a table at the end.
import { parseArgs } from 'node:util';
import { adversity, ends } from './adversity/history.ts';
import { OUTAGES } from './adversity/outages.ts';
import { createReached } from './coverage-table.ts';
import { KINDS } from './coverage.ts';
import { crashMatrix } from './crash.ts';
import { deletion, MISHAPS } from './deletion.ts';
import { createClients } from './harness/clients.ts';
import { history, references } from './histories.ts';
import { incidentDuring } from './incidents/during.ts';
import { CELLS, sampled } from './incidents/matrix.ts';
import { MUTANTS } from './incidents/mutants.ts';
import { movedWithAndWithout } from './incidents/moved.ts';
import { BEGINNINGS_MS, outageFailures, story } from './outages.ts';
import { roundTrips } from './round-trip.ts';
import { interleavings } from './interleavings.ts';
import { SCENARIOS } from './scenarios.ts';
import { SMALL_CHANGES } from './small-changes.ts';
import { trafficDuring } from './traffic.ts';
import { WITHOUT_GUARDS } from './without-guard.ts';

interface Row {
  readonly part: string;
  readonly case: string;
  /** What was tried, in words. */
  readonly tried: string;
  readonly seconds: number;
  readonly failures: readonly string[];
}

const PARTS = [
  'deletion',
  'traffic',
  'incidents',
  'round-trips',
  'crash',
  'interleavings',
  'histories',
  'adversity',
  'outages',
] as const;
const SHOWN = 5;
/** From so many histories on, all cells are to be reached, in at most so many times as many. */
const [MANY, MOST] = [1_000, 3];

const { values } = parseArgs({
  options: {
    part: { type: 'string' },
    seed: { type: 'string', default: '1' },
    runs: { type: 'string', default: '1000' },
    /** Of the crash points and of the schedules, each n-th. */
    every: { type: 'string', default: '1' },
    /** How often one of two workers is stopped for the other. */
    switches: { type: 'string', default: '2' },
    /** Crash at calls that only read, too. */
    reads: { type: 'boolean', default: false },
    /** Look for the smallest generated manifests that fail. */
    shrink: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const parts = PARTS.filter((part) => values.part === undefined || values.part === part);
const clients = await createClients();
const rows: Row[] = [];
const happened = new Map<string, number>();
const reached = createReached();
const made = new Set<string>();
/** Kind of trouble × what it met → how often. */
const met = new Map<string, number>();

for (const part of parts)
  await {
    deletion: deletions,
    traffic,
    incidents,
    'round-trips': generated,
    crash,
    interleavings: together,
    histories,
    adversity: adversities,
    outages,
  }[part]();
report();
process.exit(rows.every(({ failures }) => failures.length === 0) ? 0 : 1);

async function row(part: string, name: string, work: () => Promise<Pick<Row, 'tried' | 'failures'>>): Promise<void> {
  const start = performance.now();
  const found = await work().catch((error: unknown) => ({ tried: 'broke off', failures: [String(error)] }));
  const seconds = Math.round((performance.now() - start) / 100) / 10;
  rows.push({ part, case: name, seconds, ...found });
  progress(`${part}: ${name}: ${found.tried}, ${found.failures.length} failures, ${seconds} s\n`);
}

async function deletions(): Promise<void> {
  for (const mishap of MISHAPS) {
    await row('deletion', mishap.name, async () => {
      const { told, failures } = await deletion(clients, mishap);
      return { tried: `told: ${told.join(', ')}`, failures };
    });
  }
}

/** With `--runs N` under the number of cells: so many of them, by the seed. */
async function incidents(): Promise<void> {
  const seed = Number(values.seed);
  const cells = sampled(seed, Number(values.runs));
  for (const [at, { rollout, incident }] of cells.entries()) {
    await row('incidents', `${rollout.name}: ${incident.name}`, async () => {
      progress(`${at + 1} of ${cells.length} cells (there are ${CELLS.length})\r`);
      const { sent, long, outages, wrong } = await incidentDuring(clients, rollout, incident, { seed });
      const met = outages === 0 ? '' : `, ${outages} met a broken edge, as they would without us`;
      return { tried: `${sent} requests, ${long} of 10 s${met}`, failures: wrong };
    });
  }
  for (const { name, rollout, incident, options, stays } of MUTANTS) {
    await row('incidents', `${name} (must fail)`, async () => {
      const curtailed = stays === true ? {} : { isCurtailed: true as const };
      const { sent, failed, wrong } = await incidentDuring(clients, rollout, incident, { ...options, ...curtailed });
      return { tried: `${failed} of ${sent} failed`, failures: wrong.length === 0 ? ['the prober saw nothing'] : [] };
    });
  }
  await row('incidents', 'traffic has moved, with evidence and without', async () => movedWithAndWithout(clients));
}

async function traffic(): Promise<void> {
  for (const scenario of SCENARIOS.filter(({ routes }) => routes.length > 0)) {
    await row('traffic', scenario.name, async () => {
      const { sent, long, failed, reasons } = await trafficDuring(clients, scenario);
      return { tried: `${sent} requests, ${long} of 10 s`, failures: failed === 0 ? [] : [JSON.stringify(reasons)] };
    });
  }
  for (const { name, scenario: inScenario, options, tree, neverServes } of WITHOUT_GUARDS) {
    await row('traffic', `${name} (must fail)`, async () => {
      const scenario = SCENARIOS.find((one) => one.name === inScenario);
      if (scenario === undefined) throw new TypeError(`no scenario ${inScenario}`);
      const { sent, failed } = await trafficDuring(clients, scenario, { ...options, ...(tree && { tree }) });
      const failures = [
        ...(failed === 0 ? ['the prober saw nothing'] : []),
        ...(failed === sent && neverServes !== true ? ['it never served, so that nothing was lost'] : []),
      ];
      return { tried: `${failed} of ${sent} requests failed`, failures };
    });
  }
}

async function generated(): Promise<void> {
  const [first, runs] = [Number(values.seed), Number(values.runs)];
  await row('round-trips', `seeds ${first} to ${first + runs - 1}`, async () => {
    const options = { seed: first, runs, shrink: values.shrink };
    const { requests, failures } = await roundTrips(clients, options, (done, failed) => {
      if (done % 10 === 0) progress(`\r${done} generated, ${failed} failures\r`);
    });
    return { tried: `${runs} generated manifests, ${requests} requests`, failures };
  });
}

async function crash(): Promise<void> {
  for (const scenario of SCENARIOS) {
    await row('crash', scenario.name, async () => {
      const { points, calls, failures } = await crashMatrix(clients, scenario, {
        reads: values.reads,
        every: Number(values.every),
        first: 0,
        progress: (done, all) => done % 25 === 0 && progress(`\r${scenario.name}: ${done} of ${all}\r`),
      });
      return { tried: `${points} crash points at ${calls} calls`, failures };
    });
  }
}

async function together(): Promise<void> {
  for (const change of SMALL_CHANGES) {
    await row('two', change.name, async () => {
      const { schedules, orders, calls, steps, failures } = await interleavings(clients, change, {
        switches: Number(values.switches),
        every: Number(values.every),
        progress: (done, known) => done % 25 === 0 && progress(`${change.name}: ${done} of ${known}\r`),
      });
      return { tried: `${schedules} schedules, ${orders} orders of ${calls} calls, ${steps} steps`, failures };
    });
  }
}

async function histories(): Promise<void> {
  const expected = references(clients);
  const first = Number(values.seed);
  const runs = Number(values.runs);
  await row('histories', `from seed ${first}`, async () => {
    const failures: string[] = [];
    let seed = first;
    // A thousand, and so many more as it takes to reach every cell; a few are for those who repeat one.
    const enough = (): boolean => seed >= first + (runs < MANY || reached.missing().length === 0 ? runs : runs * MOST);
    for (; !enough(); seed += 1) {
      const found = await history(clients, seed, expected);
      for (const failure of found.failures) progress(`${failure}\n`);
      if (found.failures.length > 0) progress(`again: npm run proof -- --part histories --seed ${seed} --runs 1\n`);
      failures.push(...found.failures);
      for (const [what, times] of found.happened) happened.set(what, (happened.get(what) ?? 0) + times);
      for (const cell of found.reached) reached.add(cell);
      for (const kind of found.made) made.add(kind);
      if (seed % 10 === 0)
        progress(`seed ${seed}: ${failures.length} failures, ${reached.missing().length} cells left\r`);
    }
    // Too few seeds aim at too few cells to say anything.
    const isWhole = runs >= MANY;
    if (isWhole) failures.push(...reached.missing().map(({ kind, trouble }) => `never reached: ${kind} × ${trouble}`));
    const { cells, reached: count } = reached.counts;
    return { tried: `${seed - first} histories, ${count} of ${cells} cells reached`, failures };
  });
}

async function adversities(): Promise<void> {
  const expected = ends(clients);
  const [first, runs] = [Number(values.seed), Number(values.runs)];
  await row('adversity', `seeds ${first} to ${first + runs - 1}`, async () => {
    const failures: string[] = [];
    for (let seed = first; seed < first + runs; seed += 1) {
      const found = await adversity(clients, seed, expected);
      for (const [what, times] of found.met) met.set(what, (met.get(what) ?? 0) + times);
      failures.push(...found.failures);
      if (found.failures.length > 0) {
        for (const line of [...found.told, ...found.failures]) progress(`${line}\n`);
        progress(`again: npm run proof -- --part adversity --seed ${seed} --runs 1\n`);
      }
      progress(`seed ${seed}: ${failures.length} failures\n`);
    }
    return { tried: `${runs} histories, ${met.size} pairs of a trouble and what it met`, failures };
  });
}

async function outages(): Promise<void> {
  const calm = await story(clients, undefined, 0);
  for (const outage of OUTAGES) {
    for (const begins of BEGINNINGS_MS) {
      await row('outages', `${outage.name}, ${begins} ms after the push`, async () => ({
        tried: `a merge and a comment, ${outage.minutes} minutes`,
        failures: await outageFailures(clients, calm, outage, begins),
      }));
    }
  }
}

function report(): void {
  if (values.json) {
    process.stdout.write(
      `${JSON.stringify({ rows, happened: Object.fromEntries(counted(happened)), reached, met: Object.fromEntries(counted(met)) }, undefined, 2)}\n`,
    );
    return;
  }
  for (const { part, case: name, tried, seconds, failures } of rows) {
    const verdict = failures.length === 0 ? 'ok  ' : 'FAIL';
    process.stdout.write(
      `${verdict} ${part.padEnd(11)} ${name.padEnd(36)} ${String(seconds).padStart(6)} s  ${tried}\n`,
    );
    for (const failure of failures.slice(0, SHOWN)) process.stdout.write(`       ${failure}\n`);
  }
  if (met.size > 0) process.stdout.write('\nTroubles × what they met: how often\n');
  for (const [what, times] of counted(met)) process.stdout.write(`${String(times).padStart(6)}  ${what}\n`);
  if (made.size === 0) return;
  process.stdout.write('\nDeliveries, pushes and faults by chance: how often\n');
  for (const [what, times] of counted(happened)) process.stdout.write(`${String(times).padStart(6)}  ${what}\n`);
  process.stdout.write('\nWhat was called × how it went wrong: how often\n');
  for (const line of reached.lines()) process.stdout.write(`${line}\n`);
  const missing = reached.missing().map(({ kind, trouble }) => `${kind} × ${trouble}`);
  process.stdout.write(`\nNot reached: ${missing.length === 0 ? 'nothing' : `\n  ${missing.join('\n  ')}`}\n`);
  const others = [...made].filter((kind) => !KINDS.includes(kind)).sort();
  process.stdout.write(`\nCalled, and no row of the table: ${others.join(', ') || 'nothing'}\n`);
}

function counted(times: ReadonlyMap<string, number>): readonly (readonly [string, number])[] {
  return [...times].sort(([a], [b]) => (a < b ? -1 : 1));
}

function progress(text: string): void {
  process.stderr.write(text);
}

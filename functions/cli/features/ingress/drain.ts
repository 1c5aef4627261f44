// `drain` and `undrain`: keep requests away from a cluster in all load balancers of a fleet, and give them back. They
// ask Compute and nothing else: no function, no bucket, no GitHub, no cluster.
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline/promises';
import { type Command, InvalidArgumentError } from 'commander';
import { systemClock } from '../../../../lib/adapters/clock/index.ts';
import { parseDuration, RangelightError } from '../../../../lib/core/index.ts';
import {
  drainedLines,
  drainOutlook,
  drainServices,
  type DrainWorld,
  giveBack,
  type GivenBack,
  givenBackText,
  MOST_LOAD,
  outlookLines,
  peaksOf,
  servicesOfCluster,
  toDrain,
} from '../../../../lib/features/ingress/drain/index.ts';
import type { ComputeRef } from '../../../../lib/model/index.ts';
import type { Monitoring } from '../../../../lib/ports/index.ts';
import { LONGEST_DRAIN_MS } from '../../../../lib/state/index.ts';
import { EXIT_CODES } from '../../../../lib/report/index.ts';
import { localEndpoints } from '../../access.ts';
import { localOption, parseUrl } from '../../access-options.ts';
import { json, type Outcome } from '../../outcome.ts';
import type { AddVerbs } from '../../question.ts';
import { KINDS } from '../../../wiring/kinds.ts';
import { withDrained, writeDrained } from './write-drained.ts';

interface WhereOptions {
  readonly project?: string;
  readonly fleet?: string;
  readonly computeEndpoint?: string;
  readonly local?: string;
  readonly yes?: true;
  readonly json?: true;
}

interface DrainOptions extends WhereOptions {
  readonly for: number;
  readonly reason: string;
  readonly mostLoad: number;
  readonly asFarAsPossible?: true;
  readonly write?: string;
}

interface UndrainOptions extends WhereOptions {
  readonly atOnce?: true;
}

const TIMEOUT_MS = 30 * 60_000;

export const addDrain: AddVerbs = (program, finish) => {
  where(program.command('drain').description('keep requests away from a cluster; needs rights in Compute alone'))
    .requiredOption('--for <duration>', 'how long, such as 2h; then it gets them back', durationOf)
    .requiredOption('--reason <text>', 'why; stands on every backend, and in reports')
    .option('--most-load <times>', `how often an endpoint that is left may get what it gets now`, loadOf, MOST_LOAD)
    .option('--as-far-as-possible', 'drain where it can be done, and leave the others')
    .option('--write <folder>', 'write the drain into the fleet file there, too, for a pull request of your own')
    .action(async (cluster: string, options: DrainOptions) => finish(await drain(cluster, options)));
  where(program.command('undrain').description('give a drained cluster its requests back, share by share'))
    .option('--at-once', 'all at once, where it is healthy')
    .action(async (cluster: string, options: UndrainOptions) => finish(await undrain(cluster, options)));
};

function where(command: Command): Command {
  return command
    .argument('<cluster>', 'its link, LOCATION/NAME')
    .option('--project <id>', 'of the load balancers')
    .option('--fleet <name>', 'when several fleets have load balancers in front of the cluster')
    .option('--compute-endpoint <url>', "another server than Google's", parseUrl)
    .addOption(localOption().conflicts(['project', 'computeEndpoint']))
    .option('--yes', 'do it without asking')
    .option('--json', 'print JSON');
}

async function drain(cluster: string, options: DrainOptions): Promise<Outcome> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const { world, project, monitoring } = await open(options);
  const { person } = await import('../../open-state.ts');
  const said = { by: person(), until: secondsOf(systemClock.now() + options.for), reason: options.reason };
  const { fleet, mostLoad } = options;
  const { compute } = world;
  const peakOf = monitoring && (await peaksOf({ compute, monitoring }, project, systemClock.now(), signal));
  const where = { project, cluster, ...(fleet === undefined ? {} : { fleet }) };
  const order = { ...where, drain: said, mostLoad, ...(peakOf === undefined ? {} : { peakOf }) };
  const outlook = await drainOutlook(world, order, signal);
  const { possible, isRefused } = toDrain(outlook.services, options.asFarAsPossible === true);
  const lines = outlookLines(outlook, cluster, said);
  const line = { fleet: outlook.fleet, cluster, reason: options.reason };
  // What cannot be written is told before anything is drained.
  if (options.write !== undefined) await withDrained(options.write, line);
  if (isRefused) {
    const next = possible.length === 0 ? [] : ['Nothing was changed; --as-far-as-possible drains the others.'];
    return told(options, { ...outlook, outcome: [] }, [...lines, ...next], EXIT_CODES.blocked.code);
  }
  if (!(await isMeant(options, lines)))
    return told(
      options,
      { ...outlook, outcome: [] },
      [...lines, 'Nothing was changed; --yes does it.'],
      EXIT_CODES.pending.code,
    );
  const outcome = await drainServices(world, order, possible, signal);
  const isDone = outcome.every((one) => one.outcome === 'drained') && outcome.length === outlook.services.length;
  const isAnyDone = outcome.some((one) => one.outcome === 'drained');
  const written = options.write !== undefined && isAnyDone ? [await writeDrained(options.write, line)] : [];
  const code = isDone ? EXIT_CODES.ok.code : EXIT_CODES.blocked.code;
  return told(
    options,
    { ...outlook, outcome },
    [...lines, 'What was done:', ...drainedLines(outcome), ...written],
    code,
  );
}

async function undrain(cluster: string, options: UndrainOptions): Promise<Outcome> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const { world, project } = await open(options);
  const { services, fleet } = await servicesOfCluster(world.compute, project, cluster, options.fleet, signal);
  const drained = services.filter(({ backends }) =>
    backends.some(({ mark }) => mark?.cluster === cluster && mark.drain !== undefined),
  );
  const names = drained.map(({ ref, unit }) => `  ${unit}  ${ref.name}`);
  if (drained.length === 0)
    return told(options, { fleet, services: [] }, [`${fleet}: ${cluster} is not drained`], EXIT_CODES.ok.code);
  const lines = [`${fleet}: ${cluster} would get its requests back in`, ...names];
  if (!(await isMeant(options, lines)))
    return told(
      options,
      { fleet, services: [] },
      [...lines, 'Nothing was changed; --yes does it.'],
      EXIT_CODES.pending.code,
    );
  const steps = await stepByStep(
    drained.map(({ ref }) => ref),
    (ref, now) => giveBack(world, ref, { cluster, now, isAtOnce: options.atOnce === true }, signal),
    signal,
  );
  const ends = [...steps].map(([name, step]) => ({ name, ...step }));
  const code = ends.every(({ type }) => type === 'whole') ? EXIT_CODES.ok.code : EXIT_CODES.blocked.code;
  const did = [...steps].map(([name, step]) => givenBackText(name, step));
  return told(options, { fleet, services: ends }, did, code);
}

/** Until each has all of its requests back, or gets none. @returns how it ended, by name. */
async function stepByStep(
  refs: readonly ComputeRef[],
  step: (ref: ComputeRef, now: number) => Promise<GivenBack>,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, GivenBack>> {
  const ends = new Map<string, GivenBack>();
  for (let left = refs; left.length > 0; ) {
    const now = secondsOf(systemClock.now());
    const waiting: { readonly ref: ComputeRef; readonly nextAt: number }[] = [];
    for (const ref of left) {
      const done = await step(ref, now);
      ends.set(ref.name, done);
      process.stderr.write(`rangelight: ${givenBackText(ref.name, done)}\n`);
      if (done.type === 'share') waiting.push({ ref, nextAt: done.nextAt });
    }
    if (waiting.length > 0)
      await systemClock.sleep(
        Math.max(0, Math.min(...waiting.map(({ nextAt }) => nextAt)) - systemClock.now()),
        signal,
      );
    left = waiting.map(({ ref }) => ref);
  }
  return ends;
}

interface Opened {
  readonly world: DrainWorld;
  readonly project: string;
  readonly monitoring: Monitoring | undefined;
}

async function open(options: WhereOptions): Promise<Opened> {
  const project = options.local === undefined ? options.project : (await localEndpoints(options.local))('project');
  if (project === undefined) throw new RangelightError('invalid', 'options', 'name the project: --project');
  // Google's clients take half a second to load; other verbs do without.
  const { openCompute, openMonitoring } = await import('../../open-compute.ts');
  const world = { kinds: KINDS, compute: await openCompute(options), clock: systemClock, requestId: randomUUID };
  return { world, project, monitoring: await openMonitoring(options) };
}

/** A person at a terminal is asked; a script has to say so. */
async function isMeant({ yes, json: asJson }: WhereOptions, lines: readonly string[]): Promise<boolean> {
  if (yes === true) return true;
  if (asJson === true || !process.stdin.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(?:es)?$/i.test((await terminal.question(`${lines.join('\n')}\nDo it? [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}

function told({ json: asJson }: WhereOptions, value: unknown, lines: readonly string[], exitCode: number): Outcome {
  return { text: asJson ? json(value) : lines.map((line) => `${line}\n`).join(''), exitCode };
}

/** Marks have whole seconds. */
function secondsOf(at: number): number {
  return Math.floor(at / 1000) * 1000;
}

function durationOf(value: string): number {
  const duration = parseDuration(value);
  if (duration !== undefined && duration <= LONGEST_DRAIN_MS) return duration;
  throw new InvalidArgumentError('It is a length of time up to 14d, such as 30m, 2h or 1d.');
}

function loadOf(value: string): number {
  const load = Number(value);
  if (load >= 1 && load <= 100) return load;
  throw new InvalidArgumentError('It is a number from 1.');
}

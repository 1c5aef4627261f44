// The verbs of somebody on call. They read the buckets and nothing else, so that they answer when GitHub and the
// functions are down.
import { type Command, InvalidArgumentError } from 'commander';
import { systemClock } from '../../lib/adapters/clock/index.ts';
import { readHistory, readRun, readRuns, readStatus } from '../../lib/app/oncall/index.ts';
import { fleetNamed, knownFleets } from '../../lib/app/records/index.ts';
import type { Store } from '../../lib/ports/index.ts';
import { EXIT_CODES, historyText, needsAPerson, runsText, runText, statusText } from '../../lib/report/index.ts';
import { TELLING } from '../wiring/report-parts.ts';
import type { StateOptions } from './open-state.ts';
import { json, type Outcome } from './outcome.ts';
import { withState } from './state-options.ts';

interface OncallOptions extends StateOptions {
  readonly fleet?: string;
  readonly json?: true;
}

type Answer = (store: Store, fleet: string | undefined, signal: AbortSignal) => Promise<Outcome>;

const TIMEOUT_MS = 60_000;
const MOST = 20;
const SEVERAL = 'when the bucket has several';

export function addOncallVerbs(program: Command, finish: (outcome: Outcome) => void): void {
  const ask = async (options: OncallOptions, answer: Answer): Promise<void> => {
    // Google's clients take half a second to load; other verbs do without.
    const { openStore } = await import('./open-state.ts');
    finish(await answer(await openStore(options), options.fleet, AbortSignal.timeout(TIMEOUT_MS)));
  };

  verb(program, 'status', 'say where each unit of a fleet stands, since when, and what waits for a person')
    .argument('[fleet]', 'default: all of them')
    .action((fleet: string | undefined, options: OncallOptions) =>
      ask({ ...options, ...(fleet === undefined ? {} : { fleet }) }, (store, named, signal) =>
        status(store, named, options, signal),
      ),
    );

  verb(program, 'runs', 'list what was carried out, newest first')
    .option('--fleet <name>', SEVERAL)
    .option('--unit <namespace>', 'only of this one')
    .option('--most <count>', 'how many', countOf, MOST)
    .action((options: OncallOptions & { unit?: string; most: number }) =>
      ask(options, async (store, named, signal) => {
        const fleet = await fleetNamed(store, named, signal);
        const runs = await readRuns(store, { fleet, unit: options.unit, most: options.most }, signal);
        return { text: options.json ? json(runs) : runsText(runs), exitCode: EXIT_CODES.ok.code };
      }),
    );

  verb(program, 'run', 'show one run: its changes, its steps, what failed and why, and who let it through')
    .argument('<id>', 'of the run, or what it begins with')
    .option('--fleet <name>', SEVERAL)
    .action((id: string, options: OncallOptions) =>
      ask(options, async (store, named, signal) => {
        const run = await readRun(store, await fleetNamed(store, named, signal), id, signal);
        return { text: options.json ? json(run) : runText(run), exitCode: EXIT_CODES.ok.code };
      }),
    );

  verb(program, 'history', 'say what was done to a resource or a manifest object: when, why, by which commit and run')
    .argument('<subject>', 'URL of Compute, key of a resource or of an object, or the end of one')
    .option('--fleet <name>', SEVERAL)
    .option('--most <count>', 'how many changes', countOf, MOST)
    .action((subject: string, options: OncallOptions & { most: number }) =>
      ask(options, async (store, named, signal) => {
        const fleet = await fleetNamed(store, named, signal);
        const found = await readHistory(store, { fleet, subject, most: options.most }, signal);
        return { text: options.json ? json(found) : historyText(subject, found), exitCode: EXIT_CODES.ok.code };
      }),
    );
}

function verb(program: Command, name: string, description: string): Command {
  return withState(program.command(name).description(description)).option('--json', 'print JSON');
}

async function status(
  store: Store,
  named: string | undefined,
  options: OncallOptions,
  signal: AbortSignal,
): Promise<Outcome> {
  const fleets =
    named === undefined ? [...(await knownFleets(store, signal))] : [await fleetNamed(store, named, signal)];
  const world = { ...TELLING, store, clock: systemClock };
  const all = [];
  for (const fleet of fleets) all.push(await readStatus(world, fleet, signal));
  const isFine = all.length > 0 && !all.some(needsAPerson);
  return {
    text: options.json ? json(all) : statusText(all),
    exitCode: isFine ? EXIT_CODES.ok.code : EXIT_CODES.blocked.code,
  };
}

function countOf(value: string): number {
  if (/^[1-9]\d{0,5}$/.test(value)) return Number(value);
  throw new InvalidArgumentError('It is a whole number from 1.');
}

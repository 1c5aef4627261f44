// `clean`: takes old documents of the state away that nothing refers to any more.
import { type Command, InvalidArgumentError } from 'commander';
import { systemClock } from '../../lib/adapters/clock/index.ts';
import { clean, SHORTEST_AGE_MS } from '../../lib/app/cleaning/index.ts';
import { parseDuration } from '../../lib/core/index.ts';
import { EXIT_CODES } from '../../lib/report/index.ts';
import type { StateOptions } from './open-state.ts';
import { json, type Outcome } from './outcome.ts';
import { withState } from './state-options.ts';

interface CleanOptions extends StateOptions {
  readonly olderThan: number;
  readonly delete?: true;
  readonly reason: string;
  readonly json?: true;
}

const DAY_MS = 24 * 60 * 60_000;
const DEFAULT_AGE_MS = 90 * DAY_MS;
const TIMEOUT_MS = 60 * 60_000;

export function addCleanVerb(program: Command, finish: (outcome: Outcome) => void): void {
  withState(program.command('clean'))
    .description('count old documents of the state that nothing refers to; with --delete, take them away')
    .requiredOption('--reason <text>', 'why; kept in the audit records')
    .option('--older-than <duration>', 'at least 7d; default: 90d', ageOf, DEFAULT_AGE_MS)
    .option('--delete', 'take them away')
    .option('--json', 'print JSON')
    .action(async (options: CleanOptions) => finish(await run(options)));
}

async function run({ olderThan, delete: isForReal, reason, json: asJson, ...where }: CleanOptions): Promise<Outcome> {
  const { openStore, person } = await import('./open-state.ts');
  const world = { store: await openStore(where), clock: systemClock };
  const order = { olderThanMs: olderThan, isTrial: isForReal === undefined, by: person(), reason };
  const say = (collection: string, count: number): void =>
    void process.stderr.write(`rangelight: ${collection}: ${count} old documents that nothing refers to\n`);
  const cleaned = await clean(world, order, say, AbortSignal.timeout(TIMEOUT_MS));
  const all = Object.values(cleaned.found).reduce((sum, count) => sum + count, 0);
  const text = order.isTrial
    ? `${all} documents would go; --delete takes them away\n`
    : `${cleaned.removed} of ${all} documents are gone\n`;
  return { text: asJson ? json(cleaned) : text, exitCode: EXIT_CODES.ok.code };
}

function ageOf(value: string): number {
  const duration = parseDuration(value);
  if (duration !== undefined && duration >= SHORTEST_AGE_MS) return duration;
  throw new InvalidArgumentError('It is a number of days from 7d, such as 30d.');
}

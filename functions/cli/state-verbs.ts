// The verbs that change what Rangelight may do, in its bucket: they work when GitHub does not.
import { type Command, InvalidArgumentError } from 'commander';
import type { ApprovalWorld } from '../../lib/app/words/index.ts';
import { EVERY_GATE } from '../wiring/codes.ts';
import { fleetNamed } from '../../lib/app/records/index.ts';
import {
  appliedWords,
  applyHead,
  approve,
  approvedWords,
  awaitPlannedRollback,
  freeze,
  frozenWords,
  goOn,
  howMuchBegins,
  pause,
  pausedWords,
  type PlannedRollback,
  readDeadLetters,
  replayDeadLetters,
  resumedWords,
  rollBackTo,
  rolledBackWords,
  unfreeze,
  unfrozenWords,
} from '../../lib/app/words/index.ts';
import { parseDuration } from '../../lib/core/index.ts';
import { EXIT_CODES, rollbackPlanText } from '../../lib/report/index.ts';
import type { DeadLetter } from '../../lib/state/index.ts';
import type { StateOptions } from './open-state.ts';
import { withState } from './state-options.ts';
import type { Outcome } from './outcome.ts';
import { TELLING } from '../wiring/report-parts.ts';

interface ActOptions extends StateOptions {
  readonly fleet?: string;
  readonly reason: string;
  readonly json?: true;
}

type Finish = (outcome: Outcome) => void;
type Act = (
  world: ApprovalWorld,
  fleet: string,
  by: { readonly by: string; readonly reason: string },
  signal: AbortSignal,
) => Promise<{ readonly said: string; readonly data: unknown; readonly exitCode?: number }>;

const TIMEOUT_MS = 60_000;
/** A plan takes seconds; what is longer is said. */
const PLAN_WAIT_MS = 40_000;
const UNIT = 'namespace; default: the whole fleet';

export function addStateVerbs(program: Command, finish: Finish): void {
  addReplay(program, finish);
  verb(program, 'pause', 'stop every write, before the next call; reads and plans go on')
    .argument('[unit]', UNIT)
    .option('--for <duration>', 'such as 30m or 2h; default: until somebody resumes', durationOf)
    .action((unit: string | undefined, options: ActOptions & { for?: number }) =>
      act(finish, options, async (world, fleet, by, signal) => {
        const made = await pause(world, fleet, { unit, duration: options.for, ...by }, signal);
        return { said: pausedWords(fleet, made), data: made };
      }),
    );

  verb(
    program,
    'resume',
    'end a pause, or where there is none a rollback of the unit; what was waiting goes on within a minute',
  )
    .argument('[unit]', UNIT)
    .action((unit: string | undefined, options: ActOptions) =>
      act(finish, options, async (world, fleet, by, signal) => {
        const ended = await goOn(world, fleet, unit, by, signal);
        return { said: resumedWords(fleet, unit, ended), data: { fleet, unit: unit ?? null, ended } };
      }),
    );

  verb(program, 'freeze', 'let no run begin, whatever is released or approved; what has begun comes to its end')
    .requiredOption('--for <duration>', 'such as 30m or 2h; 1d at most', durationOf)
    .action((options: ActOptions & { for: number }) =>
      act(finish, options, async (world, fleet, by, signal) => {
        const made = await freeze(world, fleet, { duration: options.for, ...by }, signal);
        return { said: frozenWords(fleet, made), data: made };
      }),
    );

  verb(program, 'unfreeze', 'end a freeze; what is released begins within minutes').action((options: ActOptions) =>
    act(finish, options, async (world, fleet, by, signal) => {
      await unfreeze(world, fleet, by, signal);
      return { said: unfrozenWords(fleet), data: { fleet } };
    }),
  );

  verb(program, 'apply', 'apply what the head of the branch asks for, with policy.apply: manual')
    .argument('[units...]', 'namespaces; default: all')
    .action((units: readonly string[], options: ActOptions) =>
      act(finish, options, async (world, fleet, by, signal) => {
        const applied = await applyHead(world, fleet, units.length === 0 ? undefined : units, by, signal);
        return {
          said: appliedWords(applied, 'rangelight', (unit) => `rangelight resume ${unit}`).join('\n'),
          data: applied,
          exitCode: howMuchBegins(applied) === 'done' ? EXIT_CODES.ok.code : EXIT_CODES.blocked.code,
        };
      }),
    );

  verb(program, 'approve', 'approve exactly one plan, gates included')
    .argument('<digest>', 'of the plan, or its first 8 or more digits')
    .action((digest: string, options: ActOptions) =>
      act(finish, options, async (world, fleet, by, signal) => {
        const approval = await approve(world, fleet, digest, { ...by, opens: EVERY_GATE }, signal);
        return { said: approvedWords(approval), data: approval };
      }),
    );

  verb(program, 'rollback', 'take a unit back to what an earlier run reached, until the branch asks for something else')
    .argument('<unit>', 'namespace')
    .option('--to <run>', 'default: the last run that succeeded with something else')
    .option('--now', 'begin before the plan is approved, where it meets no gate')
    .action((unit: string, options: ActOptions & { to?: string; now?: true }) =>
      act(finish, options, async (world, fleet, by, signal) => {
        const now = options.now === undefined ? {} : { now: true as const };
        const pin = await rollBackTo(world, fleet, unit, { ...by, to: options.to, ...now }, signal);
        const planned = await awaitPlannedRollback(world, fleet, pin, PLAN_WAIT_MS, signal);
        const waits = planned === undefined || openOf(planned.envelope);
        return {
          said: [rolledBackWords(pin), ...rollbackLines(planned)].join('\n'),
          data: { ...pin, plan: planned?.plan?.digest ?? null, gates: planned?.envelope.gates ?? [] },
          exitCode: waits ? EXIT_CODES.blocked.code : EXIT_CODES.ok.code,
        };
      }),
    );
}

/** Whether somebody has to say yes to it. */
function openOf({ plan, gates, rolledBack, approvedBy }: PlannedRollback['envelope']): boolean {
  const isFree = gates.length === 0 && rolledBack?.now === true;
  return plan !== null && approvedBy === undefined && !isFree;
}

function rollbackLines(planned: PlannedRollback | undefined): readonly string[] {
  if (planned === undefined)
    return ['It is not planned yet: the check rangelight/apply shows the plan, and so does the same command again.'];
  const shown = rollbackPlanText(TELLING, planned).trimEnd();
  const { plan } = planned.envelope;
  return openOf(planned.envelope) ? ['', shown, `To begin: rangelight approve ${plan}`] : ['', shown];
}

function addReplay(program: Command, finish: Finish): void {
  verb(program, 'replay', 'have what dead letters asked for planned again; without ids, list them')
    .argument('[ids...]', 'of dead letters')
    .option('--all', 'all of them')
    .action((ids: readonly string[], options: ActOptions & { all?: true }) =>
      act(finish, options, async (world, _fleet, by, signal) => {
        if (ids.length === 0 && options.all !== true) {
          const letters = await readDeadLetters(world.store, signal);
          return { said: letterLines(letters, 'there are no dead letters'), data: letters };
        }
        const again = await replayDeadLetters(world, options.all ? undefined : ids, by, signal);
        return { said: letterLines(again, 'there was nothing to replay'), data: again };
      }),
    );
}

function letterLines(letters: readonly DeadLetter[], none: string): string {
  const line = ({ id, from, data }: DeadLetter): string => `${id} ${from} ${JSON.stringify(data)}`;
  return letters.length === 0 ? none : letters.map(line).join('\n');
}

function verb(program: Command, name: string, description: string): Command {
  return withState(program.command(name))
    .description(description)
    .requiredOption('--reason <text>', 'why; kept in the audit records')
    .option('--fleet <name>', 'when the bucket has several')
    .option('--json', 'print JSON');
}

async function act(finish: Finish, options: ActOptions, work: Act): Promise<void> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  // Google's clients take half a second to load; other verbs do without.
  const { openState, person } = await import('./open-state.ts');
  const world = await openState(options);
  const fleet = await fleetNamed(world.store, options.fleet, signal);
  const { said, data, exitCode } = await work(world, fleet, { by: person(), reason: options.reason }, signal);
  const text = options.json ? `${JSON.stringify(data, null, 2)}\n` : `${said}\n`;
  finish({ text, exitCode: exitCode ?? EXIT_CODES.ok.code });
}

function durationOf(value: string): number {
  const duration = parseDuration(value);
  if (duration !== undefined) return duration;
  throw new InvalidArgumentError('It is a number of minutes, hours or days, such as 30m, 2h or 1d.');
}

// The journal of one run in the bucket, and the plan that it carries out.
import type { JournalEntry } from '../../execute/index.ts';
import type { Plan } from '../../plan/index.ts';
import type { RunTask, Store } from '../../ports/index.ts';
import { type Damage, entriesIn, entryNumber, journalEntries, plans } from '../../state/index.ts';
import type { World } from '../world.ts';

export interface RunJournal {
  /** All that was told, in that order; its end may not be durable yet. */
  readonly entries: readonly JournalEntry[];
  /**
   * Adds one entry, which goes into the next object with all others that are told until that is written.
   * An object that could not be written is the last one: what was told after it stands on what is not there.
   */
  tell(entry: JournalEntry, signal: AbortSignal): void;
  /**
   * Settles when all that was told is durable. Fails with `precondition` when another worker wrote a number: the lease
   * is lost.
   */
  durable(): Promise<void>;
  /** Tells, and waits until it is durable. */
  append(entry: JournalEntry, signal: AbortSignal): Promise<void>;
}

type OfRun = Pick<RunTask, 'fleet' | 'unit' | 'runId'>;

/**
 * What the journal holds since the run began last: where it could not be read, it began anew after what is damaged.
 * Undefined when an entry since then is damaged: where the run stands is not known.
 */
export async function readJournal(
  store: Store,
  run: OfRun,
  signal: AbortSignal,
): Promise<readonly JournalEntry[] | undefined> {
  const journal = await lookAt(store, run, signal);
  return 'entries' in journal ? journal.entries : undefined;
}

interface Whole {
  readonly entries: readonly JournalEntry[];
  /** Of all objects, damaged ones too: the number of the next one. */
  readonly count: number;
}

async function lookAt(
  store: Store,
  { fleet, unit, runId }: OfRun,
  signal: AbortSignal,
): Promise<Whole | { readonly damage: Damage }> {
  const { found, damaged } = await journalEntries.list(store, [fleet, unit, runId], signal);
  const damage = damaged.at(-1);
  const entries = found
    .filter(({ key }) => damage === undefined || key > damage.key)
    .flatMap(({ value }) => entriesIn(value));
  if (damage !== undefined && entries[0]?.type !== 'started') return { damage };
  return { entries, count: found.length + damaged.length };
}

function journalFrom(store: Store, { fleet, unit, runId }: OfRun, { entries: before, count }: Whole): RunJournal {
  const entries = [...before];
  let objects = count;
  /** Told, and not on their way yet. */
  let waiting: JournalEntry[] = [];
  let next: Promise<void> | undefined;
  let last: Promise<void> = Promise.resolve();
  const write = async (before: Promise<void>, signal: AbortSignal): Promise<void> => {
    await before;
    // What starts because of an outcome is told in the same turn, and so in the same object.
    await new Promise((resolve) => setImmediate(resolve));
    const together = waiting;
    waiting = [];
    next = undefined;
    const [first] = together;
    if (first === undefined) return;
    const object = together.length === 1 ? first : { type: 'several' as const, entries: together };
    await journalEntries.at(fleet, unit, runId, entryNumber(objects)).write(store, object, '0', signal);
    objects += 1;
  };
  const tell = (entry: JournalEntry, signal: AbortSignal): void => {
    entries.push(entry);
    waiting.push(entry);
    if (next !== undefined) return;
    next = write(last, signal);
    last = next;
    // Whoever waits for it hears of it.
    last.catch(() => undefined);
  };
  return {
    entries,
    tell,
    durable: () => last,
    append(entry, signal) {
      tell(entry, signal);
      return last;
    },
  };
}

/** Undefined when it is damaged: where the run stands is not known then, and what it made is known by its marks. */
export async function journalOf(
  { store, log }: World,
  task: OfRun,
  signal: AbortSignal,
): Promise<RunJournal | undefined> {
  const journal = await lookAt(store, task, signal);
  if (!('damage' in journal)) return journalFrom(store, task, journal);
  const { fleet, unit, runId } = task;
  log.error({ fleet, unit, runId, ...journal }, 'the journal of a run is damaged: the run ends, and is planned anew');
  return undefined;
}

/** Of a run that begins; after what is damaged of an earlier one of that name, which had the very same to do. */
export async function newJournalOf({ store }: World, task: OfRun, signal: AbortSignal): Promise<RunJournal> {
  const { fleet, unit, runId } = task;
  const count = (await journalEntries.keys(store, [fleet, unit, runId], signal)).length;
  return journalFrom(store, task, { entries: [], count });
}

/** Undefined when it is missing or damaged. */
export async function planOf(
  { store, log }: World,
  { fleet, unit, plan }: RunTask,
  signal: AbortSignal,
): Promise<Plan | undefined> {
  const reading = await plans.at(fleet, plan).look(store, signal);
  const found = 'found' in reading ? reading.found?.value : undefined;
  if (found === undefined) log.error({ fleet, unit, plan, reading }, 'the plan of a run is missing or damaged');
  return found;
}

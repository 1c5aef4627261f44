// Which drift may be put back now. What somebody changed by hand may be an emergency: it is told first, put back when
// it is seen the same again minutes later, or hours later where a person did it, and left to people when it keeps
// coming back. Pure.
import { digestOf } from '../../core/index.ts';
import type { Author, Change } from '../../diff/index.ts';
import { nameOfKey, type RefKey } from '../../model/index.ts';
import { componentsOf } from '../../plan/index.ts';
import type { Sighting, Sightings } from '../../state/index.ts';
import { keptUntil } from '../records/hand-made.ts';

/** So often something is put back within a day, in one commit; then it is a fight, and people have to end it. */
const MOST_HEALINGS = 2;
const DAY_MS = 24 * 3_600_000;

/** How long drift stands before it is put back, in milliseconds. */
export interface Patience {
  /** The least time between two sightings. */
  readonly healAfterMs: number;
  /** From a person's change on; 0: nobody is asked who made it. */
  readonly keepMs: number;
}

type At = Pick<Sightings, 'unit' | 'commit'>;

/** What is remembered after a look. @param now milliseconds since the epoch. */
export function afterLook(
  before: Sightings | undefined,
  { unit, commit }: At,
  drifted: readonly Change[],
  now: number,
): Sightings {
  const seen = drifted.map(({ key, kind, before: body, after, fields }): readonly [RefKey, Sighting] => {
    const what = digestOf({ kind, before: body ?? null, after: after ?? null, fields });
    const known = before?.seen[key];
    // What was put back since is another one, however alike.
    const isKnown = known?.what === what && !(before?.healed[key] ?? []).some(({ at }) => at >= known.since);
    return [key, isKnown ? known : { what, since: now }];
  });
  const isSame = before?.commit === commit;
  const healed = Object.entries(isSame ? before.healed : {}).flatMap(([key, times]) => {
    const recent = times.filter(({ at }) => now - at < DAY_MS);
    return recent.length === 0 ? [] : [[key, recent] as const];
  });
  return {
    unit,
    commit,
    seen: Object.fromEntries(seen),
    healed: Object.fromEntries(healed),
  };
}

/**
 * What is put back together: of each connected part all or nothing, for one needs the other.
 * @param now milliseconds since the epoch.
 */
export function toHeal(
  memory: Sightings,
  drifted: readonly Change[],
  patience: Patience,
  now: number,
): readonly Change[] {
  return componentsOf(drifted)
    .filter((part) => part.every(({ key }) => dueAt(memory.seen[key], patience) <= now && !isFought(memory, key)))
    .flat();
}

/** When the last of them is put back, milliseconds since the epoch; undefined when none is, or nobody knows when. */
export function healsAt(memory: Sightings, drifted: readonly Change[], patience: Patience): number | undefined {
  const free = drifted.filter(({ key }) => !isFought(memory, key));
  const last = Math.max(...free.map(({ key }) => dueAt(memory.seen[key], patience)));
  return Number.isFinite(last) ? last : undefined;
}

/** Who made what is seen, by key, as far as it was asked; undefined where none was. */
export function authorsIn({ seen }: Sightings): Readonly<Record<RefKey, Author | null>> | undefined {
  const known = Object.entries(seen).flatMap(([key, { author }]) => (author === undefined ? [] : [[key, author]]));
  return known.length === 0 ? undefined : (Object.fromEntries(known) as Readonly<Record<RefKey, Author | null>>);
}

function dueAt(sighting: Sighting | undefined, { healAfterMs, keepMs }: Patience): number {
  if (sighting === undefined) return Number.POSITIVE_INFINITY;
  return Math.max(sighting.since + healAfterMs, keptUntil(sighting, keepMs));
}

/** Sentences about what was put back and changed again. */
export function fightWords(memory: Sightings, drifted: readonly Change[]): readonly string[] {
  const fought = drifted.filter(({ key }) => isFought(memory, key));
  return fought.map(
    ({ key }) =>
      `${nameOfKey(key)} was put back ${MOST_HEALINGS} times within a day and is not as it was applied again: it is left as it is`,
  );
}

/** The same run counts once, however often its task is sent. */
export function withHealing(memory: Sightings, healed: readonly Change[], runId: string, at: number): Sightings {
  const entries = healed.map(({ key }) => {
    const others = (memory.healed[key] ?? []).filter((one) => one.runId !== runId);
    return [key, [...others, { runId, at }]] as const;
  });
  return { ...memory, healed: { ...memory.healed, ...Object.fromEntries(entries) } };
}

function isFought({ healed }: Pick<Sightings, 'healed'>, key: RefKey): boolean {
  return (healed[key]?.length ?? 0) >= MOST_HEALINGS;
}

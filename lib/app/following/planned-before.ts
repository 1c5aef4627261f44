// What was planned before, so that hearing of it again costs a few reads and no plan.
import { digestOf } from '../../core/index.ts';
import type { Occasion } from '../../plan/index.ts';
import type { RevisionHint } from '../../ports/index.ts';
import { deliveries } from '../../state/index.ts';
import { keepForcedPush } from '../records/forced-pushes.ts';
import { readHeads } from '../records/known-fleets.ts';
import type { PlannerWorld } from '../world.ts';

/** How planning a commit as the branch's head ended. */
type Ending = 'planned' | 'refused';

/**
 * The last word on a delivery, and on a commit of the branch: what was not finished is not remembered.
 * @param delivery undefined: nobody told of it, and it may be asked again.
 */
export async function remember(
  { store, name, clock }: PlannerWorld,
  { type, commit }: Occasion,
  how: Ending,
  delivery: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const at = clock.now();
  if (type === 'head') await deliveries.at(name, `${how}-${commit}`).create(store, { at }, signal);
  if (delivery !== undefined) await deliveries.at(name, delivery).create(store, { at }, signal);
}

export async function wasDone({ store, name }: PlannerWorld, delivery: string, signal: AbortSignal): Promise<boolean> {
  const reading = await deliveries.at(name, delivery).look(store, signal);
  return 'found' in reading && reading.found !== undefined;
}

/**
 * Whether a push tells of nothing new: its commit was planned to the end and is every fleet's head, or was refused.
 * Only pushes: who asks for a plan, or knows that facts moved, gets another one.
 * @param commit what it leads to, as far as is known.
 */
export async function isOldNews(
  world: PlannerWorld,
  hint: RevisionHint,
  commit: string | undefined,
  signal: AbortSignal,
): Promise<boolean> {
  if (hint.type !== 'push' || hint.branch !== world.branch || commit === undefined) return false;
  const isPlanned = (await wasDone(world, `planned-${commit}`, signal)) && (await isHeadOfAll(world, commit, signal));
  if (!isPlanned && !(await wasDone(world, `refused-${commit}`, signal))) return false;
  // Later pushes may stand on this one.
  await keepForcedPush(world, hint, signal);
  return true;
}

async function isHeadOfAll(world: PlannerWorld, commit: string, signal: AbortSignal): Promise<boolean> {
  const { own, lost } = await headsIn(world, signal);
  return lost.length === 0 && own.every(([, head]) => head === commit);
}

/**
 * The same question comes again and again, so what is remembered is its answer: which commit was looked at, and where
 * the heads were left. A branch that comes back to a commit is another question, and so are heads that are lost.
 * @returns undefined when every fleet is at that commit.
 */
export async function answerOf(world: PlannerWorld, commit: string, signal: AbortSignal): Promise<string | undefined> {
  const { own, lost } = await headsIn(world, signal);
  if (lost.length === 0 && own.length > 0 && own.every(([, head]) => head === commit)) return undefined;
  return `poll-${commit}-${digestOf([lost, own])}`;
}

/** The repository's fleets with their head commits, and which heads are lost. */
async function headsIn(
  { store, name }: PlannerWorld,
  signal: AbortSignal,
): Promise<{ readonly own: readonly (readonly [fleet: string, head: string])[]; readonly lost: readonly string[] }> {
  const own: (readonly [string, string])[] = [];
  const lost: string[] = [];
  for (const [fleet, reading] of await readHeads(store, signal)) {
    if ('damage' in reading) lost.push(`${fleet} at ${reading.damage.generation}`);
    else if (reading.found === undefined) lost.push(fleet);
    else if (reading.found.value.repository === name) own.push([fleet, reading.found.value.commit]);
  }
  return { own, lost };
}

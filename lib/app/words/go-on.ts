// `resume`: what a person holds goes on. First a pause ends; where there is none, the rollback that a person asked for.
import { RangelightError } from '../../core/index.ts';
import { whyRolledBack } from '../../plan/index.ts';
import { type Act, heads, pauses, pins, revisions } from '../../state/index.ts';
import type { ApprovalWorld } from './approvals.ts';
import { recordAct } from './audit.ts';
import { resume } from './pauses.ts';

/** What ended. */
export type Ended = 'pause' | 'rollback';

/**
 * Lets a unit, or the whole fleet, go on.
 * @returns what ended; after a rollback the head is planned again. Can be repeated.
 * Fails with `not-found` when neither holds it, or what holds it is a run's own rollback.
 */
export async function goOn(
  world: ApprovalWorld,
  fleet: string,
  unit: string | undefined,
  act: Act,
  signal: AbortSignal,
): Promise<Ended> {
  const paused = (await pauses.keys(world.store, [fleet], signal)).some(([, one]) => one === unit);
  if (unit === undefined || paused || !(await isRolledBack(world, fleet, unit, signal))) {
    await resume(world, fleet, unit, act, signal);
    return 'pause';
  }
  await endRollback(world, fleet, unit, act, signal);
  return 'rollback';
}

/** Also when the pin is gone and the head is still to be planned without it. */
async function isRolledBack(
  { store }: ApprovalWorld,
  fleet: string,
  unit: string,
  signal: AbortSignal,
): Promise<boolean> {
  const reading = await pins.at(fleet, unit).look(store, signal);
  if ('damage' in reading || reading.found !== undefined) return true;
  const head = (await heads.at(fleet).read(store, signal))?.value;
  const revision = head && (await revisions.at(fleet, head.commit, 'head').read(store, signal))?.value;
  const back = revision?.units.find((one) => one.unit === unit)?.rolledBack;
  if (back !== undefined && back.by === undefined) {
    const message = `${unit} is not paused: a run of ${back.commit} was rolled back (${whyRolledBack(back)}); push a commit that asks for something else`;
    throw new RangelightError('not-found', 'state', message);
  }
  return back !== undefined;
}

async function endRollback(
  { store, clock, publisher }: ApprovalWorld,
  fleet: string,
  unit: string,
  { by, reason }: Act,
  signal: AbortSignal,
): Promise<void> {
  const head = (await heads.at(fleet).read(store, signal))?.value;
  if (head === undefined) throw new RangelightError('not-found', 'state', `nothing of the fleet ${fleet} is planned`);
  const at = clock.now();
  await recordAct(store, fleet, { by, reason, at, action: 'resume', subject: unit }, signal);
  await pins.at(fleet, unit).drop(store, signal);
  const delivery = `resume-${fleet}-${unit}-${at}`;
  await publisher.publishRevision({ type: 'facts', repository: head.repository, delivery }, signal);
}

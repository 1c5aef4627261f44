// Asks the worker to look at what of a unit stands to be retired: when it is new, when some of it is there no more,
// when its time has come, and when a person has approved it. What may go the worker finds out for itself.
import type { Change } from '../../diff/index.ts';
import { retirements } from '../../state/index.ts';
import { standingApproval } from '../words/approvals.ts';
import type { World } from '../world.ts';
import type { UnitSweep } from './unit-sweep.ts';

/** @param later what is set apart in this look. */
export async function askToRetire(
  { clock, store, publisher }: World,
  { fleet: { name: fleet }, desired: { unit }, state, retiring }: UnitSweep,
  later: readonly Change[],
  signal: AbortSignal,
): Promise<void> {
  const { key } = retirements.at(fleet, unit);
  const noted = retiring.found.find((one) => one.key === key)?.value;
  const isDamaged = retiring.damaged.some((one) => one.key === key);
  const known = Object.keys(noted?.items ?? {}).sort();
  const found = later.map((change) => change.key).sort();
  const isNew = isDamaged || known.join(' ') !== found.join(' ');
  const isDue = noted !== undefined && clock.now() >= noted.lookAt;
  const offered = noted?.offered;
  const isApproved = async (): Promise<boolean> =>
    offered !== undefined &&
    (await standingApproval(store, fleet, { unit, digest: offered }, state, signal)) !== undefined;
  if (isNew || isDue || (await isApproved())) await publisher.publishTask({ type: 'retire', fleet, unit }, signal);
}

// Ends what people's words keep from being as it is wanted, where their time is over: one step of each. Where that
// stands lies on what carries the word, so there is no run, and a worker that dies leaves nothing behind.
import { isPassing, RangelightError } from '../../core/index.ts';
import { requestIdOf } from '../../execute/index.ts';
import { isComputeRef } from '../../model/index.ts';
import { appliedStates, type Head } from '../../state/index.ts';
import { standingFreeze } from '../words/freezes.ts';
import type { World } from '../world.ts';
import { withBrake } from './brake.ts';
import { lookBeforeRun } from './look-before-run.ts';

/** Under the lease. What fails is tried again at the next sweep. */
export async function endOverridesOf(world: World, head: Head, unit: string, signal: AbortSignal): Promise<void> {
  const { kinds, rules, runs, clock, log, store } = world;
  const fleet = head.fleet.name;
  if ((await standingFreeze(world, fleet, signal)) !== undefined) return;
  const { observed, forbidden, guarded, inForce } = await lookBeforeRun(world, head, signal);
  if (forbidden.length + guarded.length > 0 || inForce.policy.apply === 'never') return;
  const record = await appliedStates.at(fleet, unit).look(store, signal);
  const applied = 'found' in record ? record.found?.value : undefined;
  const ports = withBrake(world, fleet, unit, await world.open(head.fleet, signal));
  for (const { key, of, until } of rules.overrides(observed).filter((one) => one.unit === unit)) {
    const ref = observed.resources.get(key)?.ref;
    if (until > clock.now() || ref === undefined || !isComputeRef(ref)) continue;
    const wanted = applied?.resources[key]?.body;
    let calls = 0;
    const requestId = (): string => requestIdOf(`${key} ${of}`, String(clock.now()), (calls += 1));
    try {
      const step = await runs
        .of(ref.kind)
        .override?.end(ref, of, { kinds, compute: ports.compute, clock, requestId, wanted }, signal);
      log.info({ fleet, unit, key, of, step }, 'a step of ending what a person said');
    } catch (error) {
      if (signal.aborted || !(error instanceof RangelightError)) throw error;
      log[isPassing(error) ? 'warn' : 'error'](
        { fleet, unit, key, of, error },
        'what a person said could not be ended',
      );
    }
  }
}

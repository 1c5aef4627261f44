// The check run and the deployment of a commit that is carried out, and the pull requests that are told of it.
import { isFailure } from '../../core/index.ts';
import type { Revision } from '../../plan/index.ts';
import { applyCheck, applyDeployment } from '../../report/index.ts';
import { tellRollbacks } from '../commands/index.ts';
import { standingFreeze } from '../words/freezes.ts';
import { readPlans } from './commit-plans.ts';
import { readBehind } from './read-behind.ts';
import { inFreeze, readRunViews, type RunHint } from './run-views.ts';
import { tellMerges } from './tell-merges.ts';
import { noteTold } from './told-already.ts';
import type { ReporterWorld } from '../world.ts';

export async function reportApply(
  world: ReporterWorld,
  revision: Revision,
  hint: RunHint | undefined,
  signal: AbortSignal,
): Promise<void> {
  const beganAt = world.clock.now();
  await showApply(world, revision, hint, signal);
  noteTold(world.store, revision, beganAt);
}

async function showApply(
  world: ReporterWorld,
  revision: Revision,
  hint: RunHint | undefined,
  signal: AbortSignal,
): Promise<void> {
  const freeze = await standingFreeze(world, revision.fleet, signal);
  const runs = inFreeze(await readRunViews(world, revision, hint, signal), freeze);
  const behind = await readBehind(world.store, revision, signal);
  const isOvertaken = revision.units.some(({ overtaken }) => overtaken !== undefined);
  const shown = isOvertaken ? await readPlans(world.store, revision, signal) : undefined;
  const page = await world.host.putCheckRun(applyCheck(world, revision, runs, shown, behind), signal);
  await tellMerges(world, revision, { runs, behind, page }, signal);
  await tellRollbacks(world, revision, signal);
  const deployment = applyDeployment(world, revision, runs, behind);
  if (deployment === undefined) return;
  try {
    await world.host.putDeployment({ ...deployment, ...(page === undefined ? {} : { logUrl: page }) }, signal);
  } catch (error) {
    // The right to write deployments may be withheld; the check says the same.
    if (!isFailure(error, 'denied') && !isFailure(error, 'not-found')) throw error;
    world.log.warn({ fleet: revision.fleet, error }, 'a deployment could not be written');
  }
}

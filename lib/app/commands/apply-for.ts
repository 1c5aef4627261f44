// `apply` in a comment: what the branch asks for is let through, past who owns the files behind it; the answer says
// what begins, and what waits for whom.
import { CALL, type Command, commandLine } from '../../commands/index.ts';
import { plans } from '../../state/index.ts';
import { appliedWords } from '../words/act-words.ts';
import { applicableHead, applyHead, howMuchBegins } from '../words/apply-head.ts';
import { fleetNamed } from '../records/known-fleets.ts';
import type { ReporterWorld } from '../world.ts';
import { actOf, type Asked, type CarriedOut } from './asked.ts';
import { checkOwners } from './check-owners.ts';
import { filesBehindPlan, fleetFileOf } from './files-behind.ts';
import { refusal } from './refusal.ts';

export async function applyFor(
  world: ReporterWorld,
  asked: Asked,
  { units, fleet: name }: Extract<Command, { verb: 'apply' }>,
  signal: AbortSignal,
): Promise<CarriedOut> {
  const { topic } = asked;
  if (topic.type === 'pull-request' && topic.state !== 'merged') {
    throw refusal('this pull request is not merged: what is applied is the branch');
  }
  const fleet = await fleetNamed(world.store, name, signal, world.name);
  const wanted = units.length === 0 ? undefined : units;
  const { revision, free } = await applicableHead(world, fleet, wanted, signal);
  if (revision.policyUnknown === true) {
    await checkOwners(world, asked.login, [await fleetFileOf(world.store, fleet, signal)], signal);
  }
  for (const { plan: digest } of free) {
    const plan = (await plans.at(fleet, digest ?? '').read(world.store, signal))?.value;
    if (plan === undefined) continue;
    await checkOwners(world, asked.login, await filesBehindPlan(world.store, plan, revision, signal), signal);
  }
  const applied = await applyHead(world, fleet, wanted, actOf(asked), signal);
  const said = appliedWords(applied, CALL, (unit) => commandLine({ verb: 'resume', fleet, unit }));
  return { type: howMuchBegins(applied), said };
}

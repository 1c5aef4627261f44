// `drain` and `undrain` in a comment: past who owns the fleet file, the word is noted, and the worker is asked. What
// comes of it the reply says when the worker has found out.
import { type Command } from '../../commands/index.ts';
import { timeWords } from '../../core/index.ts';
import { membersOf } from '../../fleet/index.ts';
import { fleetNamed, usableHead } from '../records/known-fleets.ts';
import { drainOutcomes } from '../../state/index.ts';
import { sayDrain } from '../words/drains.ts';
import type { ReporterWorld } from '../world.ts';
import { actOf, type Asked, type CarriedOut } from './asked.ts';
import { checkOwners } from './check-owners.ts';
import { tellReplaced } from './drain-reply.ts';
import { fleetFileOf } from './files-behind.ts';
import { refusal } from './refusal.ts';

export async function drainFor(
  world: ReporterWorld,
  asked: Asked,
  command: Extract<Command, { verb: 'drain' | 'undrain' }>,
  signal: AbortSignal,
): Promise<CarriedOut> {
  if (asked.from?.asked === undefined) throw refusal('this is asked for in a comment');
  const fleet = await fleetNamed(world.store, command.fleet, signal, world.name);
  const { cluster } = command;
  const head = await usableHead(world.store, fleet, signal);
  const members = [...(head === undefined ? [] : membersOf(head.fleet))].sort();
  if (!members.includes(cluster))
    throw refusal(`${cluster} is no cluster of ${fleet}, which has ${members.join(', ') || 'none that is known'}`);
  // As traffic.drained of that file would be: the branch's owners say what is drained.
  await checkOwners(world, asked.login, [await fleetFileOf(world.store, fleet, signal)], signal);
  const said = { ...actOf(asked), cluster, asked: asked.from.asked, says: saysOf(command) };
  // Before the worker is asked, which notes what comes of this one in its place.
  const reading = await drainOutcomes.at(fleet, cluster).look(world.store, signal);
  const outcome = 'found' in reading ? reading.found?.value : undefined;
  const { word, before } = await sayDrain(world, fleet, said, signal);
  await tellReplaced(world, fleet, { word: before, outcome }, word, signal);
  const what =
    word.says === 'drain'
      ? `keep requests away from ${cluster} until ${timeWords(word.until)}`
      : `give ${cluster} its requests back`;
  return { type: 'asked', said: [`the worker is to ${what}: what comes of it is told here`] };
}

function saysOf(command: Extract<Command, { verb: 'drain' | 'undrain' }>): Parameters<typeof sayDrain>[2]['says'] {
  if (command.verb === 'undrain')
    return { type: 'undrain', ...(command.atOnce === undefined ? {} : { atOnce: command.atOnce }) };
  const { duration: durationMs, asFarAsPossible } = command;
  return { type: 'drain', durationMs, ...(asFarAsPossible === undefined ? {} : { asFarAsPossible }) };
}

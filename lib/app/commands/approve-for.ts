// `approve` in a comment or by a button: exactly one plan, past who owns the files behind it and who is the second pair of eyes.
import type { Command } from '../../commands/index.ts';
import { releaseOf } from '../../plan/index.ts';
import type { Topic } from '../../ports/index.ts';
import type { SetAside } from '../../state/index.ts';
import { approvedWords } from '../words/act-words.ts';
import { approve } from '../words/approvals.ts';
import type { ReporterWorld } from '../world.ts';
import { actOf, type Asked } from './asked.ts';
import { checkOwners } from './check-owners.ts';
import { checkSecondPair, setAsideWords } from './check-second-pair.ts';
import { filesBehindPlan } from './files-behind.ts';
import { namedPlan } from './named-plan.ts';
import { refusal } from './refusal.ts';
import { checkSomebodyElse, rollbackNamed } from './rollback-plan.ts';

export async function approveFor(
  world: ReporterWorld,
  asked: Asked,
  command: Extract<Command, { verb: 'approve' }>,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { topic, login } = asked;
  const back = await rollbackNamed(world, command.digest, command.fleet, signal);
  const named = back ?? (await namedPlan(world, pullOf(topic), command.digest, command.fleet, signal));
  const { plan, envelope, revision } = named;
  if (releaseOf('merge', envelope, true) === 'not-approvable') {
    const gates = envelope.gates.map(({ code }) => code).join(', ');
    throw refusal(`no approval helps against ${gates}: something else has to change first`);
  }
  const isGated = envelope.gates.length > 0;
  const second = (): Promise<SetAside | undefined> =>
    back === undefined
      ? checkSecondPair(world, { login, topic: pullOf(topic), command }, signal)
      : checkSomebodyElse(world, back, login, command, signal);
  const setAside = isGated ? await second() : undefined;
  await checkOwners(world, login, await filesBehindPlan(world.store, plan, revision, signal), signal);
  const opens = [...new Set(envelope.gates.map(({ code }) => code))];
  const word = { ...actOf(asked), opens, ...(setAside === undefined ? {} : { setAside }) };
  const approval = await approve(world, plan.fleet, plan.digest, word, signal);
  return [approvedWords(approval), ...(setAside === undefined ? [] : [setAsideWords(setAside)])];
}

function pullOf(topic: Topic): Extract<Topic, { type: 'pull-request' }> {
  if (topic.type === 'issue') throw refusal('a plan is approved on the pull request that it belongs to');
  if (topic.state === 'closed') throw refusal('this pull request is closed');
  return topic;
}

// A command of somebody who may write → the use case behind it, past what else it needs: who owns the files, who brought in
// what the pull request holds, what it is said on. May import: core, commands, plan, ports, state.
import { CALL, type Command, commandLine } from '../../commands/index.ts';
import { releaseOf } from '../../plan/index.ts';
import type { Topic } from '../../ports/index.ts';
import { type Act, pins, plans } from '../../state/index.ts';
import {
  appliedWords,
  approvedWords,
  followedWords,
  frozenWords,
  pausedWords,
  resumedWords,
  rolledBackWords,
  unfrozenWords,
} from '../words/act-words.ts';
import { applicableHead, applyHead } from '../words/apply-head.ts';
import { approve } from '../words/approvals.ts';
import { follow } from '../words/follow.ts';
import { freeze, unfreeze } from '../words/freezes.ts';
import { fleetNamed } from '../records/known-fleets.ts';
import { goOn } from '../words/go-on.ts';
import { pause } from '../words/pauses.ts';
import { rollBackTo } from '../words/roll-back-to.ts';
import { vouch } from '../words/vouches.ts';
import type { ReporterWorld } from '../world.ts';
import { checkOwners } from './check-owners.ts';
import { checkSecondPair, setAsideWords } from './check-second-pair.ts';
import { filesBehindPlan, filesBehindUnit, fleetFileOf } from './files-behind.ts';
import { namedPlan } from './named-plan.ts';
import { refusal } from './refusal.ts';

const SHA_LENGTH = 12;

export interface Asked {
  /** Names what was said or pressed; the same again does nothing new. */
  readonly id: string;
  readonly login: string;
  readonly topic: Topic;
  readonly command: Command;
}

/** @returns what there is to say about it. Fails with a refusal, in words for the person. */
export async function carryOut(world: ReporterWorld, asked: Asked, signal: AbortSignal): Promise<readonly string[]> {
  const { command, topic } = asked;
  const isElsewhere = topic.type === 'pull-request' && topic.baseBranch !== world.branch;
  if (isElsewhere && command.verb !== 'help') {
    throw refusal(`this pull request is into ${topic.baseBranch}, which is not applied: ${world.branch} is`);
  }
  switch (command.verb) {
    case 'help':
      return [];
    case 'plan':
      await planAgain(world, asked, command.commit, signal);
      return [];
    case 'follow':
      await follow(world, asked.id, command.commit, actOf(asked), signal);
      return [followedWords(world.branch, command.commit)];
    case 'apply':
      return applyFor(world, asked, command, signal);
    case 'approve':
      return approveFor(world, asked, command, signal);
    case 'pause': {
      const fleet = await fleetNamed(world.store, command.fleet, signal, world.name);
      const { unit, duration } = command;
      return [pausedWords(fleet, await pause(world, fleet, { unit, duration, ...actOf(asked) }, signal))];
    }
    case 'resume': {
      const fleet = await fleetNamed(world.store, command.fleet, signal, world.name);
      const { unit } = command;
      if (unit !== undefined && (await pins.keys(world.store, [fleet], signal)).some(([, one]) => one === unit))
        await checkOwners(world, asked.login, await filesBehindUnit(world.store, fleet, unit, signal), signal);
      return [resumedWords(fleet, unit, await goOn(world, fleet, unit, actOf(asked), signal))];
    }
    case 'freeze': {
      await checkAdmin(world, asked.login, signal);
      const fleet = await fleetNamed(world.store, command.fleet, signal, world.name);
      return [frozenWords(fleet, await freeze(world, fleet, { duration: command.duration, ...actOf(asked) }, signal))];
    }
    case 'unfreeze': {
      await checkAdmin(world, asked.login, signal);
      const fleet = await fleetNamed(world.store, command.fleet, signal, world.name);
      await unfreeze(world, fleet, actOf(asked), signal);
      return [unfrozenWords(fleet)];
    }
    case 'rollback': {
      const fleet = await fleetNamed(world.store, command.fleet, signal, world.name);
      const { unit, to } = command;
      await checkOwners(world, asked.login, await filesBehindUnit(world.store, fleet, unit, signal), signal);
      return [rolledBackWords(await rollBackTo(world, fleet, unit, to, actOf(asked), signal))];
    }
  }
}

async function checkAdmin({ conversations }: ReporterWorld, login: string, signal: AbortSignal): Promise<void> {
  if ((await conversations.permission(login, signal)) === 'admin') return;
  throw refusal('only an admin of the repository freezes a fleet, or ends that');
}

/**
 * The pull request while it is open, else the branch. Naming the commit is a word for it: what a stranger pushes after the
 * person looked must not slip in under it.
 */
async function planAgain(
  world: ReporterWorld,
  { id, login, topic }: Asked,
  commit: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const { name: repository } = world;
  if (topic.type === 'issue' || topic.state !== 'open') {
    if (commit !== undefined) throw refusal('a commit is named on the open pull request that it is the head of');
    return world.publisher.publishRevision({ type: 'facts', repository, delivery: id }, signal);
  }
  if (commit !== undefined && !topic.head.startsWith(commit)) {
    throw refusal(`the head of this pull request is ${topic.head.slice(0, SHA_LENGTH)} now: look at that one first`);
  }
  const { number, head } = topic;
  if (commit !== undefined) await vouch(world, { number, commit: head, by: login }, signal);
  await world.publisher.publishRevision(
    { type: 'pull-request', repository, delivery: id, pullRequest: number },
    signal,
  );
}

async function applyFor(
  world: ReporterWorld,
  asked: Asked,
  { units, fleet: name }: Extract<Command, { verb: 'apply' }>,
  signal: AbortSignal,
): Promise<readonly string[]> {
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
  if (applied.rolledBack.length > 0 && applied.approved.length === 0 && !applied.isPolicyConfirmed)
    throw refusal(said.join('; '));
  return said;
}

async function approveFor(
  world: ReporterWorld,
  asked: Asked,
  command: Extract<Command, { verb: 'approve' }>,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { topic, login } = asked;
  if (topic.type === 'issue') throw refusal('a plan is approved on the pull request that it belongs to');
  if (topic.state === 'closed') throw refusal('this pull request is closed');
  const { plan, envelope, revision } = await namedPlan(world, topic, command.digest, command.fleet, signal);
  if (releaseOf('merge', envelope, true) === 'not-approvable') {
    const gates = envelope.gates.map(({ code }) => code).join(', ');
    throw refusal(`no approval helps against ${gates}: something else has to change first`);
  }
  const isGated = envelope.gates.length > 0;
  const setAside = isGated ? await checkSecondPair(world, { login, topic, command }, signal) : undefined;
  await checkOwners(world, login, await filesBehindPlan(world.store, plan, revision, signal), signal);
  const opens = [...new Set(envelope.gates.map(({ code }) => code))];
  const word = { ...actOf(asked), opens, ...(setAside === undefined ? {} : { setAside }) };
  const approval = await approve(world, plan.fleet, plan.digest, word, signal);
  return [approvedWords(approval), ...(setAside === undefined ? [] : [setAsideWords(setAside)])];
}

/** For the records: who, why, and where it was said. */
function actOf({ login, topic, command }: Asked): Act {
  const where = `#${topic.number}`;
  const reason = 'reason' in command && command.reason !== undefined ? `${command.reason} (${where})` : where;
  return { by: `github ${login}`, reason };
}

// A command of somebody who may write → the use case behind it, past what else it needs: who owns the files, who
// brought in what the pull request holds, what it is said on.
import { pins } from '../../state/index.ts';
import {
  followedWords,
  frozenWords,
  pausedWords,
  resumedWords,
  rolledBackWords,
  unfrozenWords,
} from '../words/act-words.ts';
import { follow } from '../words/follow.ts';
import { freeze, unfreeze } from '../words/freezes.ts';
import { fleetNamed } from '../records/known-fleets.ts';
import { goOn } from '../words/go-on.ts';
import { pause } from '../words/pauses.ts';
import { rollBackTo } from '../words/roll-back-to.ts';
import { vouch } from '../words/vouches.ts';
import type { ReporterWorld } from '../world.ts';
import { applyFor } from './apply-for.ts';
import { approveFor } from './approve-for.ts';
import { actOf, type Asked, type CarriedOut } from './asked.ts';
import { checkOwners } from './check-owners.ts';
import { drainFor } from './drain-for.ts';
import { filesBehindUnit } from './files-behind.ts';
import { refusal } from './refusal.ts';

const SHA_LENGTH = 12;

/** What a command came to, and what there is to say about it. Fails with a refusal, in words for the person. */
export async function obey(world: ReporterWorld, asked: Asked, signal: AbortSignal): Promise<CarriedOut> {
  const { command, topic } = asked;
  const isElsewhere = topic.type === 'pull-request' && topic.baseBranch !== world.branch;
  if (isElsewhere && command.verb !== 'help') {
    throw refusal(`this pull request is into ${topic.baseBranch}, which is not applied: ${world.branch} is`);
  }
  switch (command.verb) {
    case 'help':
      return { type: 'help', said: [] };
    case 'plan':
      await planAgain(world, asked, command.commit, signal);
      return done();
    case 'follow':
      await follow(world, asked.id, command.commit, actOf(asked), signal);
      return done(followedWords(world.branch, command.commit));
    case 'apply':
      return applyFor(world, asked, command, signal);
    case 'approve':
      return done(...(await approveFor(world, asked, command, signal)));
    case 'pause': {
      const fleet = await fleetNamed(world.store, command.fleet, signal, world.name);
      const { unit, duration } = command;
      return done(pausedWords(fleet, await pause(world, fleet, { unit, duration, ...actOf(asked) }, signal)));
    }
    case 'resume': {
      const fleet = await fleetNamed(world.store, command.fleet, signal, world.name);
      const { unit } = command;
      if (unit !== undefined && (await pins.keys(world.store, [fleet], signal)).some(([, one]) => one === unit))
        await checkOwners(world, asked.login, await filesBehindUnit(world.store, fleet, unit, signal), signal);
      return done(resumedWords(fleet, unit, await goOn(world, fleet, unit, actOf(asked), signal)));
    }
    case 'freeze': {
      await checkAdmin(world, asked.login, signal);
      const fleet = await fleetNamed(world.store, command.fleet, signal, world.name);
      return done(
        frozenWords(fleet, await freeze(world, fleet, { duration: command.duration, ...actOf(asked) }, signal)),
      );
    }
    case 'unfreeze': {
      await checkAdmin(world, asked.login, signal);
      const fleet = await fleetNamed(world.store, command.fleet, signal, world.name);
      await unfreeze(world, fleet, actOf(asked), signal);
      return done(unfrozenWords(fleet));
    }
    case 'drain':
    case 'undrain':
      return drainFor(world, asked, command, signal);
    case 'rollback': {
      const fleet = await fleetNamed(world.store, command.fleet, signal, world.name);
      const { unit, to, now } = command;
      await checkOwners(world, asked.login, await filesBehindUnit(world.store, fleet, unit, signal), signal);
      const order = { ...actOf(asked), to, ...(now === undefined ? {} : { now }), ...asked.from };
      return done(rolledBackWords(await rollBackTo(world, fleet, unit, order, signal)));
    }
  }
}

function done(...said: readonly string[]): CarriedOut {
  return { type: 'done', said };
}

async function checkAdmin({ conversations }: ReporterWorld, login: string, signal: AbortSignal): Promise<void> {
  if ((await conversations.permission(login, signal)) === 'admin') return;
  throw refusal('only an admin of the repository freezes a fleet, or ends that');
}

/**
 * The pull request while it is open, else the branch. Naming the commit is a word for it: what a stranger pushes after
 * the person looked must not slip in under it.
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
    return world.publisher.publishRevision({ type: 'facts', repository, delivery: id, putsBack: true }, signal);
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

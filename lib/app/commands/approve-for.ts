// `approve` in a comment or by a button: exactly the plans that are named, past who owns the files behind each and who
// is the second pair of eyes.
import type { Command } from '../../commands/index.ts';
import { type Plan, releaseOf } from '../../plan/index.ts';
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
import { checkWhoReplaced, retirementNamed, type RetirementPlan } from './retirement-plan.ts';
import { checkSomebodyElse, rollbackNamed } from './rollback-plan.ts';

/** All of them are judged before one is approved: an approval is of what its person read, and he read of all. */
export async function approveFor(
  world: ReporterWorld,
  asked: Asked,
  command: Approve,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const judged = new Map<string, Judged>();
  for (const digest of command.digests) {
    const one = await judge(world, asked, command, digest, signal);
    judged.set(`${one.plan.fleet}/${one.plan.digest}`, one);
  }
  const said: string[] = [];
  for (const { plan, word } of judged.values())
    said.push(approvedWords(await approve(world, plan.fleet, plan.digest, word, signal)));
  const aside = new Set([...judged.values()].flatMap(({ word }) => word.setAside ?? []));
  return [...said, ...[...aside].map(setAsideWords)];
}

type Approve = Extract<Command, { verb: 'approve' }>;

interface Judged {
  readonly plan: Plan;
  readonly word: Parameters<typeof approve>[3];
}

/** Fails with a refusal, in words for the person. */
async function judge(
  world: ReporterWorld,
  asked: Asked,
  command: Approve,
  digest: string,
  signal: AbortSignal,
): Promise<Judged> {
  const { topic, login } = asked;
  const retiring = await retirementNamed(world, digest, command.fleet, signal);
  if (retiring !== undefined) return judgeRetirement(world, asked, command, retiring, signal);
  const back = await rollbackNamed(world, digest, command.fleet, signal);
  const named = back ?? (await namedPlan(world, pullOf(topic), digest, command.fleet, signal));
  const { plan, envelope, revision } = named;
  if (releaseOf('merge', envelope, true) === 'not-approvable') {
    const gates = envelope.gates.map(({ code }) => code).join(', ');
    throw refusal(`no approval of ${digest} helps against ${gates}: something else has to change first`);
  }
  const isGated = envelope.gates.length > 0;
  const second = (): Promise<SetAside | undefined> =>
    back === undefined
      ? checkSecondPair(world, { login, topic: pullOf(topic), command }, signal)
      : checkSomebodyElse(world, back, login, command, signal);
  const setAside = isGated ? await second() : undefined;
  await checkOwners(world, login, await filesBehindPlan(world.store, plan, revision, signal), signal);
  const opens = [...new Set(envelope.gates.map(({ code }) => code))];
  return { plan, word: { ...actOf(asked), opens, ...(setAside === undefined ? {} : { setAside }) } };
}

/** It has no gates: what it is approved for is that nobody can tell whether it is still used. */
async function judgeRetirement(
  world: ReporterWorld,
  asked: Asked,
  command: Approve,
  retiring: RetirementPlan,
  signal: AbortSignal,
): Promise<Judged> {
  const { login } = asked;
  const { plan, revision } = retiring;
  const [setAside] = await checkWhoReplaced(world, retiring, login, command, signal);
  await checkOwners(world, login, await filesBehindPlan(world.store, plan, revision, signal), signal);
  return { plan, word: { ...actOf(asked), opens: [], ...(setAside === undefined ? {} : { setAside }) } };
}

function pullOf(topic: Topic): Extract<Topic, { type: 'pull-request' }> {
  if (topic.type === 'issue')
    throw refusal(
      'a plan is approved on the pull request that it belongs to; of what waits to be retired none that is offered now begins so',
    );
  if (topic.state === 'closed') throw refusal('this pull request is closed');
  return topic;
}

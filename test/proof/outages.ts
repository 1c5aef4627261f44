// A merge and a comment while an outside system is down, or has had enough of us (case 30): what comes of them is what
// comes of them without an outage. In one process, where an hour takes a second; deliveries back off as the
// subscriptions do.
import type { Outage } from './adversity/outages.ts';
import type { Clients } from './harness/clients.ts';
import type { Loss } from './harness/invocation.ts';
import { differences, type State, stateOf } from './harness/state.ts';
import { EU, treeOf, US } from './harness/trees.ts';
import { createProofWorld, type ProofWorld, REPOSITORY } from './harness/world.ts';
import { isFinished, planAgain } from './story.ts';

/** Milliseconds after the push at which an outage begins: before anything is done, and in the midst of the run. */
export const BEGINNINGS_MS = [0, 90_000] as const;

const MINUTE_MS = 60_000;
const MOST_ATTEMPTS = 20;

export const tree = (...hosts: readonly string[]) =>
  treeOf({
    clusters: [US, EU],
    services: [{ name: 'foo' }, { name: 'default-backend' }],
    ingresses: [
      { name: 'web', backend: 'default-backend', hosts: Object.fromEntries(hosts.map((host) => [host, 'foo'])) },
    ],
  });

export interface Told {
  readonly state: State;
  readonly reactions: readonly string[];
  readonly problems: readonly string[];
  /** Deliveries of the message that needed most. */
  readonly attempts: number;
}

/** A merge and a comment, with an outage that begins so many milliseconds later, or without. */
export async function story(clients: Clients, outage: Outage | undefined, begins: number): Promise<Told> {
  let from = Number.POSITIVE_INFINITY;
  const world: ProofWorld = await createProofWorld(clients, {
    loses(call): Loss | undefined {
      const now = world.clock.now();
      if (outage === undefined || now < from || now >= from + outage.minutes * MINUTE_MS) return undefined;
      const error = outage.befalls(call);
      return error && { when: 'before', error };
    },
  });
  try {
    world.push(tree('foo.example.com'));
    await world.untilIdle();
    from = world.clock.now() + begins;
    if (outage?.compute !== undefined) computeFails(world, outage.compute, begins, outage.minutes * MINUTE_MS);
    const commit = world.push(tree('foo.example.com', 'bar.example.com'));
    ask(world);
    await world.clock.advance((outage?.minutes ?? 15) * MINUTE_MS + begins);
    await world.untilIdle();
    const state = await stateOf(world);
    const problems = await problemsOf(world, commit);
    return { state, problems, reactions: world.conversations.reactions.slice(), attempts: world.bus.mostAttempts };
  } finally {
    await world.close();
  }
}

function computeFails({ clock, cloud }: ProofWorld, status: number, begins: number, lasts: number): void {
  clock.after(begins, () => {
    const end = cloud.compute.faults.inject({ match: { path: '/**' }, effect: { type: 'answer', status } });
    clock.after(lasts, end);
  });
}

export const COMMENT = 7;

/** Somebody who may asks for the head to be planned again. */
function ask({ conversations, bus }: ProofWorld): void {
  conversations.permissions.set('alice', 'write');
  conversations.topics.set(1, { type: 'issue', number: 1 });
  const said = { id: COMMENT, number: 1, by: 'alice', isBot: false, isEdited: false };
  conversations.comments.set(COMMENT, { ...said, body: '/rangelight plan' });
  bus.publish({ topic: 'reports', data: { type: 'comment', repository: REPOSITORY, comment: COMMENT, issue: 1 } });
}

async function problemsOf(world: ProofWorld, commit: string): Promise<readonly string[]> {
  const problems = world.bus.deadLetters.map((letter) => `given up: ${JSON.stringify(letter)}`);
  if (!isFinished(world, commit)) problems.push('the commit was not carried out to its end');
  for (const name of ['rangelight/plan', 'rangelight/apply (prod)']) {
    const check = world.host.check(commit, name);
    if (check?.conclusion !== 'success') problems.push(`${name} is ${check?.conclusion ?? check?.status}`);
    if (check !== undefined && check.annotations.length > 0) problems.push(`${name} has annotations`);
  }
  const errors = world.log.filter(({ level }) => level === 'error');
  problems.push(...errors.map(({ message, fields }) => `logged as an error: ${message} ${String(fields['error'])}`));
  return [...problems, ...(await planAgain(world))];
}

/** @returns what is not as in the calm story. */
export async function outageFailures(
  clients: Clients,
  calm: Told,
  outage: Outage,
  begins: number,
): Promise<readonly string[]> {
  const { state, problems, reactions, attempts } = await story(clients, outage, begins);
  return [
    ...problems,
    ...(reactions.includes(`${COMMENT} rocket`) ? [] : ['the comment is not answered']),
    ...differences(calm.state, state),
    ...(attempts < MOST_ATTEMPTS ? [] : [`a message took ${attempts} deliveries`]),
  ];
}

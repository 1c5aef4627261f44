// Messages that whoever may publish can make up, and true ones that come again hours later. None of them may do
// anything that the documents and GitHub do not say.
import type { Random } from '../../../infra/emulators/kit/random.ts';
import type { RunTask } from '../../../lib/ports/index.ts';
import type { Message } from '../harness/bus.ts';
import { SIGNATURE } from '../harness/functions.ts';
import type { ProofWorld } from '../harness/world.ts';
import type { Harm } from './lost-documents.ts';
import { pick } from './pick.ts';

const DIGEST = 'd'.repeat(64);
const COMMIT = 'c'.repeat(40);
const STRANGER = 'evil/other';

type Forge = (random: Random, world: ProofWorld) => Message | undefined;

const FORGERIES: Readonly<Record<string, Forge>> = {
  'task, another plan': ofTask((task, random, world) => ({ ...task, plan: someKey(random, world, 'plans') })),
  'task, another unit': ofTask((task, random) => ({ ...task, unit: pick(random, ['_fleet', 'blue', 'other']) })),
  'task, another number': ofTask((task, random) => ({ ...task, seq: task.seq + random.integer(-2, 3) })),
  'task, another goal': ofTask((task, random, world) => ({ ...task, desired: someKey(random, world, 'desired') })),
  'task, another run': ofTask((task) => ({ ...task, runId: `${task.runId.slice(0, 7)}0123456789abcdef` })),
  'task, another fleet': ofTask((task, random) => ({ ...task, fleet: pick(random, ['prod', 'shop', 'none']) })),
  'task, an older one for the head': ofTask((task, random, world) => {
    const older = world.bus.sent.flatMap((message) => (isRun(message) ? [message.data] : []));
    const { plan, desired, unit, runId } = pick(random, older);
    return { ...task, plan, desired, unit, runId };
  }),
  finish: (random) => ({ topic: 'tasks', data: { type: 'finish', fleet: pick(random, ['prod', 'shop', 'none']) } }),
  adopt: (random) => ({
    topic: 'tasks',
    data: { type: 'adopt', fleet: pick(random, ['prod', 'shop']), unit: pick(random, ['blue', '_fleet', 'other']) },
  }),
  'hint, made-up commits': (random, { served }) => ({
    topic: 'revisions',
    data: {
      type: 'push',
      repository: pick(random, [...served.keys()]),
      delivery: `forged-${random.integer(0, 1_000_000)}`,
      branch: pick(random, ['main', 'other']),
      forced: random.next() < 0.5,
      before: COMMIT,
      after: DIGEST.slice(0, 40),
    },
  }),
  'hint, forced to an old commit': (random, world) => {
    const hints = world.bus.sent.flatMap(({ topic, data }) =>
      topic === 'revisions' && data.type === 'push' && data.after !== undefined ? [data] : [],
    );
    const { repository, after = COMMIT } = pick(random, hints);
    const { after: before = COMMIT } = pick(random, hints);
    const delivery = `forged-${random.integer(0, 1_000_000)}`;
    return {
      topic: 'revisions',
      data: { type: 'push', repository, delivery, branch: 'main', forced: true, before, after },
    };
  },
  'hint, made-up re-run': (random, { served }) => ({
    topic: 'revisions',
    data: {
      type: 'rerequest',
      repository: pick(random, [...served.keys()]),
      delivery: `forged-${random.integer(0, 1_000_000)}`,
      commit: COMMIT,
    },
  }),
  'hint, not served': () => ({
    topic: 'revisions',
    data: { type: 'push', repository: STRANGER, delivery: 'forged', branch: 'main', forced: false, after: COMMIT },
  }),
  'press, not signed': pressOf('sha256=forged'),
  'press, of a commit that is not the head': pressOf(SIGNATURE),
  'comment that is not there': (random, { served }) => ({
    topic: 'reports',
    data: { type: 'comment', repository: pick(random, [...served.keys()]), comment: 999_999, issue: 1 },
  }),
  'report, not served': () => ({ topic: 'reports', data: { type: 'revision', repository: STRANGER, commit: COMMIT } }),
  'report of a run that is not there': (random) => ({
    topic: 'reports',
    data: {
      type: 'run',
      fleet: pick(random, ['prod', 'none']),
      commit: COMMIT,
      unit: 'other',
      runId: '000001-0123456789abcdef',
    },
  }),
  'report of drift that is not there': (random) => ({
    topic: 'reports',
    data: { type: 'drift', fleet: pick(random, ['prod', 'none']), unit: 'other' },
  }),
};

/** A message goes out that nobody who knows would send. */
export function forgeMessage(random: Random, world: ProofWorld): Harm | undefined {
  const kind = pick(random, Object.keys(FORGERIES));
  const message = FORGERIES[kind]?.(random, world);
  if (message === undefined) return undefined;
  world.bus.publish(message);
  return { kind: `forged ${kind}`, met: [receiverOf(message)], told: `forged ${JSON.stringify(message)}` };
}

/** One that was sent before comes again, once or several times. */
export function repeatMessage(random: Random, { bus }: ProofWorld): Harm | undefined {
  if (bus.sent.length === 0) return undefined;
  const message = pick(random, bus.sent);
  const times = pick(random, [1, 1, 3]);
  for (let time = 0; time < times; time += 1) bus.publish(message);
  return {
    kind: 'stale message',
    met: [receiverOf(message)],
    told: `${times} times again: ${JSON.stringify(message)}`,
  };
}

function receiverOf({ topic }: Message): string {
  return { revisions: 'planner', tasks: 'worker', reports: 'reporter' }[topic];
}

function isRun(message: Message): message is { readonly topic: 'tasks'; readonly data: RunTask } {
  return message.topic === 'tasks' && message.data.type === 'run';
}

/** The last true task, with something else in it. */
function ofTask(change: (task: RunTask, random: Random, world: ProofWorld) => RunTask): Forge {
  return (random, world) => {
    const last = world.bus.sent.findLast(isRun);
    return last && { topic: 'tasks', data: change(last.data, random, world) };
  };
}

/** Somebody who may, allegedly, approves. */
function pressOf(signature: string): Forge {
  return (random, { served, conversations }) => {
    conversations.permissions.set('alice', 'write');
    const repository = pick(random, [...served.keys()]);
    const body = JSON.stringify({
      action: 'requested_action',
      requested_action: { identifier: `approve:${DIGEST.slice(0, 12)}` },
      repository: { full_name: repository },
      sender: { login: 'alice', type: 'User' },
      check_run: { id: 1, head_sha: COMMIT, name: 'rangelight/plan', external_id: '' },
    });
    return { topic: 'reports', data: { type: 'press', repository, body, signature } };
  };
}

/** The last part of a key of that collection; a made-up one where there is none. */
function someKey(random: Random, { store }: ProofWorld, collection: string): string {
  const keys = store.state.keys().filter((key) => key.startsWith(`${collection}/`));
  return keys.length === 0 ? DIGEST : (pick(random, keys).split('/').at(-1) ?? '').replace('.json', '');
}

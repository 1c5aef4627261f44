// What was replaced, and of which no metric tells whether it is still used, goes when somebody says so on GitHub: the
// issue has the comment, and it is judged as any approval is.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { marker } from '../../lib/report/markdown/marker.ts';
import { retirements } from '../../lib/state/index.ts';
import { MINUTE_MS } from './drains.ts';
import { type Clients, createClients } from './harness/clients.ts';
import { DEPLOYED_TIMINGS } from './harness/functions.ts';
import { EU, treeOf, US } from './harness/trees.ts';
import { createProofWorld, type ProofWorld, REPOSITORY } from './harness/world.ts';
import { planAgain } from './story.ts';
import { probe } from './traffic.ts';

let clients: Clients;
beforeAll(async () => {
  clients = await createClients();
});
afterAll(() => clients.close());

const NEVER = new AbortController().signal;
const ROUTES = [{ ingress: 'web', host: 'foo.example.com' }];
const treeTo = (app: string) =>
  treeOf({
    clusters: [US, EU],
    services: [{ name: 'foo', app }],
    ingresses: [{ name: 'web', backend: 'foo', hosts: { 'foo.example.com': 'foo' } }],
  });

/** A pull request of `author` was merged as a commit. */
function mergedBy(world: ProofWorld, commit: string, author: string): void {
  const number = 7;
  const head = 'f'.repeat(40);
  world.host.merged.set(commit, [{ number, head }]);
  world.repository.commit(head, {}, { author, committer: author });
  world.repository.branch('change', head, author);
  world.repository.pull({ number, head, branch: 'change' });
  const topic = { number, state: 'merged', author, head, baseBranch: 'main', mergeCommit: commit } as const;
  world.conversations.topics.set(number, { type: 'pull-request', ...topic });
}

async function say(world: ProofWorld, by: string, body: string): Promise<string> {
  const { conversations, bus, host } = world;
  const id = 100 + conversations.comments.size;
  conversations.permissions.set(by, by === 'guest' ? 'read' : 'write');
  conversations.topics.set(1, { type: 'issue', number: 1 });
  conversations.comments.set(id, { id, number: 1, by, isBot: false, isEdited: false, body });
  bus.publish({ topic: 'reports', data: { type: 'comment', repository: REPOSITORY, comment: id, issue: 1 } });
  await world.clock.advance(2_000);
  const reply = (name: string): string | undefined => host.comment(1, marker('command', [name]));
  return reply(`comment-${id}`) ?? reply(`stranger-1-${by}`) ?? '';
}

const services = ({ cloud }: ProofWorld): number => cloud.compute.view.list('backendServices').length;
const offered = async ({ store }: ProofWorld): Promise<string | undefined> =>
  (await retirements.at('prod', 'blue').read(store, NEVER))?.value.offered;

it('what nobody can tell of goes by a comment of somebody who did not bring in what replaced it', async () => {
  const world = await createProofWorld(clients, { propagation: 'long', operations: 'fast' });
  try {
    world.push(treeTo('foo'));
    await world.untilIdle();
    const prober = probe(world, ROUTES, 10_000);
    world.cloud.monitoring.setTrouble({ type: 'missing' });
    mergedBy(world, world.push(treeTo('bar')), 'ben');
    await world.clock.advance(150 * MINUTE_MS);
    expect(services(world)).toBe(2);
    const issue = world.host.issue(marker('stop', ['prod', 'retirement-waits']));
    const comment = /\/rangelight approve [0-9a-f]{12}/.exec(issue?.body ?? '')?.[0] ?? 'none';
    expect((await offered(world))?.startsWith(comment.split(' ')[2] ?? 'none')).toBe(true);
    expect(await say(world, 'guest', comment)).toContain('write permission');
    expect(await say(world, 'ben', comment)).toContain('cannot approve what needs approval in it');
    expect(await say(world, 'ann', '/rangelight approve 0123456789ab')).toContain('none that is offered now begins so');
    await world.clock.advance(5 * MINUTE_MS);
    expect(services(world)).toBe(2);
    expect(await say(world, 'ann', comment)).toContain('is approved');
    await world.clock.advance(15 * MINUTE_MS);
    expect(services(world)).toBe(1);
    expect(world.host.issue(marker('stop', ['prod', 'retirement-waits']))?.state).toBe('closed');
    prober.stop();
    await world.clock.advance(MINUTE_MS);
    expect(prober.result().reasons).toEqual({});
    expect(await planAgain(world)).toEqual([]);
  } finally {
    await world.close();
  }
});

it('before the hour it goes by a comment where the metric shows that nobody uses it, and not where it does not', async () => {
  const world = await createProofWorld(clients, {
    propagation: 'none',
    operations: 'fast',
    timings: DEPLOYED_TIMINGS,
  });
  try {
    world.push(treeTo('foo'));
    await world.untilIdle();
    const prober = probe(world, ROUTES, 10_000);
    await world.clock.advance(20 * MINUTE_MS);
    mergedBy(world, world.push(treeTo('bar')), 'ben');
    await world.clock.advance(7 * MINUTE_MS);
    expect(services(world)).toBe(2);
    const digest = (await offered(world)) ?? 'none';
    // It served minutes ago: nobody's word takes it away yet.
    expect(await say(world, 'ann', `/rangelight approve ${digest}`)).toContain('is approved');
    await world.clock.advance(2 * MINUTE_MS);
    expect(services(world)).toBe(2);
    await world.clock.advance(25 * MINUTE_MS);
    expect(services(world)).toBe(1);
    prober.stop();
    await world.clock.advance(MINUTE_MS);
    expect(prober.result().reasons).toEqual({});
    expect(await planAgain(world)).toEqual([]);
  } finally {
    await world.close();
  }
});

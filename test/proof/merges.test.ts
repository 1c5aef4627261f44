// Several pull requests that are merged within a second: each hears what became of its own merge, and of nobody else's
// as if it were its own (case 34). In one process.
import { beforeEach, expect, it } from 'vitest';
import { COMMENT_MARKER } from '../../lib/report/index.ts';
import { mergedPulls } from '../../lib/state/index.ts';
import { COMPUTE } from './harness/clients.ts';
import { inOwnWorld } from './harness/own-world.ts';
import type { Tree } from './harness/repository.ts';
import { EU, treeOf, US } from './harness/trees.ts';
import { type ProofWorld, REPOSITORY } from './harness/world.ts';

type Hosts = Readonly<Record<string, string>>;

const MINUTE_MS = 60_000;
/** What both namespaces serve at first. */
const FIRST: Hosts = { 'first.example.com': 'foo' };
const SEVEN = { ...FIRST, 'seven.example.com': 'foo' };

const NEVER = new AbortController().signal;

let world: ProofWorld;
let base: string;

inOwnWorld(
  async (made) => {
    world = made;
    for (const { workloads } of world.cloud.clusters.values())
      for (const app of ['foo', 'bar'])
        await workloads.deploy({
          namespace: 'green',
          name: app,
          labels: { app },
          replicas: 1,
          containerPort: 8080,
          app: 'caller',
        });
  },
  { polls: true },
);
beforeEach(async () => {
  base = world.push(tree({}));
  await world.untilIdle();
});

/** Two namespaces with a load balancer each. */
function tree({ blue = FIRST, green = FIRST }: { readonly blue?: Hosts; readonly green?: Hosts }): Tree {
  const of = (namespace: string, hosts: Hosts) => ({
    services: ['foo', 'bar'].map((name) => ({ name, namespace })),
    ingresses: [{ name: 'web', namespace, backend: 'bar', hosts }],
  });
  const [left, right] = [of('blue', blue), of('green', green)];
  return treeOf({
    clusters: [US, EU],
    services: [...left.services, ...right.services],
    ingresses: [...left.ingresses, ...right.ingresses],
  });
}

function hear(pullRequest: number, what: string): void {
  world.bus.publish({
    topic: 'revisions',
    data: { type: 'pull-request', repository: REPOSITORY, delivery: `${what}-${pullRequest}`, pullRequest },
  });
}

/** Opens a pull request, and waits until it is planned. */
async function propose(number: number, files: Tree, onto = base): Promise<void> {
  const head = String(number).padStart(40, '0');
  world.repository.commit(head, files, { onto });
  world.repository.branch(`pull-${number}`, head);
  world.repository.pull({ number, head });
  hear(number, 'opened');
  await world.untilIdle();
}

/** @returns the commit that it was merged as. */
function merge(number: number, merged: Tree, isHeard = true): string {
  const commit = world.push(merged);
  world.repository.pull({ number, state: 'closed', merged: true });
  world.conversations.topics.set(number, {
    type: 'pull-request',
    number,
    state: 'merged',
    author: 'alice',
    head: String(number).padStart(40, '0'),
    baseBranch: 'main',
    mergeCommit: commit,
  });
  world.host.merged.set(commit, [{ number, head: String(number).padStart(40, '0') }]);
  if (isHeard) hear(number, 'closed');
  return commit.slice(0, 12);
}

/** What is said of the merge on its pull request. */
function said(number: number): string {
  const comment = world.host.comment(number, COMMENT_MARKER) ?? '';
  return /^<!-- rangelight:result [^]*?<!-- \/rangelight:result/.exec(comment)?.[0] ?? 'nothing';
}

/** Compute answers 403 to writes of URL maps of a namespace. */
function forbidUrlMaps(namespace: string): void {
  const origins = world.cloud.origins as Map<string, (request: Request) => Response | Promise<Response>>;
  const { handler } = world.cloud.compute;
  const message = "Required 'compute.urlMaps.update' permission";
  const refusal = { error: { code: 403, message, errors: [{ reason: 'forbidden', message }] } };
  origins.set(COMPUTE, (request) =>
    request.method === 'PATCH' && request.url.includes('/urlMaps/') && request.url.includes(`-${namespace}-`)
      ? Response.json(refusal, { status: 403 })
      : handler(request),
  );
}

it('each hears of its own units, and the earlier one as part of which commit', async () => {
  await propose(7, tree({ blue: SEVEN }));
  await propose(8, tree({ green: SEVEN }));
  const seven = merge(7, tree({ blue: SEVEN }));
  const eight = merge(8, tree({ blue: SEVEN, green: SEVEN }));
  await world.untilIdle();
  expect(said(7)).toContain(`🟢 **prod: merged as \`${seven}\`, now part of \`${eight}\`, and applied.** VIP`);
  expect(said(7)).toContain('serves `blue/web`');
  expect(said(7)).not.toContain('green');
  expect(said(8)).toContain(`🟢 **prod: merged as \`${eight}\` and applied.** VIP`);
  expect(said(8)).toContain('serves `green/web`');
  expect(said(8)).not.toContain('blue');

  // A report without news asks GitHub nothing about merges.
  const asked = (): number =>
    world.invocations.calls.filter(({ what }) => /^(putOnTop|pullsMergedAs|compare)/.test(what)).length;
  const [before, told] = [asked(), [said(7), said(8)]];
  const commit = await world.repository.head('main', NEVER);
  world.bus.publish({ topic: 'reports', data: { type: 'revision', repository: REPOSITORY, commit } });
  await world.clock.advance(1_000);
  expect(asked()).toBe(before);

  // When the branch goes on, nothing of what has ended is kept, and nobody is told again.
  world.push(tree({ blue: SEVEN, green: { ...SEVEN, 'more.example.com': 'foo' } }));
  await world.untilIdle();
  expect([said(7), said(8)]).toEqual(told);
  expect(await mergedPulls.keys(world.person.store, [REPOSITORY], NEVER)).toEqual([]);
});

it('what fails of one is not said of the other', async () => {
  await propose(7, tree({ blue: SEVEN }));
  await propose(8, tree({ green: SEVEN }));
  forbidUrlMaps('blue');
  merge(7, tree({ blue: SEVEN }));
  merge(8, tree({ blue: SEVEN, green: SEVEN }));
  await world.clock.advance(5 * MINUTE_MS);
  expect(said(7)).toMatch(/🔴 .*, and not applied everywhere:\*\* failed: blue/);
  expect(said(7)).toContain('Give the worker the permission that it lacks');
  expect(said(8)).toMatch(/🟢 .* and applied\.\*\*/);
});

it('where both change the same unit, each says whose changes its result tells of, too', async () => {
  const eight = { ...FIRST, 'eight.example.com': 'foo' };
  await propose(7, tree({ blue: SEVEN }));
  await propose(8, tree({ blue: eight }));
  merge(7, tree({ blue: SEVEN }));
  merge(8, tree({ blue: { ...SEVEN, ...eight } }));
  await world.untilIdle();
  expect(said(7)).toMatch(/and applied\.\*\*.* This tells of #8, too, which changes the same unit\./);
  expect(said(8)).toMatch(/and applied\.\*\*.* This tells of #7, too, which changes the same unit\./);
});

it('what the later one takes back is said on the earlier one', async () => {
  await propose(7, tree({ blue: SEVEN }));
  await propose(8, tree({ green: SEVEN }));
  const seven = merge(7, tree({ blue: SEVEN }));
  const eight = merge(8, tree({ green: SEVEN }));
  await world.untilIdle();
  expect(said(7)).toContain(`⚪ **prod: merged as \`${seven}\`, and taken back since:** \`${eight}\``);
  expect(said(8)).toContain('and applied.**');
});

it('what a forced push took off the branch is said to be off it', async () => {
  await propose(7, tree({ blue: SEVEN }));
  forbidUrlMaps('blue');
  const seven = merge(7, tree({ blue: SEVEN }));
  await world.clock.advance(MINUTE_MS);
  const forced = world.push(tree({ green: SEVEN }), { onto: base, forced: true }).slice(0, 12);
  await world.clock.advance(MINUTE_MS);
  expect(said(7)).toContain(`⚪ **prod: merged as \`${seven}\`, and not on the branch any more:** \`${forced}\``);
});

it('a delivery that never came is made up for, by the poll or by the head', async () => {
  await propose(7, tree({ blue: SEVEN }));
  await propose(8, tree({ green: SEVEN }));
  merge(7, tree({ blue: SEVEN }), false);
  merge(8, tree({ blue: SEVEN, green: SEVEN }), false);
  await world.clock.advance(MINUTE_MS);
  expect(said(8)).toContain('merged as');
  await world.clock.advance(6 * MINUTE_MS);
  expect(said(8)).toContain('and applied.**');
  expect(said(7)).toContain('and applied.**');
});

it('what is wrong in it is said, and that it is mended by the commit that does so', async () => {
  const wrong = { ...FIRST, 'seven.example.com': 'nobody' };
  await propose(7, tree({ blue: wrong }));
  await propose(8, tree({ green: SEVEN }));
  const seven = merge(7, tree({ blue: wrong }));
  merge(8, tree({ blue: wrong, green: SEVEN }));
  await world.untilIdle();
  expect(said(7)).toMatch(/🔴 .*, and not all of it is applied:\*\* `backend-not-found` .*nobody/);
  expect(said(8)).toContain('and applied.**');
  const mended = world.push(tree({ blue: SEVEN, green: SEVEN })).slice(0, 12);
  await world.untilIdle();
  expect(said(7)).toContain(`🟢 **prod: merged as \`${seven}\`, now part of \`${mended}\`, and applied.**`);
});

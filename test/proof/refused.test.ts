// A credential that one of several clusters refuses: what is planned without it is said to be, the others go on, and
// what is mended is planned again by itself. In one process.
import { expect, it } from 'vitest';
import { COMMENT_MARKER } from '../../lib/report/index.ts';
import { marker } from '../../lib/report/markdown/marker.ts';
import { clusterOrigin } from './harness/clients.ts';
import { cloudWrites } from './harness/cloud-writes.ts';
import { inOwnWorld } from './harness/own-world.ts';
import { ASIA, EU, treeOf, US } from './harness/trees.ts';
import type { ProofWorld } from './harness/world.ts';

const MINUTE_MS = 60_000;
const APPLY = 'rangelight/apply (prod)';
const PLAN = 'rangelight/plan';

let world: ProofWorld;
inOwnWorld(async (made) => {
  world = made;
  push({ 'foo.example.com': 'foo' });
  await world.untilIdle();
});

function push(hosts: Readonly<Record<string, string>>, services: readonly string[] = ['foo']): string {
  const commit = world.push(
    treeOf({
      clusters: [US, EU, ASIA],
      services: [...services, 'default-backend'].map((name) => ({ name })),
      ingresses: [{ name: 'web', backend: 'default-backend', hosts }],
      drift: 'report',
    }),
  );
  world.host.merged.set(commit, [{ number: 7, head: '7' }]);
  return commit;
}

/** Has a cluster answer so to what the pattern finds in `METHOD PATH`; the returned function ends it. */
function refuse(link: string, status: 401 | 403, message: string, path: RegExp): () => void {
  const origins = world.cloud.origins as Map<string, (request: Request) => Response | Promise<Response>>;
  const origin = clusterOrigin(link);
  const before = origins.get(origin);
  if (before === undefined) throw new TypeError(`no cluster ${link}`);
  const said = { kind: 'Status', apiVersion: 'v1', status: 'Failure', code: status, message };
  origins.set(origin, (request) =>
    path.test(`${request.method} ${new URL(request.url).pathname}`) ? Response.json(said, { status }) : before(request),
  );
  return () => origins.set(origin, before);
}

const FORBIDDEN =
  'nodes is forbidden: User "planner" cannot list resource "nodes" in API group "" at the cluster scope';

it.each([
  ['401 for everything', 401, 'Unauthorized', /./, 'the cluster does not know the credential: 401, Unauthorized'],
  [
    '403 for one kind',
    403,
    'services is forbidden',
    /GET .*\/services$/,
    'a right is missing to the credential: 403, services is forbidden',
  ],
  ['403 for its nodes', 403, FORBIDDEN, /GET .*\/nodes$/, FORBIDDEN],
] as const)(
  'case 85, a member answers %s: no success, with its name and its answer, until it is mended',
  async (_, status, message, path, told) => {
    const from = world.invocations.calls.length;
    const mend = refuse(ASIA, status, message, path);
    const commit = push({ 'foo.example.com': 'foo', 'more.example.com': 'foo' });
    await world.clock.advance(10 * MINUTE_MS);
    const check = world.host.check(commit, PLAN);
    expect(check).toMatchObject({
      conclusion: 'neutral',
      title: expect.stringContaining(`refused by ${ASIA}`) as string,
    });
    expect(check?.summary).toContain('refuses the credential of the planner');
    const [finding] = check?.annotations.filter(({ title }) => title === 'cluster-refuses') ?? [];
    expect(finding?.message).toContain(`cluster ${ASIA} refuses the credential of the planner: `);
    expect(finding?.message).toContain(told);
    // The others go on.
    expect(cloudWrites(world, from).some(({ what }) => what.includes('urlMaps'))).toBe(true);
    expect(world.host.check(commit, APPLY)).toMatchObject({
      conclusion: 'neutral',
      title: expect.stringContaining(`not in ${ASIA}, which refuses the credential`) as string,
    });
    expect(world.host.comment(7, COMMENT_MARKER)).toContain(`not in ${ASIA}, which refuses the credential`);
    await world.clock.advance(10 * MINUTE_MS);
    const issue = world.host.issue(marker('stop', ['prod', 'cluster-unreadable']));
    expect(issue).toMatchObject({ state: 'open', body: expect.stringContaining(ASIA) as string });
    // Markdown escapes some of it.
    expect(issue?.body).toContain(String(status));
    mend();
    await world.untilIdle();
    await world.clock.advance(5 * MINUTE_MS);
    for (const name of [PLAN, APPLY]) expect(world.host.check(commit, name)).toMatchObject({ conclusion: 'success' });
    expect(world.host.issue(marker('stop', ['prod', 'cluster-unreadable']))).toMatchObject({ state: 'closed' });
  },
);

it.each([
  [401, 'Unauthorized', 'the cluster does not know the credential: 401, Unauthorized'],
  [403, 'services is forbidden', 'a right is missing to the credential: 403, services is forbidden'],
] as const)(
  'case 85, the worker may not write (%i): a failure with the cluster, its answer and who mends it',
  async (status, message, told) => {
    refuse(ASIA, status, message, /^PATCH /);
    const commit = push({ 'foo.example.com': 'foo', 'bar.example.com': 'bar' }, ['foo', 'bar']);
    await world.clock.advance(5 * MINUTE_MS);
    expect(world.host.check(commit, PLAN)).toMatchObject({ conclusion: 'success' });
    const check = world.host.check(commit, APPLY);
    expect(check).toMatchObject({ conclusion: 'failure' });
    expect(check?.summary).toContain(ASIA);
    expect(check?.summary).toContain(told);
    expect(check?.summary).toContain('Give the worker the permission that it lacks');
  },
);

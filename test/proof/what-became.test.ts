// What became of a merge is said where people look: on the commit, on the pull request, in an issue, and in the log as
// somebody on call reads it. And what waits does not blind. In one process.
import { beforeEach, describe, expect, it } from 'vitest';
import { COMMENT_MARKER } from '../../lib/report/index.ts';
import { marker } from '../../lib/report/markdown/marker.ts';
import { detachBackend } from './harness/by-hand.ts';
import { clusterOrigin, COMPUTE } from './harness/clients.ts';
import { cloudWrites } from './harness/cloud-writes.ts';
import { inOwnWorld } from './harness/own-world.ts';
import { EU, treeOf, US } from './harness/trees.ts';
import type { LogLine, ProofWorld } from './harness/world.ts';

const MINUTE_MS = 60_000;
const APPLY = 'rangelight/apply (prod)';
const issueOf = (reason: string) => marker('stop', ['prod', reason]);
const DRIFT = marker('drift', ['prod', 'blue']);

let world: ProofWorld;
inOwnWorld(async (made) => {
  world = made;
  push({ 'foo.example.com': 'foo' });
  await world.untilIdle();
});

/** Two load balancers in one namespace. */
function push(hosts: Readonly<Record<string, string>>, foo: { readonly app?: string } = {}): string {
  const commit = world.push(
    treeOf({
      clusters: [US, EU],
      services: [{ name: 'foo', ...foo }, { name: 'bar' }, { name: 'default-backend' }],
      ingresses: [
        { name: 'web', backend: 'default-backend', hosts },
        { name: 'shop', backend: 'bar', hosts: {} },
      ],
      drift: 'report',
    }),
  );
  world.host.merged.set(commit, [{ number: 7, head: '7' }]);
  return commit;
}

/** While it is on, Compute answers 403 to writes of URL maps. */
function forbidUrlMaps(isOn: boolean): void {
  const origins = world.cloud.origins as Map<string, (request: Request) => Response | Promise<Response>>;
  const { handler } = world.cloud.compute;
  const message = "Required 'compute.urlMaps.update' permission for 'projects/demo-project/global/urlMaps/x'";
  const refusal = { error: { code: 403, message, errors: [{ reason: 'forbidden', message }] } };
  origins.set(COMPUTE, (request) =>
    isOn && request.method === 'PATCH' && request.url.includes('/urlMaps/')
      ? Response.json(refusal, { status: 403 })
      : handler(request),
  );
}

describe('a run that fails (case 34)', () => {
  let commit: string;
  let lines: readonly LogLine[];
  beforeEach(async () => {
    forbidUrlMaps(true);
    const from = world.log.length;
    commit = push({ 'foo.example.com': 'foo', 'more.example.com': 'foo' });
    // Before a sweep comes.
    await world.clock.advance(20_000);
    lines = world.log.slice(from);
  });

  it('is a failure on the commit and on the pull request, and an issue', async () => {
    expect(world.host.check(commit, APPLY)).toMatchObject({ conclusion: 'failure' });
    const said = world.host.comment(7, COMMENT_MARKER) ?? '';
    expect(said).toMatch(/^<!-- .* -->\n🔴 \*\*prod: merged as `\w{12}`, and not applied everywhere:\*\*/);
    expect(said).toContain('compute.urlMaps.update');
    expect(said).toContain('Give the worker the permission that it lacks');
    await world.clock.advance(2 * MINUTE_MS);
    const issue = world.host.issue(issueOf('run-failed'));
    expect(issue).toMatchObject({ state: 'open', title: 'prod: a run failed' });
    expect(issue?.body).toContain('compute.urlMaps.update');
  });

  it('is one error in the log, with its cause, on a line that says what it is about', () => {
    const errors = lines.filter(({ level }) => level === 'error');
    expect(errors).toMatchObject([
      {
        message: 'a step failed and needs a person',
        fields: {
          fleet: 'prod',
          unit: 'blue',
          commit,
          plan: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
          runId: expect.any(String) as string,
          delivery: 'push-2',
          error: { code: 'denied', message: expect.stringContaining('compute.urlMaps.update') as string },
        },
      },
    ]);
    expect(lines.filter(({ message }) => message === 'a run ended')).toMatchObject([
      { level: 'warn', fields: { result: 'blocked', fleet: 'prod', unit: 'blue', commit, delivery: 'push-2' } },
    ]);
  });

  it('is over when the next commit is applied', async () => {
    await world.clock.advance(2 * MINUTE_MS);
    forbidUrlMaps(false);
    push({ 'foo.example.com': 'foo', 'most.example.com': 'foo' });
    await world.untilIdle();
    expect(world.host.issue(issueOf('run-failed'))).toMatchObject({ state: 'closed' });
    expect(world.host.comment(7, COMMENT_MARKER)).toMatch(/🟢 \*\*prod: merged as `\w{12}` and applied\.\*\* VIP/);
  });
});

it('a sweep leaves one line that says what it saw and how long it took', async () => {
  await world.clock.advance(MINUTE_MS);
  expect(world.log.filter(({ message }) => message === 'a fleet was swept').at(-1)).toMatchObject({
    level: 'info',
    fields: {
      fleet: 'prod',
      units: 2,
      drifted: [],
      woken: [],
      published: [],
      stops: [],
      tookMs: expect.any(Number) as number,
    },
  });
});

it('while a run waits for health, drift of the rest is told within two sweeps, and the wait after 15 minutes (case 63)', async () => {
  const commit = push({ 'foo.example.com': 'foo' }, { app: 'nobody' });
  await world.clock.advance(3 * MINUTE_MS);
  expect(world.host.issue(DRIFT)?.state).not.toBe('open');
  expect(await detachBackend(world, '-blue-bar-')).toBe(true);
  await world.clock.advance(2 * MINUTE_MS);
  expect(world.host.issue(DRIFT)).toMatchObject({ state: 'open', body: expect.stringContaining('blue-bar') as string });
  expect(world.host.issue(DRIFT)?.body).not.toContain('blue-foo');
  expect(world.host.check(commit, APPLY)).toMatchObject({ status: 'in_progress' });
  expect(world.host.issue(issueOf('run-waits'))).toBeUndefined();
  await world.clock.advance(14 * MINUTE_MS);
  expect(world.host.issue(issueOf('run-waits'))).toMatchObject({
    state: 'open',
    body: expect.stringMatching(/`blue` .* has no healthy endpoint/) as string,
  });
  expect(world.host.comment(7, COMMENT_MARKER)).toMatch(
    /🔵 \*\*prod: merged as `\w{12}`, and waits:\*\* .*healthy endpoint/,
  );
  push({ 'foo.example.com': 'foo' });
  await world.untilIdle();
  expect(world.host.issue(issueOf('run-waits'))).toMatchObject({ state: 'closed' });
});

it('while a gate waits, drift is told, and the wait after 15 minutes (case 78)', async () => {
  const commit = push({});
  await world.clock.advance(3 * MINUTE_MS);
  expect(world.host.check(commit, APPLY)).toMatchObject({ conclusion: 'action_required' });
  expect(world.host.comment(7, COMMENT_MARKER)).toContain('and waits for a person');
  expect(await detachBackend(world, '-blue-bar-')).toBe(true);
  await world.clock.advance(2 * MINUTE_MS);
  expect(world.host.issue(DRIFT)).toMatchObject({ state: 'open', body: expect.stringContaining('blue-bar') as string });
  await world.clock.advance(13 * MINUTE_MS);
  expect(world.host.issue(issueOf('approval-waits'))).toMatchObject({
    state: 'open',
    body: expect.stringContaining('host-removed') as string,
  });
});

it('a cluster that cannot be read for 15 minutes is an issue that closes when it can (cases 64 and 71)', async () => {
  const api = world.cloud.clusters.get(EU)?.api;
  api?.setDown('refused');
  await world.clock.advance(14 * MINUTE_MS);
  expect(world.host.issue(issueOf('cluster-unreadable'))).toBeUndefined();
  await world.clock.advance(3 * MINUTE_MS);
  const issue = world.host.issue(issueOf('cluster-unreadable'));
  expect(issue).toMatchObject({ state: 'open', title: 'prod: a cluster cannot be read' });
  expect(issue?.body).toContain(EU);
  expect(issue?.body).toContain('What hangs together with it is neither deleted nor made smaller');
  api?.setDown(undefined);
  await world.clock.advance(2 * MINUTE_MS);
  expect(world.host.issue(issueOf('cluster-unreadable'))).toMatchObject({ state: 'closed' });
});

it('where every cluster refuses the credential, a commit is no success and nothing of it is applied (case 85)', async () => {
  const origins = world.cloud.origins as Map<string, (request: Request) => Response | Promise<Response>>;
  const before = new Map(origins);
  const said = { kind: 'Status', apiVersion: 'v1', status: 'Failure', code: 401, message: 'Unauthorized' };
  for (const link of [US, EU]) origins.set(clusterOrigin(link), () => Response.json(said, { status: 401 }));
  const from = world.invocations.calls.length;
  const commit = push({ 'foo.example.com': 'foo', 'more.example.com': 'foo' });
  await world.clock.advance(2 * MINUTE_MS);
  const check = world.host.check(commit, 'rangelight/plan');
  expect(check).toMatchObject({
    conclusion: 'failure',
    title: expect.stringContaining('every cluster refuses') as string,
  });
  expect(check?.annotations.find(({ title }) => title === 'credential-refused')?.message).toBe(
    `every cluster refuses the credential of the planner: ${[EU, US].map((link) => `${link}: the cluster does not know the credential: 401, Unauthorized`).join('; ')}`,
  );
  expect(world.host.check(commit, APPLY)).toMatchObject({ conclusion: 'failure' });
  expect(cloudWrites(world, from)).toEqual([]);
  for (const [origin, handler] of before) origins.set(origin, handler);
  await world.untilIdle();
  expect(world.host.check(commit, 'rangelight/plan')).toMatchObject({ conclusion: 'success' });
  expect(world.host.check(commit, APPLY)).toMatchObject({ conclusion: 'success' });
});

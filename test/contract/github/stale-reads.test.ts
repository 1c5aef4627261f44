// Stale reads of branch heads, secrets that rotate, deliveries that are lost; and the control API over all of it.
import { createHmac } from 'node:crypto';
import { extract } from 'tar';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { githubControls } from '../../../infra/emulators/github/control.ts';
import { here, type LocalGitHub, name, owner, refusal, repo, secret, startLocalGitHub } from './local-github.ts';

let hub: LocalGitHub;
beforeAll(async () => {
  hub = await startLocalGitHub();
});
afterAll(() => hub[Symbol.asyncDispose]());

const control = async (method: string, path: string, body?: object): Promise<Response> =>
  githubControls(hub.emulator).request(`/__control/github/${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

test('a stale read answers from before the last change of refs', async () => {
  const { acts, emulator } = hub;
  const { faults } = emulator;
  const before = await acts.push('ada', { branch: 'main', files: { 'README.md': 'old' } });
  const after = await acts.push('ada', { branch: 'main', files: { 'README.md': 'new' } });
  const heads = async (): Promise<readonly unknown[]> => [
    (await hub.bot.git.getRef({ ...here, ref: 'heads/main' })).data.object.sha,
    (await hub.bot.repos.getBranch({ ...here, branch: 'main' })).data.commit.sha,
    (await hub.bot.repos.getCommit({ ...here, ref: 'main' })).data.sha,
    (await hub.bot.repos.compareCommitsWithBasehead({ ...here, basehead: `${before}...main` })).data.status,
    (await hub.bot.repos.getContent({ ...here, path: 'README.md', mediaType: { format: 'raw' } })).data,
    await archived(),
  ];
  const archived = async (): Promise<string> => {
    const { data } = await hub.bot.repos.downloadTarballArchive({ ...here, ref: 'main' });
    const directory = await mkdtemp(join(tmpdir(), 'github-archive-'));
    try {
      await writeFile(join(directory, 'a.tar.gz'), Buffer.from(data as ArrayBuffer));
      await extract({ file: join(directory, 'a.tar.gz'), cwd: directory, strip: 1 });
      return await readFile(join(directory, 'README.md'), 'utf8');
    } finally {
      await rm(directory, { recursive: true });
    }
  };
  const id = faults.add({ match: { method: 'GET', path: '/repos/**' }, effect: { type: 'stale' } });
  expect(await heads()).toEqual([before, before, before, 'identical', 'old', 'old']);
  // What is named by its SHA is there all the same.
  expect((await hub.bot.repos.getCommit({ ...here, ref: after })).data.sha).toBe(after);
  await acts.push('ada', { branch: 'new', files: { a: '1' } });
  expect(await refusal(hub.bot.repos.getBranch({ ...here, branch: 'new' }))).toMatchObject({ status: 404 });
  faults.remove(id);
  expect(await heads()).toEqual([after, after, after, 'ahead', 'new', 'new']);
});

test('deliveries are signed with the current secret, redeliveries too', async () => {
  const signedWith = (key: string): boolean => {
    const last = hub.received.at(-1);
    const digest = createHmac('sha256', key)
      .update(last?.body ?? '')
      .digest('hex');
    return last?.signature === `sha256=${digest}`;
  };
  await hub.bot.issues.create({ ...here, title: 'Old secret' });
  await hub.emulator.idle();
  expect(signedWith(secret)).toBe(true);
  expect((await control('POST', 'webhook/rotate', { secret: 'next-secret' })).status).toBe(204);
  const id = hub.emulator.deliveries().at(-1)?.id ?? '';
  expect((await control('POST', `deliveries/${id}/replay`)).status).toBe(204);
  expect([hub.received.at(-1)?.id, signedWith('next-secret'), signedWith(secret)]).toEqual([id, true, false]);
  expect((await control('POST', 'deliveries/none/replay')).status).toBe(404);
});

test('a dropped delivery is listed as failed, a lost one not at all', async () => {
  const count = hub.received.length;
  await control('POST', 'webhook/drop', { events: ['issues'], count: 1 });
  await control('POST', 'webhook/drop', { events: ['issues'], lost: true });
  await hub.bot.issues.create({ ...here, title: 'Dropped' });
  await hub.bot.issues.create({ ...here, title: 'Lost' });
  await hub.emulator.idle();
  expect(hub.received).toHaveLength(count);
  expect(hub.emulator.deliveries().at(-1)).toMatchObject({ status: 0, payload: { issue: { title: 'Dropped' } } });
  await control('DELETE', 'webhook/drop');
  const { data } = await hub.person.request('GET /repos/{owner}/{repo}/hooks/{hook_id}/deliveries', {
    ...here,
    hook_id: 1,
    per_page: 1,
  });
  expect(data).toMatchObject([
    { status_code: 0, status: 'failed to connect to host', event: 'issues', action: 'opened' },
  ]);
  expect(await refusal(hub.reader.repos.listWebhookDeliveries({ ...here, hook_id: 1 }))).toMatchObject({ status: 403 });
});

test('the control API lets people act', async () => {
  const here = `repos/${name}`;
  const post = async (path: string, body: object): Promise<Record<string, unknown>> =>
    (await (await control('POST', `${here}/${path}`, body)).json()) as Record<string, unknown>;
  const files = { 'apps/new.yaml': 'a: 1\n' };
  const { number } = await post('pulls', { as: 'mallory', branch: 'evil', files, title: 'Mine', draft: true });
  expect((await control('POST', `${here}/pulls/${String(number)}/ready`, { as: 'mallory' })).status).toBe(204);
  expect(await post('comments', { as: 'mallory', number, body: 'Hello' })).toMatchObject({ id: expect.any(Number) });
  expect(await post('pushes', { as: 'mallory', branch: 'evil', files: { more: '1' }, force: true })).toMatchObject({
    sha: expect.any(String),
  });
  expect((await control('POST', `${here}/pulls/${String(number)}/enqueue`, { as: 'mallory' })).status).toBe(403);
  expect((await control('POST', `${here}/pulls/${String(number)}/enqueue`, { as: 'mia' })).status).toBe(204);
  expect(await (await control('GET', `${here}/queue`)).json()).toEqual([]);
  expect((await hub.bot.pulls.get({ owner, repo, pull_number: Number(number) })).data.merged).toBe(true);
  expect((await control('POST', `${here}/comments`, { as: 'nobody', number, body: 'x' })).status).toBe(404);
  expect((await control('GET', 'repos/acme/none/queue')).status).toBe(404);
});

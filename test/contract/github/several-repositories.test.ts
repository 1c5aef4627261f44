// Several repositories in one GitHub: numbers and events of each, and what one token reaches of the others.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { app, appJwt, installation } from './app-fixture.ts';
import { here, type LocalGitHub, refusal, startLocalGitHub } from './local-github.ts';

const edge = { owner: 'acme', repo: 'edge' };
const closed = { owner: 'acme', repo: 'closed' };
const other = { owner: 'octo', repo: 'fleet' };
const others = [{ ...edge, roles: new Map([['rae', 'admin'] as const]) }, closed, other];
const granted = { contents: 'write', issues: 'write', members: 'read' } as const;

let hub: LocalGitHub;
beforeAll(async () => {
  const [repositories, owners] = [
    ['fleet', 'edge'],
    ['acme', 'octo'],
  ];
  const installations = owners.map((owner, n) => ({
    ...installation,
    id: n + 1,
    owner,
    repositories,
    permissions: granted,
  }));
  hub = await startLocalGitHub('required', { app: { ...app, installations }, others });
  await actsOf(edge).push('ada', { branch: 'main', files: { 'README.md': 'Edge' } });
});
afterAll(() => hub[Symbol.asyncDispose]());

const asApp = () => hub.client(appJwt(Date.now()));
const remoteOf = ({ owner, repo }: typeof edge, token: string): string =>
  hub.emulator.repository(`${owner}/${repo}`).gitUrl().replace('//', `//x-access-token:${token}@`);
const actsOf = ({ owner, repo }: typeof edge) => hub.emulator.repository(`${owner}/${repo}`).acts;

test('each has numbers of its own; ids are of one sequence', async () => {
  const made = [];
  for (const where of [here, closed, other]) {
    made.push((await hub.person.issues.create({ ...where, title: 'First' })).data);
  }
  expect(made.map(({ number }) => number)).toEqual([1, 1, 1]);
  expect(new Set(made.map(({ id }) => id)).size).toBe(3);
  const ids = [];
  for (const where of [here, edge, closed, other]) ids.push((await hub.person.repos.get(where)).data.id);
  expect(new Set(ids).size).toBe(4);
  const byId = await hub.person.request('GET /repositories/{id}', { id: ids[1] ?? 0 });
  expect(byId.data).toMatchObject({ full_name: 'acme/edge' });
  expect(await refusal(hub.person.repos.get({ owner: 'acme', repo: 'none' }))).toMatchObject({ status: 404 });
});

test('roles are of a repository', async () => {
  const may = async (where: typeof edge) =>
    (await hub.person.repos.getCollaboratorPermissionLevel({ ...where, username: 'rae' })).data.permission;
  expect([await may(here), await may(edge)]).toEqual(['read', 'admin']);
  const sha = await actsOf(edge).push('rae', { branch: 'main', files: { a: '1' } });
  expect((await hub.reader.git.getRef({ ...edge, ref: 'heads/main' })).data.object.sha).toBe(sha);
  expect(await refusal(hub.reader.git.createRef({ ...here, ref: 'refs/heads/x', sha }))).toMatchObject({ status: 403 });
});

test('an event names its repository and installation; of a repository that the app does not see there is none', async () => {
  for (const where of [closed, other]) await actsOf(where).push('ada', { branch: 'main', files: { b: '1' } });
  const told = (await hub.events('push')).map(({ payload }) => payload);
  expect(told).toContainEqual(
    expect.objectContaining({
      repository: expect.objectContaining({ full_name: 'octo/fleet' }),
      installation: { id: 2 },
    }),
  );
  expect(JSON.stringify(told)).not.toContain('acme/closed');
});

test('the app is looked up by repository, and lists an installation for each account', async () => {
  const found = async (where: typeof edge) => (await asApp().apps.getRepoInstallation(where)).data;
  expect([await found(here), await found(edge), await found(other)]).toMatchObject([
    { id: 1, account: { login: 'acme' } },
    { id: 1 },
    { id: 2, account: { login: 'octo' } },
  ]);
  expect(await refusal(asApp().apps.getRepoInstallation(closed))).toMatchObject({ status: 404 });
  expect((await asApp().apps.listInstallations()).data.map(({ id }) => id)).toEqual([1, 2]);
});

describe('a token', () => {
  const tokenOf = async (installation_id: number, repositories?: string[]): Promise<string> => {
    const narrow = repositories === undefined ? {} : { repositories };
    return (await asApp().apps.createInstallationAccessToken({ installation_id, ...narrow })).data.token;
  };
  const reads = async (token: string) => {
    const seen = [];
    for (const where of [here, edge, closed, other]) {
      const { status } = (await refusal(hub.client(token).repos.get(where))) ?? { status: 200 };
      seen.push(status);
    }
    return seen;
  };

  test('reaches what its installation sees, or what it was narrowed to', async () => {
    expect(await reads(await tokenOf(1))).toEqual([200, 200, 404, 404]);
    expect(await reads(await tokenOf(1, ['Edge']))).toEqual([404, 200, 404, 404]);
    expect(await reads(await tokenOf(2))).toEqual([404, 404, 404, 200]);
    expect(await refusal(tokenOf(1, ['closed']))).toMatchObject({ status: 422 });
    expect(await refusal(tokenOf(2, ['edge']))).toMatchObject({ status: 422 });
  });

  test('cannot write, download, or speak Git elsewhere', async () => {
    const token = await tokenOf(1, ['edge']);
    const client = hub.client(token);
    expect((await client.issues.create({ ...edge, title: 'Mine' })).status).toBe(201);
    await expect(hub.git('ls-remote', remoteOf(edge, token))).resolves.toContain('refs/heads/main');
    for (const where of [here, closed, other]) {
      expect(await refusal(client.issues.create({ ...where, title: 'Not mine' }))).toMatchObject({ status: 404 });
      const archive = client.repos.downloadTarballArchive({ ...where, ref: 'main' });
      expect(await refusal(archive)).toMatchObject({ status: 404 });
      await expect(hub.git('ls-remote', remoteOf(where, token))).rejects.toThrow(/not found/i);
    }
  });

  test('sees members of its own account', async () => {
    const member = { team_slug: 'fleet', username: 'mia' };
    const [acme, octo] = [hub.client(await tokenOf(1)), hub.client(await tokenOf(2))];
    expect((await acme.teams.getMembershipForUserInOrg({ org: 'acme', ...member })).data.state).toBe('active');
    expect(await refusal(octo.teams.getMembershipForUserInOrg({ org: 'acme', ...member }))).toMatchObject({
      status: 404,
    });
  });
});

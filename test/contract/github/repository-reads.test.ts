// What clients read of the repository: refs, commits, comparisons, files, trees, archives; and the API's frame.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extract } from 'tar';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { here, type LocalGitHub, refusal, startLocalGitHub } from './local-github.ts';

let hub: LocalGitHub;
let first: string;
let main: string;
let feature: string;

beforeAll(async () => {
  hub = await startLocalGitHub();
  first = await hub.git('rev-parse', 'main');
  await hub.git('checkout', '--quiet', '-b', 'feat/x');
  await hub.commit('Add a file', { 'dir/a b.yaml': 'kind: A\n', 'dir/c.yaml': 'kind: C\n' });
  feature = await hub.commit('Change it', { 'dir/a b.yaml': 'kind: B\n', 'README.md': undefined });
  await hub.git('checkout', '--quiet', 'main');
  main = await hub.commit('On main', { 'other.txt': 'other\n' });
  await hub.git('push', '--quiet', 'origin', 'main', 'feat/x');
});
afterAll(() => hub[Symbol.asyncDispose]());

describe('refs', () => {
  test('a branch with a slash is found, encoded or not', async () => {
    const { data: ref } = await hub.bot.git.getRef({ ...here, ref: 'heads/feat/x' });
    expect(ref).toMatchObject({ ref: 'refs/heads/feat/x', object: { sha: feature, type: 'commit' } });
    const { data: branch } = await hub.bot.repos.getBranch({ ...here, branch: 'feat/x' });
    expect(branch.commit.sha).toBe(feature);
    const plain = await hub.bot.request(`GET /repos/acme/fleet/git/ref/heads/feat/x`);
    expect(plain.status).toBe(200);
  });

  test('revision syntax is no name: it is not found', async () => {
    for (const ref of ['main~1', 'main^{tree}', '@{u}', '--all', 'main..feat/x']) {
      expect(await refusal(hub.bot.repos.getContent({ ...here, path: 'README.md', ref }))).toMatchObject({
        status: 404,
      });
    }
  });

  test('creating, moving and deleting one is a push', async () => {
    await hub.bot.git.createRef({ ...here, ref: 'refs/heads/made', sha: first });
    await hub.bot.git.updateRef({ ...here, ref: 'heads/made', sha: feature });
    expect(await refusal(hub.bot.git.updateRef({ ...here, ref: 'heads/made', sha: main }))).toMatchObject({
      status: 422,
      message: expect.stringContaining('not a fast forward'),
    });
    await hub.bot.git.deleteRef({ ...here, ref: 'heads/made' });
    const events = (await hub.events('push')).filter(({ payload }) => payload['ref'] === 'refs/heads/made');
    expect(events.map(({ payload }) => [payload['created'], payload['deleted']])).toEqual([
      [true, false],
      [false, false],
      [false, true],
    ]);
  });
});

describe('commits', () => {
  test('a commit shows its files, line counts and patches', async () => {
    const { data } = await hub.bot.repos.getCommit({ ...here, ref: 'feat/x' });
    expect(data).toMatchObject({
      sha: feature,
      commit: { message: 'Change it' },
      stats: { additions: 1, deletions: 2 },
    });
    expect(data.files).toMatchObject([
      { filename: 'README.md', status: 'removed' },
      { filename: 'dir/a b.yaml', status: 'modified', patch: '@@ -1 +1 @@\n-kind: A\n+kind: B' },
    ]);
  });

  test.each([
    ['main...main', 'identical', 0, 0],
    ['main...feat/x', 'diverged', 2, 1],
    ['FIRST...feat/x', 'ahead', 2, 0],
    ['feat/x...FIRST', 'behind', 0, 2],
  ])('comparison %s is %s', async (basehead, status, ahead, behind) => {
    const { data } = await hub.bot.repos.compareCommitsWithBasehead({
      ...here,
      basehead: basehead.replace('FIRST', first),
    });
    expect(data).toMatchObject({ status, ahead_by: ahead, behind_by: behind, merge_base_commit: {} });
    expect(data.commits).toHaveLength(ahead);
  });

  test("a comparison's files are the head's since the merge base, its commits oldest first", async () => {
    const { data } = await hub.bot.repos.compareCommitsWithBasehead({ ...here, basehead: 'main...feat/x' });
    expect(data.merge_base_commit.sha).toBe(first);
    expect(data.files?.map(({ filename, status }) => [filename, status])).toEqual([
      ['README.md', 'removed'],
      ['dir/a b.yaml', 'added'],
      ['dir/c.yaml', 'added'],
    ]);
    expect(data.commits.at(-1)?.sha).toBe(feature);
  });
});

test('renames, changes of type, modes and binary files each show as what they are', async () => {
  await hub.git('checkout', '--quiet', '-b', 'shapes', first);
  const before = await hub.commit('Files', {
    ':(top)odd': 'odd\n',
    a: 'a\n',
    b: 'one\ntwo\nthree\nfour\n',
    m: 'm\n',
    z: 'z\n',
  });
  await hub.git('rm', '--quiet', 'a');
  await hub.git('mv', 'b', 'moved b');
  await hub.git('update-index', '--chmod=+x', 'm');
  // The link's text is the blob `README.md`, written by hashing a file that holds just that.
  await hub.commit('Link text', { 'link-text': 'README.md' });
  const text = await hub.git('rev-parse', 'HEAD:link-text');
  await hub.git('update-index', '--add', '--cacheinfo', `120000,${text},a`);
  await hub.git('commit', '--quiet', '-m', 'Link');
  const after = await hub.commit('Rest', { bin: 'x\0y', 'moved b': 'one\ntwo\nthree\nfour\nfive\n', z: 'zz\n' });
  await hub.git('push', '--quiet', 'origin', 'shapes');
  const { data } = await hub.bot.repos.compareCommitsWithBasehead({ ...here, basehead: `${before}...${after}` });
  const shown = data.files?.map(({ filename, status, previous_filename, patch }) => [
    filename,
    status,
    previous_filename,
    patch?.split('\n').slice(1),
  ]);
  expect(shown).toEqual([
    ['a', 'changed', undefined, undefined],
    ['bin', 'added', undefined, undefined],
    ['link-text', 'added', undefined, ['+README.md', '\\ No newline at end of file']],
    ['m', 'modified', undefined, undefined],
    ['moved b', 'renamed', 'b', [' two', ' three', ' four', '+five']],
    ['z', 'modified', undefined, ['-z', '+zz']],
  ]);
  const { data: odd } = await hub.bot.repos.getContent({ ...here, path: ':(top)odd', ref: 'shapes' });
  expect(odd).toMatchObject({ path: ':(top)odd', size: 4 });
  // A link to a file of the repository answers as that file.
  const { data: linked } = await hub.bot.repos.getContent({ ...here, path: 'a', ref: 'shapes' });
  expect(linked).toMatchObject({ type: 'file', path: 'a', size: '# Fleet\n'.length });
});

describe('contents', () => {
  test('a file comes as base64, or raw', async () => {
    const where = { ...here, path: 'dir/a b.yaml', ref: 'feat/x' };
    const { data } = await hub.bot.repos.getContent(where);
    expect(data).toMatchObject({ type: 'file', path: 'dir/a b.yaml', encoding: 'base64', size: 8 });
    expect('content' in data && Buffer.from(data.content ?? '', 'base64').toString()).toBe('kind: B\n');
    const raw = await hub.bot.repos.getContent({ ...where, mediaType: { format: 'raw' } });
    expect(raw.data).toBe('kind: B\n');
  });

  test('a directory comes as a list', async () => {
    const { data } = await hub.bot.repos.getContent({ ...here, path: 'dir', ref: feature });
    expect(Array.isArray(data) && data.map(({ path, type }) => [path, type])).toEqual([
      ['dir/a b.yaml', 'file'],
      ['dir/c.yaml', 'file'],
    ]);
  });

  test('a path is no pattern', async () => {
    for (const path of ['*.md', ':(top)README.md', 'READM?.md']) {
      expect(await refusal(hub.bot.repos.getContent({ ...here, path }))).toMatchObject({ status: 404 });
    }
  });

  test('a tree lists one level, or everything', async () => {
    const paths = async (recursive?: string): Promise<readonly string[]> => {
      const options = recursive === undefined ? {} : { recursive };
      const { data } = await hub.bot.git.getTree({ ...here, tree_sha: 'feat/x', ...options });
      expect(data.truncated).toBe(false);
      return data.tree.map((entry) => `${entry.type} ${entry.path}`);
    };
    expect(await paths()).toEqual(['tree dir']);
    expect(await paths('1')).toEqual(['tree dir', 'blob dir/a b.yaml', 'blob dir/c.yaml']);
  });

  test('the archive is behind a redirect and unpacks to the files of that commit', async () => {
    const { data } = await hub.bot.repos.downloadTarballArchive({ ...here, ref: feature });
    const directory = await mkdtemp(join(tmpdir(), 'github-archive-'));
    try {
      const file = join(directory, 'archive.tar.gz');
      await writeFile(file, Buffer.from(data as ArrayBuffer));
      await extract({ file, cwd: directory });
      const unpacked = join(directory, `acme-fleet-${feature.slice(0, 7)}`, 'dir', 'a b.yaml');
      expect(await readFile(unpacked, 'utf8')).toBe('kind: B\n');
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  test('an archive link needs its own token', async () => {
    const redirect = await fetch(`${hub.url}/repos/acme/fleet/tarball/main`, {
      redirect: 'manual',
      headers: { authorization: 'Bearer bot-token' },
    });
    expect(redirect.status).toBe(302);
    const location = redirect.headers.get('location') ?? '';
    expect((await fetch(location)).status).toBe(200);
    expect((await fetch(location.replace(/token=.*/, 'token=guess'))).status).toBe(404);
  });
});

describe('the frame', () => {
  test('unknown tokens are refused; without one, or elsewhere, nothing is there', async () => {
    expect(await refusal(hub.client('wrong').repos.get(here))).toMatchObject({ status: 401 });
    expect((await fetch(`${hub.url}/repos/acme/fleet`)).status).toBe(404);
    expect(await refusal(hub.bot.repos.get({ owner: 'acme', repo: 'other' }))).toMatchObject({ status: 404 });
  });

  test('an unchanged answer is 304 and costs nothing', async () => {
    const before = await hub.bot.repos.get(here);
    const again = hub.bot.repos.get({ ...here, headers: { 'if-none-match': before.headers.etag ?? '' } });
    expect(await refusal(again)).toMatchObject({ status: 304 });
    const after = await hub.bot.repos.get(here);
    const left = (answer: typeof before): number => Number(answer.headers['x-ratelimit-remaining']);
    expect(left(before) - left(after)).toBe(1);
  });

  test('what is missing says so by name', async () => {
    expect(await refusal(hub.bot.repos.listTeams(here))).toMatchObject({
      status: 501,
      message: expect.stringContaining('GET /repos/acme/fleet/teams'),
    });
    expect(await refusal(hub.bot.issues.list())).toMatchObject({ status: 501 });
  });

  test('permissions are told by login', async () => {
    const permission = async (username: string): Promise<string> =>
      (await hub.bot.repos.getCollaboratorPermissionLevel({ ...here, username })).data.permission;
    expect(await permission('ada')).toBe('admin');
    expect(await permission('rae')).toBe('read');
    expect(await refusal(permission('nobody'))).toMatchObject({ status: 404 });
  });

  test('teams of the owner tell who is in them; everybody else is not found', async () => {
    const of = async (org: string, team_slug: string, username: string): Promise<string> =>
      (await hub.bot.teams.getMembershipForUserInOrg({ org, team_slug, username })).data.state;
    expect(await of(here.owner, 'fleet', 'mia')).toBe('active');
    for (const [org, team, login] of [
      [here.owner, 'fleet', 'ada'],
      [here.owner, 'none', 'mia'],
      ['other', 'fleet', 'mia'],
    ] as const) {
      expect(await refusal(of(org, team, login))).toMatchObject({ status: 404 });
    }
  });

  test('a fault stands in the way and is journalled', async () => {
    const remove = hub.emulator.faults.inject({
      when: ({ path }) => path === '/repos/acme/fleet',
      answer: () => new Response('{"message":"down"}', { status: 502 }),
    });
    expect(await refusal(hub.bot.repos.get(here))).toMatchObject({ status: 502 });
    remove();
    expect(hub.emulator.journal.entries.at(-1)).toMatchObject({ status: 502, mutation: false });
  });
});

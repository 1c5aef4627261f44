// The GitHub adapters against the emulator over a real Git repository: reading it whole, writing each thing once.
import { randomBytes } from 'node:crypto';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Header } from 'tar';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Handler, serve } from '../../../infra/emulators/kit/serve.ts';
import { readDirectory } from '../../../lib/adapters/directory/index.ts';
import { createCodeHosts, createRepositories } from '../../../lib/adapters/github/index.ts';
import type { Tree } from '../../../lib/core/index.ts';
import type { CheckRun, CodeHost, Repository, Wanted } from '../../../lib/ports/index.ts';
import { here, type LocalGitHub, name, startLocalGitHub } from '../github/local-github.ts';
import { EVERYTHING } from './everything.ts';
import { HANGS_MS } from '../../limits.ts';

const { signal } = new AbortController();
const login = 'rangelight[bot]';
const NOTHING: Wanted = { first: () => false, others: () => () => false };

/** What is no file stands for itself. */
function textsIn(tree: Tree): Readonly<Record<string, string>> {
  const texts = [...tree].map(([path, entry]) => [
    path,
    typeof entry === 'string' ? entry : Buffer.from(entry).toString(),
  ]);
  return Object.fromEntries(texts) as Readonly<Record<string, string>>;
}

describe('GitHub', () => {
  let github: LocalGitHub;
  let repository: Repository;
  let codeHost: CodeHost;
  beforeEach(async () => {
    github = await startLocalGitHub();
    const options = { repositories: [name], baseUrl: github.url, callTimeoutMs: HANGS_MS };
    repository = createRepositories({ ...options, access: { type: 'token', token: 'reader-token' } }).of(name);
    codeHost = createCodeHosts({ ...options, access: { type: 'token', token: 'bot-token' }, login }).of(name);
  });
  afterEach(() => github[Symbol.asyncDispose]());

  /** Writes made since; for counting that a second call writes nothing. */
  const writes = (since = 0): number => github.emulator.journal.mutations(since).length;
  const mark = (): number => github.emulator.journal.entries.length;

  describe('Repository port', () => {
    it('knows the head of a branch, and that another does not exist', async () => {
      const sha = await github.git('rev-parse', 'HEAD');
      await expect(repository.head('main', signal)).resolves.toBe(sha);
      await expect(repository.head('none', signal)).rejects.toMatchObject({ code: 'not-found', system: 'github' });
    });

    it('says how commits stand to each other', async () => {
      const first = await github.git('rev-parse', 'HEAD');
      const second = await github.commit('Second', { 'a.yaml': 'a: 1\n' });
      await github.git('push', '--quiet', 'origin', 'main');
      await expect(repository.compare(first, second, signal)).resolves.toBe('ahead');
      await expect(repository.compare(second, first, signal)).resolves.toBe('behind');
      await expect(repository.compare(first, first, signal)).resolves.toBe('identical');
    });

    it('reads a pull request', async () => {
      await github.git('checkout', '--quiet', '-b', 'topic/x');
      const head = await github.commit('Topic', { 'a.yaml': 'a: 1\n' });
      await github.git('push', '--quiet', 'origin', 'topic/x');
      const { data } = await github.person.rest.pulls.create({ ...here, title: 'T', head: 'topic/x', base: 'main' });
      await github.emulator.idle();
      await expect(repository.head('topic/x', signal)).resolves.toBe(head);
      await expect(repository.pullRequest(data.number, signal)).resolves.toEqual({
        number: data.number,
        state: 'open',
        head,
        baseBranch: 'main',
        mergeable: true,
        draft: false,
        merged: false,
        fork: false,
        author: 'ada',
      });
      await expect(repository.openPullRequests('main', signal)).resolves.toEqual([
        { number: data.number, head, draft: false },
      ]);
      await expect(repository.openPullRequests('next', signal)).resolves.toEqual([]);
    });

    it('knows a pull request of a fork, and its files', async () => {
      const files = { 'evil.yaml': 'a: 1\n' };
      const pull = { title: 'T', branch: 'evil', files };
      const { number, sha } = await github.acts.openFromFork('mallory', pull);
      await expect(repository.pullRequest(number, signal)).resolves.toMatchObject({
        head: sha,
        fork: true,
        author: 'mallory',
      });
      expect((await repository.files(sha, EVERYTHING, signal)).has('evil.yaml')).toBe(true);
    });

    it.each([
      ['mallory', false],
      ['tom', false],
      ['mia', true],
      ['ada', true],
      ['nobody-here', false],
    ])('knows whether %s may write: %s', async (who, may) => {
      await expect(repository.mayWrite(who, signal)).resolves.toBe(may);
    });

    it('gives every file of a commit, byte for byte', async () => {
      const sha = await github.commit('Files', { 'deep/er/ü b.yaml': 'x: 1\r\n', empty: '' });
      await github.git('push', '--quiet', 'origin', 'main');
      const files = await repository.files(sha, EVERYTHING, signal);
      expect(textsIn(files)).toEqual({
        'README.md': '# Fleet\n',
        'deep/er/ü b.yaml': 'x: 1\r\n',
        empty: '',
      });
    });

    it('cases 01, 02: names what is no regular file, and so does a folder on disk', async () => {
      const work = await github.git('rev-parse', '--show-toplevel');
      const inner = (...args: readonly string[]) => github.git('-C', 'sub', ...args);
      await mkdir(join(work, 'common'));
      await mkdir(join(work, 'sub'));
      await inner('init', '--quiet', '--template=');
      await writeFile(join(work, 'sub/of-another.yaml'), '');
      await inner('add', 'of-another.yaml');
      await inner('commit', '--quiet', '-m', 'Inner');
      for (const path of ['common/a.yaml', 'left/out.yaml', 'also-left.yaml', 'kept.yaml', 'odd\\path.yaml'])
        await github.commit(path, { [path]: 'a: 1\n' });
      await symlink('../common/a.yaml', join(work, 'left/link.yaml'));
      await symlink('common/a.yaml', join(work, 'link.yaml'));
      await symlink('common', join(work, 'folder'));
      await symlink('/etc/passwd', join(work, 'out'));
      await symlink('nowhere.yaml', join(work, 'dangling.yaml'));
      await github.git('add', '--all');
      const attributes = 'left/out.yaml export-ignore\nalso-*.yaml export-ignore\n.gitattributes export-ignore\n';
      const sha = await github.commit('All', { '.gitattributes': attributes });
      await github.git('push', '--quiet', 'origin', 'main');
      const tree = await repository.files(sha, EVERYTHING, signal);
      expect(Object.fromEntries([...tree].filter(([, entry]) => typeof entry === 'string'))).toEqual({
        '.gitattributes': 'left-out',
        'also-left.yaml': 'left-out',
        'dangling.yaml': 'link',
        folder: 'link',
        'left/link.yaml': 'link-to-file',
        'left/out.yaml': 'left-out',
        'link.yaml': 'link-to-file',
        'odd\\path.yaml': 'odd-path',
        out: 'link',
        sub: 'submodule',
      });
      const sorted = (one: Tree) => Object.entries(textsIn(one)).toSorted(([a], [b]) => (a < b ? -1 : 1));
      expect(sorted(await readDirectory(work, signal))).toEqual(sorted(tree));
      // A folder that has the attribute: all in it is left out.
      await github.commit('Folder', { '.gitattributes': 'common export-ignore\n' });
      const again = await github.git('rev-parse', 'HEAD');
      await github.git('push', '--quiet', 'origin', 'main');
      const less = await repository.files(again, EVERYTHING, signal);
      expect([less.get('common/a.yaml'), less.get('link.yaml')]).toEqual(['left-out', 'link-to-file']);
      expect(sorted(await readDirectory(work, signal))).toEqual(sorted(less));
    });
  });

  describe('CodeHost port', () => {
    const check = (sha: string, more: Partial<CheckRun> = {}): CheckRun => ({
      name: 'rangelight/plan',
      commit: sha,
      status: 'completed',
      conclusion: 'success',
      title: 'plan: +1',
      summary: 'One thing.',
      annotations: [],
      ...more,
    });
    const started = (sha: string): CheckRun => ({
      name: 'rangelight/plan',
      commit: sha,
      status: 'in_progress',
      title: 'planning',
      summary: '',
      annotations: [],
    });
    const annotations = (count: number): CheckRun['annotations'] =>
      Array.from({ length: count }, (_, i) => ({
        source: { file: 'README.md', line: i + 1, column: 1 },
        level: 'warning',
        title: 'T',
        message: `m${i}`,
      }));

    it('makes one check run per name and commit, and writes nothing that it says already', async () => {
      const sha = await github.git('rev-parse', 'HEAD');
      await codeHost.putCheckRun(started(sha), signal);
      await codeHost.putCheckRun(check(sha), signal);
      const since = mark();
      await codeHost.putCheckRun(check(sha), signal);
      expect(writes(since)).toBe(0);
      await codeHost.putCheckRun(check(sha, { summary: 'Two things.' }), signal);
      const { data } = await github.bot.rest.checks.listForRef({ ...here, ref: sha });
      expect(data.check_runs).toHaveLength(1);
      expect(data.check_runs[0]).toMatchObject({ conclusion: 'success', output: { summary: 'Two things.' } });
    });

    it('leaves a check run of the same name alone that another App made', async () => {
      const sha = await github.git('rev-parse', 'HEAD');
      const other = createCodeHosts({
        repositories: [name],
        baseUrl: github.url,
        callTimeoutMs: HANGS_MS,
        access: { type: 'token', token: 'actions-token' },
        login: 'github-actions[bot]',
      }).of(name);
      await other.putCheckRun(check(sha, { title: 'all is well' }), signal);
      await codeHost.putCheckRun(check(sha, { conclusion: 'failure' }), signal);
      const { data } = await github.bot.rest.checks.listForRef({ ...here, ref: sha });
      expect(data.check_runs.map(({ app, conclusion }) => `${app?.slug} ${conclusion}`)).toEqual(
        expect.arrayContaining(['github-actions success', 'rangelight failure']),
      );
      expect(data.check_runs).toHaveLength(2);
    });

    it('sends annotations by the 50, once', async () => {
      const sha = await github.git('rev-parse', 'HEAD');
      await codeHost.putCheckRun(started(sha), signal);
      const many = check(sha, { annotations: annotations(120) });
      const since = mark();
      await codeHost.putCheckRun(many, signal);
      expect(writes(since)).toBe(3);
      await codeHost.putCheckRun(many, signal);
      expect(writes(since)).toBe(3);
      const { data } = await github.bot.rest.checks.listForRef({ ...here, ref: sha });
      expect(data.check_runs.map((run) => run.output.annotations_count)).toEqual([120]);
    });

    it('has buttons, which can be pressed', async () => {
      const sha = await github.git('rev-parse', 'HEAD');
      const plan = { label: 'Plan again', description: 'As things stand now', identifier: 'plan' };
      await codeHost.putCheckRun(check(sha, { actions: [plan] }), signal);
      const { data } = await github.bot.rest.checks.listForRef({ ...here, ref: sha });
      github.acts.pressButton('ada', data.check_runs[0]?.id ?? 0, 'plan');
      const pressed = (await github.events('check_run')).filter(
        ({ payload }) => payload['action'] === 'requested_action',
      );
      expect(pressed.map(({ payload }) => payload)).toMatchObject([
        { requested_action: { identifier: 'plan' }, sender: { login: 'ada', type: 'User' } },
      ]);
    });

    it('edits its one comment in place, and no one else’s', async () => {
      const { data: pull } = await openPull();
      const marker = 'rangelight-plan prod';
      const copied = `<!-- ${marker} -->\nnot ours`;
      await github.person.rest.issues.createComment({ ...here, issue_number: pull.number, body: copied });
      await codeHost.putComment(pull.number, marker, 'First\n', signal);
      const since = mark();
      await codeHost.putComment(pull.number, marker, 'First\n', signal);
      expect(writes(since)).toBe(0);
      await codeHost.putComment(pull.number, marker, 'Second', signal);
      const { data } = await github.bot.rest.issues.listComments({ ...here, issue_number: pull.number });
      expect(data.map(({ body, user }) => [user?.login, body])).toEqual([
        ['ada', copied],
        [login, `<!-- ${marker} -->\nSecond`],
      ]);
    });

    it('edits a comment that is there, and makes none', async () => {
      const { data: pull } = await openPull();
      const texts = async () =>
        (await github.bot.rest.issues.listComments({ ...here, issue_number: pull.number })).data.map(
          ({ body }) => body,
        );
      await codeHost.editComment(pull.number, 'm', 'First', signal);
      expect(await texts()).toEqual([]);
      await codeHost.putComment(pull.number, 'm', 'First', signal);
      await codeHost.editComment(pull.number, 'm', 'Second', signal);
      expect(await texts()).toEqual(['<!-- m -->\nSecond']);
    });

    it('puts a part on top of its comment, in the place of the one before, and makes the comment where there is none', async () => {
      const { data: pull } = await openPull();
      const texts = async () =>
        (await github.bot.rest.issues.listComments({ ...here, issue_number: pull.number })).data.map(
          ({ body }) => body,
        );
      await codeHost.putOnTop(pull.number, 'm', { name: 'one', body: 'Waits' }, signal);
      expect(await texts()).toEqual(['<!-- m -->\n<!-- one -->\nWaits\n<!-- /one -->']);
      await codeHost.putComment(pull.number, 'm', 'The plan', signal);
      await codeHost.putOnTop(pull.number, 'm', { name: 'one', body: 'Waits' }, signal);
      await codeHost.putOnTop(pull.number, 'm', { name: 'two', body: 'Fails' }, signal);
      await codeHost.putOnTop(pull.number, 'm', { name: 'one', body: 'Applied' }, signal);
      const since = mark();
      await codeHost.putOnTop(pull.number, 'm', { name: 'one', body: 'Applied' }, signal);
      expect(writes(since)).toBe(0);
      const parts = '<!-- one -->\nApplied\n<!-- /one -->\n\n<!-- two -->\nFails\n<!-- /two -->';
      expect(await texts()).toEqual([`<!-- m -->\n${parts}\n\nThe plan`]);
      // Case 33: a plan that is told late takes nothing away of what became of the merge.
      await codeHost.putComment(pull.number, 'm', 'The plan, later', signal);
      await codeHost.editComment(pull.number, 'm', 'The plan, last', signal);
      expect(await texts()).toEqual([`<!-- m -->\n${parts}\n\nThe plan, last`]);
      const afterwards = mark();
      await codeHost.putComment(pull.number, 'm', 'The plan, last', signal);
      expect(writes(afterwards)).toBe(0);
    });

    it('knows which pull request was merged as a commit', async () => {
      const { data: pull } = await openPull();
      const { data } = await github.person.rest.pulls.merge({ ...here, pull_number: pull.number });
      await expect(codeHost.pullsMergedAs(data.sha, 'main', signal)).resolves.toEqual([
        { number: pull.number, head: pull.head.sha },
      ]);
      await expect(codeHost.pullsMergedAs(data.sha, 'other', signal)).resolves.toEqual([]);
      // Its own commits are in the branch now, too: the merge made another one.
      await expect(codeHost.pullsMergedAs(pull.head.sha, 'main', signal)).resolves.toEqual([]);
      // A squash has another commit than any of the pull request's own.
      const { data: other } = await openPull('other');
      const squash = { ...here, pull_number: other.number, merge_method: 'squash' } as const;
      const { data: squashed } = await github.person.rest.pulls.merge(squash);
      await expect(codeHost.pullsMergedAs(squashed.sha, 'main', signal)).resolves.toEqual([
        { number: other.number, head: other.head.sha },
      ]);
    });

    it('opens an issue, edits it, closes it, and opens it again', async () => {
      const marker = 'rangelight-drift prod/blue';
      const issues = async () => (await github.bot.rest.issues.listForRepo({ ...here, state: 'all' })).data;
      await codeHost.putIssue(marker, 'Drift', undefined, signal);
      expect(await issues()).toEqual([]);
      await codeHost.putIssue(marker, 'Drift', 'one', signal);
      const since = mark();
      await codeHost.putIssue(marker, 'Drift', 'one', signal);
      expect(writes(since)).toBe(0);
      await codeHost.putIssue(marker, 'Drift', 'two', signal);
      await codeHost.putIssue(marker, 'Drift', undefined, signal);
      expect((await issues()).map(({ state }) => state)).toEqual(['closed']);
      await codeHost.putIssue(marker, 'Drift', 'three', signal);
      expect((await issues()).map(({ state, body }) => [state, body])).toEqual([['open', `<!-- ${marker} -->\nthree`]]);
    });

    it('opens an issue once for all: what a person closed stays closed (case 66)', async () => {
      const marker = 'rangelight-lost prod/blue';
      const issues = async () => (await github.bot.rest.issues.listForRepo({ ...here, state: 'all' })).data;
      await codeHost.openIssue(marker, 'Lost', 'one', signal);
      const [issue] = await issues();
      expect([issue?.state, issue?.body]).toEqual(['open', `<!-- ${marker} -->\none`]);
      const closed = { ...here, issue_number: issue?.number ?? 0, state: 'closed' as const };
      await github.person.rest.issues.update(closed);
      const since = mark();
      await codeHost.openIssue(marker, 'Lost', 'two', signal);
      expect(writes(since)).toBe(0);
      expect((await issues()).map(({ state }) => state)).toEqual(['closed']);
    });

    async function openPull(head = 'topic') {
      await github.git('checkout', '--quiet', '-b', head);
      await github.commit('Topic', { [`${head}.yaml`]: 'a: 1\n' });
      await github.git('push', '--quiet', 'origin', head);
      return github.person.rest.pulls.create({ ...here, title: 'T', head, base: 'main' });
    }
  });
});

describe('GitHub failures', () => {
  async function withAnswer(answer: Handler, use: (repository: Repository) => Promise<void>): Promise<void> {
    const served = await serve(answer);
    const limits = { packed: 5_000, unpacked: 40_000, wanted: 10_000, entries: 10, paths: 200 };
    await use(
      createRepositories({
        repositories: [name],
        access: { type: 'token', token: 't' },
        baseUrl: served.url,
        callTimeoutMs: HANGS_MS,
        limits,
      }).of(name),
    );
    await served.close();
  }

  it.each([
    [401, {}, 'denied'],
    [403, {}, 'denied'],
    [403, { 'x-ratelimit-remaining': '0' }, 'rate-limited'],
    [403, { 'retry-after': '60' }, 'rate-limited'],
    [429, {}, 'rate-limited'],
    [404, {}, 'not-found'],
    [422, {}, 'invalid'],
    [502, {}, 'unavailable'],
  ] as const)('says %i %j as %s', async (status, headers, code) => {
    await withAnswer(
      () => Response.json({ message: 'no' }, { status, headers }),
      (repository) => expect(repository.pullRequest(1, signal)).rejects.toMatchObject({ code }),
    );
  });

  interface Entry {
    readonly path: string;
    readonly content?: string;
    readonly type?: 'File' | 'SymbolicLink';
  }

  function tarball(entries: readonly Entry[]): Buffer {
    const blocks = entries.flatMap(({ path, content = '', type = 'File' }) => {
      const header = new Header({ path, type, size: content.length, mode: 0o644, mtime: new Date(0) });
      if (type === 'SymbolicLink') header.linkpath = '/etc/passwd';
      header.encode();
      const padding = Buffer.alloc((512 - (content.length % 512)) % 512);
      return [header.block ?? Buffer.alloc(0), Buffer.from(content), padding];
    });
    return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1_024)]));
  }

  /** An archive, and the listing of the same tree. */
  const archive = (
    bytes: Uint8Array,
    listing: readonly { path: string; mode: string }[],
    truncated = false,
  ): Handler => {
    return ({ url }) =>
      url.includes('/git/trees/')
        ? Response.json({ sha: 'c', tree: listing, truncated })
        : new Response(Uint8Array.from(bytes));
  };
  const listed = (...paths: readonly string[]) => paths.map((path) => ({ path, mode: '100644' }));
  const entry = (path: string): Entry => ({ path, content: 'x' });

  it('keeps nothing of links and of paths that leave the folder, and names what Git has of them', async () => {
    const entries = [
      entry('top/kept'),
      { path: 'top/link', type: 'SymbolicLink' } as const,
      entry('top/../../out'),
      entry('/absolute'),
      entry('top/a\\b'),
    ];
    const listing = [...listed('kept', 'a\\b'), { path: 'link', mode: '120000' }, { path: 'sub', mode: '040000' }];
    await withAnswer(archive(tarball(entries), listing), async (repository) => {
      const files = await repository.files('c', EVERYTHING, signal);
      expect([...files].map(([path, entry]) => [path, typeof entry === 'string' ? entry : ''])).toEqual([
        ['kept', ''],
        ['a\\b', 'odd-path'],
        ['link', 'link'],
      ]);
    });
  });

  it('refuses a commit of which GitHub cuts the list of files: what is missing cannot be known', async () => {
    await withAnswer(archive(tarball([entry('top/kept')]), listed('kept'), true), (repository) =>
      expect(repository.files('c', EVERYTHING, signal)).rejects.toMatchObject({ code: 'too-large' }),
    );
  });

  it.each([
    ['cut short', (whole: Buffer) => whole.subarray(0, whole.length - 20)],
    ['empty', () => Buffer.alloc(0)],
    ['no archive', () => Buffer.from('<html>')],
  ])('fails whole when the archive is %s', async (_, damage) => {
    const content = Array.from({ length: 3_000 }, (_, i) => String.fromCharCode(33 + ((i * 7919) % 90))).join('');
    const whole = tarball([
      { path: 'top/a', content },
      { path: 'top/b', content },
    ]);
    await withAnswer(archive(damage(whole), listed('a', 'b')), (repository) =>
      expect(repository.files('c', EVERYTHING, signal)).rejects.toMatchObject({ code: 'unavailable' }),
    );
  });

  it('keeps what is wanted by its path, or by what the first files say, and only that', async () => {
    const large = 'x'.repeat(12_000);
    const entries = [
      { path: 'top/a/data', content: large },
      { path: 'top/a/wanted', content: 'names b' },
      { path: 'top/b', content: 'b' },
      { path: 'top/z', content: large },
    ];
    const names: string[][] = [];
    const wanted: Wanted = {
      first: (path) => path.endsWith('wanted'),
      others(files) {
        names.push([...files.keys()]);
        return (path) => path === 'b';
      },
    };
    const listing = listed('a/data', 'a/wanted', 'b', 'z');
    await withAnswer(archive(tarball(entries), listing), async (repository) => {
      const files = await repository.files('c', wanted, signal);
      expect(textsIn(files)).toEqual({ 'a/wanted': 'names b', b: 'b' });
      expect(names).toEqual([['a/wanted']]);
    });
  });

  const noise = randomBytes(6_000).toString('base64');
  it.each([
    ['its archive has more than 5000 bytes', [{ path: 'top/a', content: noise }], EVERYTHING],
    ['its files have more than 40000 bytes', [{ path: 'top/a', content: 'x'.repeat(50_000) }], NOTHING],
    [
      'its fleet files and manifests have more than 10000 bytes',
      [{ path: 'top/a', content: 'x'.repeat(20_000) }],
      EVERYTHING,
    ],
    ['it has more than 10 files and folders', Array.from({ length: 11 }, (_, i) => entry(`top/${i}`)), NOTHING],
    [
      'the paths of its files have more than 200 letters',
      Array.from({ length: 3 }, (_, i) => entry(`top/${'a'.repeat(70)}${i}`)),
      NOTHING,
    ],
  ] as const)('case 03: says of a commit that is too large: %s', async (why, entries, wanted) => {
    let requests = 0;
    const bytes = tarball(entries);
    const answer: Handler = () => {
      requests += 1;
      return new Response(Uint8Array.from(bytes));
    };
    await withAnswer(answer, (repository) =>
      expect(repository.files('c', wanted, signal)).rejects.toMatchObject({
        code: 'too-large',
        message: `the commit is too large to be read: ${why}`,
      }),
    );
    expect(requests).toBe(1);
  });

  it('calls no answer unavailable, and stops at once when told to', async () => {
    const nowhere = createRepositories({
      repositories: [name],
      access: { type: 'token', token: 't' },
      baseUrl: 'http://127.0.0.1:9',
      callTimeoutMs: HANGS_MS,
    }).of(name);
    await expect(nowhere.head('main', signal)).rejects.toMatchObject({ code: 'unavailable' });
    const controller = new AbortController();
    await withAnswer(
      () => {
        controller.abort(new DOMException('enough', 'AbortError'));
        return new Promise<Response>(() => {});
      },
      (repository) => expect(repository.head('main', controller.signal)).rejects.toThrow('enough'),
    );
  });
});

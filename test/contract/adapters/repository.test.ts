// The Repository port: two repositories of one App on GitHub by the emulator, and the fake that use cases are tested
// with.
import { createHash, createPrivateKey } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { serve } from '../../../infra/emulators/kit/serve.ts';
import { createRepositories, type GitHubOptions } from '../../../lib/adapters/github/index.ts';
import type { Repository } from '../../../lib/ports/index.ts';
import { createMemoryRepository } from '../../fakes/memory-repository.ts';
import { app, appWith, privateKey } from '../github/app-fixture.ts';
import { type LocalGitHub, startLocalGitHub } from '../github/local-github.ts';
import { type RepositoryRig, repositorySuite } from './suites/repository.ts';
import { HANGS_MS } from '../../limits.ts';

const { signal } = new AbortController();
const NAMES = ['acme/fleet', 'acme/edge'] as const;
const access = { type: 'app', id: String(app.id), privateKey: createPrivateKey(privateKey) } as const;

describe('GitHub', () => {
  let github: LocalGitHub;
  const rigs = new Map<string, RepositoryRig>();
  beforeAll(async () => {
    const edge = { owner: 'acme', repo: 'edge' };
    const granted = { contents: 'read', pull_requests: 'read' } as const;
    github = await startLocalGitHub('optional', { app: appWith(granted, edge.repo), others: [edge] });
    await github.emulator.repository('acme/edge').acts.push('ada', { branch: 'main', files: { 'README.md': 'Edge' } });
    const repositories = createRepositories({
      repositories: NAMES,
      access,
      baseUrl: github.url,
      callTimeoutMs: HANGS_MS,
    });
    for (const name of NAMES) rigs.set(name, rigOn(github, name, repositories.of(name)));
  });
  afterAll(() => github[Symbol.asyncDispose]());

  describe.each(NAMES)('%s', (name) => {
    repositorySuite(() => rigs.get(name) ?? expect.unreachable());
  });
});

describe('memory', () => {
  let rig: RepositoryRig;
  beforeEach(() => {
    rig = memoryRig();
  });
  repositorySuite(() => rig);
});

describe('long histories', () => {
  const commit = (n: number) => ({ sha: String(n), author: {}, committer: null });
  const push = (n: number) => ({
    activity_type: 'push',
    actor: null,
    before: String(n),
    after: String(n + 1),
    timestamp: '2026-01-02T03:04:05Z',
  });
  const pull = { head: { ref: 'topic', repo: { id: 1 } }, base: { repo: { id: 1 } } };

  /** GitHub with lists of so many items, in pages of a hundred. */
  async function withItems(total: number, use: (repository: Repository) => Promise<void>): Promise<void> {
    let origin = '';
    const served = await serve((request) => {
      const { pathname, searchParams } = new URL(request.url);
      if (pathname.endsWith('/pulls/1')) return Response.json(pull);
      const start = Number(searchParams.get('page') ?? '0') * 100;
      const make = pathname.endsWith('/commits') ? commit : push;
      const items = Array.from({ length: Math.min(100, total - start) }, (_, index) => make(start + index));
      const next = `<${origin}${pathname}?page=${start / 100 + 1}>; rel="next"`;
      return Response.json(items, start + 100 < total ? { headers: { link: next } } : {});
    });
    origin = served.url;
    const token = { type: 'token', token: 't' } as const;
    const options: GitHubOptions = { repositories: NAMES, access: token, baseUrl: served.url, callTimeoutMs: HANGS_MS };
    await use(createRepositories(options).of('acme/fleet'));
    await served.close();
  }

  it.each([
    [249, true],
    // As many as GitHub lists: there may be more.
    [250, false],
  ])('%i commits are whole: %s', async (total, isWhole) => {
    await withItems(total, async (repository) => {
      const found = await repository.commitsOf(1, signal);
      expect([found.commits.length, found.isWhole]).toEqual([total, isWhole]);
      expect(found.commits[0]).toEqual({ sha: '0', author: undefined, committer: undefined });
    });
  });

  it.each([
    [500, 500, true],
    [501, 500, false],
  ])('of %i pushes the newest %i are read, and are whole: %s', async (total, read, isWhole) => {
    await withItems(total, async (repository) => {
      const found = await repository.pushesOf(1, signal);
      expect([found.pushes.length, found.isWhole]).toEqual([read, isWhole]);
      expect(found.pushes[0]).toMatchObject({ by: undefined, at: Date.UTC(2026, 0, 2, 3, 4, 5) });
    });
  });
});

function rigOn(github: LocalGitHub, name: (typeof NAMES)[number], port: Repository): RepositoryRig {
  const { acts } = github.emulator.repository(name);
  const [owner = '', repo = ''] = name.split('/');
  let count = 0;
  const change = (login: string, branch: string) => {
    count += 1;
    return { branch, files: { [branch]: `${login} ${count}` } };
  };
  return {
    port,
    push: (login, branch, force) => acts.push(login, { ...change(login, branch), force: force === 'force' }),
    open: (login, branch) => acts.open(login, { head: branch, title: branch }),
    openFromFork: async (login, branch) =>
      (await acts.openFromFork(login, { ...change(login, branch), title: branch })).number,
    async mergeInto(_login, from, into) {
      const pull_number = await acts.open('mia', { head: from, base: into, title: from });
      return (await github.person.rest.pulls.merge({ owner, repo, pull_number })).data.sha;
    },
    settled: () => github.emulator.idle(),
    rename: (login, from, to) => acts.renameBranch(login, from, to),
    remove: async (_login, branch) => {
      await github.person.rest.git.deleteRef({ owner, repo, ref: `heads/${branch}` });
    },
  };
}

function memoryRig(): RepositoryRig {
  const port = createMemoryRepository();
  for (const login of ['ada', 'mia']) port.writers.add(login);
  port.commit('0', {});
  port.branch('main', '0', 'ada');
  const tips = new Map([['main', '0']]);
  const parents = new Map<string, string>();
  let count = 0;
  const make = (branch: string, onto: string, by: { author: string; committer?: string }): string => {
    count += 1;
    const sha = createHash('sha1').update(String(count)).digest('hex');
    port.commit(sha, { [branch]: `${by.author} ${count}` }, { onto, ...by });
    parents.set(sha, onto);
    tips.set(branch, sha);
    return sha;
  };
  const open = (author: string, branch: string, fork: boolean): number => {
    count += 1;
    port.pull({ number: count, head: tips.get(branch) ?? '', branch, author, fork });
    follow.push({ number: count, branch });
    return count;
  };
  const follow: { readonly number: number; readonly branch: string }[] = [];
  const move = (branch: string, sha: string, by: string): string => {
    port.branch(branch, sha, by);
    for (const one of follow) if (one.branch === branch) port.pull({ number: one.number, head: sha });
    return sha;
  };
  return {
    port,
    async push(login, branch, force) {
      const tip = tips.get(branch) ?? '0';
      const onto = force === 'force' ? (parents.get(tip) ?? '0') : tip;
      return move(branch, make(branch, onto, { author: login, committer: login }), login);
    },
    open: async (login, branch) => open(login, branch, false),
    async openFromFork(login, branch) {
      make(branch, '0', { author: login, committer: login });
      return open(login, branch, true);
    },
    async mergeInto(login, from, into) {
      // A line of commits in place of a merge of two.
      const [inner = '', tip = '0'] = [tips.get(from), tips.get(into)];
      port.commit(inner, {}, { onto: tip, author: 'mia', committer: 'mia' });
      return move(into, make(into, inner, { author: login }), login);
    },
    settled: async () => undefined,
    async rename(login, from, to) {
      port.branch(to, tips.get(from), login);
      port.branch(from, undefined, login);
    },
    remove: async (login, branch) => port.branch(branch, undefined, login),
  };
}

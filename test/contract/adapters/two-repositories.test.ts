// Repositories of one App, under two accounts: what is done for one reaches nothing of another, neither through the
// ports nor with the token that was made for it.
import { createPrivateKey } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { READS, WRITES } from '../../../lib/adapters/github/access.ts';
import { createGitHubClients } from '../../../lib/adapters/github/client.ts';
import { createCodeHosts, createRepositories } from '../../../lib/adapters/github/index.ts';
import type { CodeHosts, Repositories } from '../../../lib/ports/index.ts';
import { app, installation, privateKey } from '../github/app-fixture.ts';
import { EVERYTHING } from './everything.ts';
import { type LocalGitHub, startLocalGitHub } from '../github/local-github.ts';
import { HANGS_MS } from '../../limits.ts';

const { signal } = new AbortController();
const NAMES = ['acme/fleet', 'acme/edge', 'octo/fleet', 'acme/alone'] as const;
const [FLEET, EDGE, OCTO, ALONE] = NAMES;
const PAIRS = [
  [FLEET, EDGE],
  [EDGE, FLEET],
  [FLEET, OCTO],
  [OCTO, FLEET],
] as const;

let github: LocalGitHub;
let repositories: Repositories;
let hosts: CodeHosts;
const options = () => ({
  repositories: NAMES,
  baseUrl: github.url,
  callTimeoutMs: HANGS_MS,
  access: { type: 'app', id: app.clientId, privateKey: createPrivateKey(privateKey) } as const,
});
/** What stands in each: a commit, a comment on an issue and a check run. */
const made = new Map<string, { readonly sha: string; readonly comment: number; readonly checkRun: number }>();
const madeIn = (name: string) => made.get(name) ?? expect.unreachable();
const whereOf = (name: string) => {
  const [owner = '', repo = ''] = name.split('/');
  return { owner, repo };
};

beforeAll(async () => {
  const permissions = { ...WRITES, contents: 'read' } as const;
  const installations = [
    { ...installation, permissions, repositories: ['fleet', 'edge'] },
    { id: 100, owner: 'octo', permissions },
  ];
  const others = [EDGE, OCTO, ALONE].map(whereOf);
  github = await startLocalGitHub('optional', { app: { ...app, installations }, others });
  repositories = createRepositories(options());
  hosts = createCodeHosts(options());
  for (const name of NAMES) {
    const { acts } = github.emulator.repository(name);
    const where = whereOf(name);
    const sha = await acts.push('ada', { branch: 'main', files: { [`of ${name}`]: name } });
    // Another number of issues in each: a number of one may be none of another.
    for (let n = 0; n <= NAMES.indexOf(name); n += 1) await github.person.rest.issues.create({ ...where, title: 'T' });
    const comment = await acts.comment('ada', 1, `in ${name}`);
    const run = { ...where, name: 'rangelight/plan', head_sha: sha, conclusion: 'success' } as const;
    made.set(name, { sha, comment, checkRun: (await github.bot.rest.checks.create(run)).data.id });
  }
});
afterAll(() => github[Symbol.asyncDispose]());

describe.each(PAIRS)('of %s and %s', (one, other) => {
  it('each is read as itself', async () => {
    expect(await repositories.of(one).head('main', signal)).toBe(madeIn(one).sha);
    expect([...(await repositories.of(one).files(madeIn(one).sha, EVERYTHING, signal)).keys()]).toContain(`of ${one}`);
    expect(await hosts.of(one).comment(madeIn(one).comment, signal)).toMatchObject({ body: `in ${one}` });
  });

  it('nothing of the second is read through the port of the first', async () => {
    const { sha, comment, checkRun } = madeIn(other);
    await expect(repositories.of(one).files(sha, EVERYTHING, signal)).rejects.toMatchObject({ code: 'not-found' });
    await expect(repositories.of(one).compare(sha, sha, signal)).rejects.toMatchObject({ code: 'not-found' });
    expect(await hosts.of(one).comment(comment, signal)).toBeUndefined();
    expect(await hosts.of(one).checkRun(checkRun, signal)).toBeUndefined();
  });

  it('nothing of the second is written through the port of the first', async () => {
    const since = github.emulator.journal.entries.length;
    const host = hosts.of(one);
    const check = { name: 'rangelight/plan', commit: madeIn(other).sha, status: 'in_progress' } as const;
    await expect(host.putCheckRun({ ...check, title: 'T', summary: '', annotations: [] }, signal)).rejects.toThrow();
    await host.react(madeIn(other).comment, 'rocket', signal);
    await host.putIssue('only here', 'T', one, signal);
    const at = (name: string): number =>
      github.emulator.journal.mutations(since).filter(({ path }) => path.startsWith(`/repos/${name}/`)).length;
    expect(at(other)).toBe(0);
    const titles = (await github.person.rest.issues.listForRepo(whereOf(other))).data.map(({ body }) => body ?? '');
    expect(titles.filter((body) => body.endsWith(`\n${one}`))).toEqual([]);
  });

  it.each([
    ['reading', READS],
    ['writing', WRITES],
  ])('the token for %s the first opens nothing of the second', async (_, wanted) => {
    const { call } = createGitHubClients(options(), wanted).clientOf(whereOf(one));
    const where = whereOf(other);
    const { sha, comment } = madeIn(other);
    const refused = async (ask: Parameters<typeof call>[1]) =>
      expect(call(signal, ask)).rejects.toMatchObject({ code: 'not-found' });
    await refused((octokit) => octokit.rest.repos.get(where));
    await refused((octokit) => octokit.rest.git.getRef({ ...where, ref: 'heads/main' }));
    await refused((octokit) => octokit.rest.repos.downloadTarballArchive({ ...where, ref: sha }));
    await refused((octokit) => octokit.rest.issues.getComment({ ...where, comment_id: comment }));
    await refused((octokit) => octokit.rest.issues.create({ ...where, title: 'Not mine' }));
    await refused((octokit) => octokit.rest.checks.create({ ...where, name: 'x', head_sha: sha }));
  });
});

it('a repository without the App is denied, in words that say what to do', async () => {
  const said = expect.stringMatching(/not installed on acme\/alone.*install/);
  const denied = { code: 'denied', message: said };
  await expect(repositories.of(ALONE).head('main', signal)).rejects.toMatchObject(denied);
  await expect(hosts.of(ALONE).permission('ada', signal)).rejects.toMatchObject(denied);
  await expect(hosts.of(ALONE).comment(madeIn(ALONE).comment, signal)).rejects.toMatchObject(denied);
});

it('makes one token for each repository and purpose, and asks once who it is', async () => {
  const since = github.emulator.journal.entries.length;
  const fresh = createCodeHosts(options());
  for (const name of [FLEET, EDGE, OCTO, FLEET, EDGE]) await fresh.of(name).putIssue('m', 'T', undefined, signal);
  const asked = github.emulator.journal.entries.slice(since).map(({ method, path }) => `${method} ${path}`);
  const count = (what: RegExp): number => asked.filter((line) => what.test(line)).length;
  expect([count(/^POST .*\/access_tokens$/), count(/\/installation$/), count(/^GET \/app$/)]).toEqual([3, 3, 1]);
});

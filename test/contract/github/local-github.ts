// A GitHub emulator on a port with a webhook receiver beside it, and a real git working copy to push from.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Octokit } from '@octokit/rest';
import {
  type Acts,
  type AppOptions,
  createGitHubEmulator,
  type Delivery,
  type GitCredentials,
  type GitHubEmulator,
  type RepositoryOptions,
} from '../../../infra/emulators/github/index.ts';
import { type Clock, scaledClock } from '../../../infra/emulators/kit/clock.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { outputOf } from '../../../infra/emulators/kit/run-program.ts';
import { serve } from '../../../infra/emulators/kit/serve.ts';

export const owner = 'acme';
export const repo = 'fleet';
export const here = { owner, repo };
export const name = `${owner}/${repo}`;
export const secret = 'hook-secret';

export interface Received {
  readonly id: string;
  readonly event: string;
  readonly signature: string;
  readonly body: string;
}

export interface LocalGitHub extends AsyncDisposable {
  readonly url: string;
  readonly emulator: GitHubEmulator;
  /** What people do in the repository of `here`. */
  readonly acts: Acts;
  readonly gitUrl: () => string;
  /** The app with write permission. */
  readonly bot: Octokit;
  readonly person: Octokit;
  readonly reader: Octokit;
  /** Where deliveries go. */
  readonly webhookUrl: string;
  /** What the webhook receiver was sent. */
  readonly received: Received[];
  /** Makes the receiver answer with this status from now on. */
  receiverAnswers(status: number): void;
  /** Runs git in the working copy; gives its standard output. */
  git(...args: readonly string[]): Promise<string>;
  /** Writes files, commits them and gives the commit's SHA. */
  commit(message: string, files: Readonly<Record<string, string | undefined>>): Promise<string>;
  client(token: string): Octokit;
  /** Deliveries of an event, once none is in flight. */
  events(event: string): Promise<readonly Delivery[]>;
}

const environment = {
  PATH: process.env['PATH'] ?? '',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_LITERAL_PATHSPECS: '1',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
};

export interface LocalGitHubOptions {
  readonly app?: AppOptions;
  readonly clock?: Clock;
  /** Of the first repository's merge queue. */
  readonly requiredChecks?: readonly string[];
  /** More repositories; they are empty. */
  readonly others?: readonly Pick<RepositoryOptions, 'owner' | 'repo' | 'roles'>[];
}

const main = { defaultBranch: 'main' };

/** Starts everything in a temporary directory; one commit (README.md) is on main. Dispose removes it all. */
export async function startLocalGitHub(
  gitCredentials: GitCredentials = 'optional',
  { app, clock = scaledClock(1), requiredChecks = [], others = [] }: LocalGitHubOptions = {},
): Promise<LocalGitHub> {
  const root = await mkdtemp(join(tmpdir(), 'github-emulator-'));
  const work = join(root, 'work');
  const received: Received[] = [];
  let receiverStatus = 202;
  const receiver = await serve(async (request) => {
    const header = (name: string): string => request.headers.get(name) ?? '';
    received.push({
      id: header('x-github-delivery'),
      event: header('x-github-event'),
      signature: header('x-hub-signature-256'),
      body: await request.text(),
    });
    return new Response(null, { status: receiverStatus });
  });
  let url = '';
  const emulator = await createGitHubEmulator({
    repositories: [
      { ...here, ...main, directory: join(root, 'bare.git'), teams: new Map([['fleet', ['mia']]]), requiredChecks },
      ...others.map((one) => ({ ...main, ...one, directory: join(root, `${one.owner}-${one.repo}.git`) })),
    ],
    clock,
    random: seededRandom(1),
    webhook: { url: () => receiver.url, secrets: [secret] },
    tokens: new Map([
      ['person-token', { login: 'ada', type: 'User', permission: 'admin' }],
      ['bot-token', { login: 'rangelight[bot]', type: 'Bot', permission: 'write' }],
      ['actions-token', { login: 'github-actions[bot]', type: 'Bot', permission: 'write' }],
      ['reader-token', { login: 'rae', type: 'User', permission: 'read' }],
      ['triager-token', { login: 'tom', type: 'User', permission: 'triage' }],
      ['maintainer-token', { login: 'mia', type: 'User', permission: 'maintain', association: 'MEMBER' }],
      ['stranger-token', { login: 'mallory', type: 'User', permission: 'read' }],
    ]),
    gitCredentials,
    ...(app === undefined ? {} : { app }),
    baseUrl: () => url,
  });
  const { acts, ...first } = emulator.repository(name);
  const gitUrl = (): string => first.gitUrl();
  const served = await serve(emulator.handler);
  url = served.url;
  const git = async (...args: readonly string[]): Promise<string> =>
    (await outputOf({ command: 'git', args: ['-C', work, ...args], env: environment })).trim();
  const commit: LocalGitHub['commit'] = async (message, files) => {
    for (const [path, text] of Object.entries(files)) {
      const file = join(work, path);
      await mkdir(dirname(file), { recursive: true });
      await (text === undefined ? rm(file) : writeFile(file, text));
    }
    await git('add', '--all', '--', ...Object.keys(files));
    await git('commit', '--quiet', '-m', message);
    return git('rev-parse', 'HEAD');
  };
  const client = (token: string): Octokit => new Octokit({ baseUrl: url, auth: token, log: silent });

  await mkdir(work);
  await git('init', '--quiet', '--template=', '--initial-branch=main');
  await git('remote', 'add', 'origin', gitUrl().replace('//', '//ada:person-token@'));
  await commit('First', { 'README.md': '# Fleet\n' });
  await git('push', '--quiet', 'origin', 'main');
  return {
    url,
    emulator,
    acts,
    gitUrl,
    webhookUrl: receiver.url,
    received,
    git,
    commit,
    client,
    bot: client('bot-token'),
    person: client('person-token'),
    reader: client('reader-token'),
    receiverAnswers(status) {
      receiverStatus = status;
    },
    async events(event) {
      await emulator.idle();
      return emulator.deliveries().filter((delivery) => delivery.event === event);
    },
    async [Symbol.asyncDispose]() {
      await emulator.idle();
      await Promise.all([served.close(), receiver.close()]);
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** Expected refusals would otherwise be printed. */
const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** The refusal that a request ends in; undefined when it succeeded. */
export async function refusal(
  request: Promise<unknown>,
): Promise<{ readonly status: number; readonly message: string } | undefined> {
  try {
    await request;
    return undefined;
  } catch (error) {
    const { status, message } = error as { status: number; message: string };
    return { status, message };
  }
}

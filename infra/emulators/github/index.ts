// GitHub for the local cloud: its REST API, Git over HTTP and webhooks, over one real bare repository.
// In: requests, pushes. Out: responses, webhook deliveries, a journal. Behaviour and sources: BEHAVIOR.md.
// May import: node built-ins, its own folder, ../kit.
import type { Clock } from '../kit/clock.ts';
import { createFaults, type Faults } from '../kit/faults.ts';
import { createFront } from '../kit/front.ts';
import { createJournal, type Journal } from '../kit/journal.ts';
import { createLatency, type Latency, type LatencyProfile } from '../kit/latency.ts';
import type { Random } from '../kit/random.ts';
import type { Handler } from '../kit/serve.ts';
import { createActs, type Acts } from './acts.ts';
import { createAccounts, type TokenGrant } from './accounts.ts';
import { cut } from './cut-lists.ts';
import type { Fork } from './forks.ts';
import { initRepository } from './git.ts';
import { type GitCredentials, serveGit } from './git-access.ts';
import { type AppOptions, createInstallation } from './installations.ts';
import { latencies } from './latencies.ts';
import { createLinks } from './links.ts';
import { createMergeQueue } from './merge-queue.ts';
import { createPreviousRefs } from './previous-refs.ts';
import { announcePush, movesBetween } from './pushes.ts';
import { refuse } from './refuse.ts';
import { listRefs } from './repository/revisions.ts';
import { createRest } from './rest.ts';
import { createState } from './state.ts';
import { createTurns } from './turns.ts';
import { accountView } from './views/account.ts';
import { repositoryView } from './views/repository.ts';
import { createWebhooks, type Delivery, type Drop, type WebhookTarget } from './webhooks.ts';
import { PUBLISHED_LIMITS, type SecondaryLimits } from './secondary-limits.ts';
import { timestamp, type World } from './world.ts';

export type { GitCredentials } from './git-access.ts';
export { UnknownDelivery } from './webhooks.ts';
export type { Delivery, DeliveryAttempt, Drop } from './webhooks.ts';
export type { Acts, FileChanges, ForkPull } from './acts.ts';
export type { TokenGrant } from './accounts.ts';
export type { AppOptions } from './installations.ts';

export interface GitHubOptions {
  /** Where the bare repository is made (or found). */
  readonly directory: string;
  readonly owner: string;
  readonly repo: string;
  readonly defaultBranch: 'main';
  readonly clock: Clock;
  readonly random: Random;
  readonly webhook?: WebhookTarget;
  /** By token. `Bot` stands for a GitHub App, `User` for a person. */
  readonly tokens: ReadonlyMap<string, TokenGrant>;
  /** Logins by the slug of a team of the owner, lower case; default none. */
  readonly teams?: ReadonlyMap<string, readonly string[]>;
  /** A GitHub App on the repository: its hook is the hook, its tokens are made by the API. */
  readonly app?: AppOptions;
  /** Names of checks that the merge queue waits for; default none. */
  readonly requiredChecks?: readonly string[];
  /** Default `optional`: a push without credentials is the first writer's. See GitCredentials. */
  readonly gitCredentials?: GitCredentials;
  /** The emulator's own URL, for absolute links. */
  readonly baseUrl: () => string;
  /** Default: those that GitHub publishes. */
  readonly secondaryLimits?: SecondaryLimits;
  /** How long answers take; default `instant`. */
  readonly latency?: LatencyProfile;
}

export interface GitHubEmulator {
  /** The REST API at /, Git at /OWNER/REPO.git. */
  readonly handler: Handler;
  /** For git: clone, fetch, push. */
  gitUrl(): string;
  readonly journal: Journal;
  readonly faults: Faults;
  readonly latency: Latency;
  /** Every webhook delivery, oldest first. */
  deliveries(): readonly Delivery[];
  /** What people do: comment, push, fork, press buttons, enqueue. */
  readonly acts: Acts;
  /** Signs deliveries with this secret from now on; without one, with the next of the options' secrets. */
  rotateSecret(secret?: string): void;
  /** Keeps deliveries from arriving; the result lifts it. */
  dropDeliveries(rule?: Drop): () => void;
  /** Sends a delivery again under the same id; resolves when it was answered, throws UnknownDelivery. */
  redeliver(id: string): Promise<void>;
  /** Resolves when no delivery is in flight. */
  idle(): Promise<void>;
}

export async function createGitHubEmulator(options: GitHubOptions): Promise<GitHubEmulator> {
  const { clock, random, owner, repo, defaultBranch } = options;
  const git = await initRepository(options.directory, defaultBranch);
  const journal = createJournal();
  const faults = createFaults(['stale', 'short-list']);
  const webhooks = createWebhooks(clock, random, options.webhook);
  const inTurn = createTurns();
  const links = createLinks(options.baseUrl, owner, repo);
  const installation = options.app === undefined ? undefined : createInstallation(clock, random, options.app);
  const known = createAccounts(options.tokens, ...(installation === undefined ? [] : [installation.bot]));
  const previous = createPreviousRefs(git, defaultBranch);
  const world: World = {
    owner,
    repo,
    defaultBranch,
    clock,
    random,
    git,
    links,
    state: createState(),
    accounts: { ...known, byToken: (token) => known.byToken(token) ?? installation?.byToken(token) },
    teams: options.teams ?? new Map(),
    installation,
    secondaryLimits: options.secondaryLimits ?? PUBLISHED_LIMITS,
    now: () => timestamp(clock.now()),
    emit(event, payload, sender) {
      webhooks.send(event, {
        ...payload,
        repository: repositoryView(world),
        sender: accountView(links, sender),
        ...(installation === undefined ? {} : { installation: { id: installation.app.installationId } }),
      });
    },
    changeRefs: (sender, change) =>
      inTurn(async () => {
        const refs = (): Promise<Map<string, string>> => listRefs(git, 'refs/heads', 'refs/tags', 'refs/namespaces');
        let before = await refs();
        const first = before;
        const result = await change();
        // What moved may move the merge queue, and that moves refs again.
        for (;;) {
          await queue.advance();
          const after = await refs();
          const moves = movesBetween(before, after);
          if (moves.length === 0) break;
          previous.remember(ownRefs(first));
          await announcePush(world, sender, moves, before);
          before = after;
        }
        return result;
      }),
    reported: (sender) => (queue.waiting().length === 0 ? Promise.resolve() : world.changeRefs(sender, async () => {})),
  };
  const queue = createMergeQueue(world, options.requiredChecks ?? []);
  const rest = createRest(world, webhooks, previous);
  const acts = createActs(world, rest, queue);
  const latency = createLatency(latencies, random, options.latency);
  /** The part after REPO.git; undefined for everything that is not Git's. */
  const gitPath = (pathname: string): { readonly path: string; readonly fork?: Fork } | undefined => {
    const [, first, second, ...rest] = pathname.split('/');
    if (second !== `${repo}.git` || rest.length === 0) return undefined;
    const path = `/${rest.join('/')}`;
    if (first === owner) return { path };
    const fork = world.state.forks.find((one) => one.owner.login === first);
    return fork === undefined ? undefined : { path, fork };
  };

  return {
    journal,
    faults,
    gitUrl: () => links.git(),
    deliveries: () => webhooks.deliveries(),
    acts,
    rotateSecret: (secret) => webhooks.rotate(secret),
    dropDeliveries: (rule = {}) => webhooks.drop(rule),
    redeliver: (id) => webhooks.redeliver(id),
    idle: () => webhooks.idle(),
    latency,
    handler: createFront({
      clock,
      journal,
      faults,
      latency,
      isMutation: (method, { pathname }) =>
        gitPath(pathname) === undefined ? !['GET', 'HEAD'].includes(method) : pathname.endsWith('/git-receive-pack'),
      refuse,
      cut,
      handle(request, { stale }) {
        const found = gitPath(new URL(request.url).pathname);
        if (found === undefined) return rest.handle(request, stale);
        return serveGit(world, found.path, request, options.gitCredentials ?? 'optional', found.fork);
      },
    }),
  };
}

function ownRefs(refs: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...refs].filter(([ref]) => !ref.startsWith('refs/namespaces/')));
}

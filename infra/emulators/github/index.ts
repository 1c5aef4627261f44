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
import { createAccounts, type TokenGrant } from './accounts.ts';
import { cut } from './cut-lists.ts';
import { initRepository } from './git.ts';
import { type GitCredentials, serveGit } from './git-access.ts';
import { latencies } from './latencies.ts';
import { createLinks } from './links.ts';
import { announcePush, movesBetween } from './pushes.ts';
import { refuse } from './refuse.ts';
import { listRefs } from './repository/revisions.ts';
import { createRest } from './rest.ts';
import { createState } from './state.ts';
import { createTurns } from './turns.ts';
import { accountView } from './views/account.ts';
import { repositoryView } from './views/repository.ts';
import { createWebhooks, type Delivery, type WebhookTarget } from './webhooks.ts';
import { PUBLISHED_LIMITS, type SecondaryLimits } from './secondary-limits.ts';
import { timestamp, type World } from './world.ts';

export type { GitCredentials } from './git-access.ts';
export { UnknownDelivery } from './webhooks.ts';
export type { Delivery, DeliveryAttempt } from './webhooks.ts';

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
  /** Sends a delivery again under the same id; resolves when it was answered, throws UnknownDelivery. */
  redeliver(id: string): Promise<void>;
  /** Resolves when no delivery is in flight. */
  idle(): Promise<void>;
}

export async function createGitHubEmulator(options: GitHubOptions): Promise<GitHubEmulator> {
  const { clock, random, owner, repo, defaultBranch } = options;
  const git = await initRepository(options.directory, defaultBranch);
  const journal = createJournal();
  const faults = createFaults(['short-list']);
  const webhooks = createWebhooks(clock, random, options.webhook);
  const inTurn = createTurns();
  const links = createLinks(options.baseUrl, owner, repo);
  const world: World = {
    owner,
    repo,
    defaultBranch,
    clock,
    random,
    git,
    links,
    state: createState(),
    accounts: createAccounts(options.tokens),
    secondaryLimits: options.secondaryLimits ?? PUBLISHED_LIMITS,
    now: () => timestamp(clock.now()),
    emit(event, payload, sender) {
      webhooks.send(event, { ...payload, repository: repositoryView(world), sender: accountView(links, sender) });
    },
    changeRefs: (sender, change) =>
      inTurn(async () => {
        const before = await listRefs(git, 'refs/heads', 'refs/tags');
        const result = await change();
        const after = await listRefs(git, 'refs/heads', 'refs/tags');
        await announcePush(world, sender, movesBetween(before, after), before);
        return result;
      }),
  };
  const rest = createRest(world);
  const latency = createLatency(latencies, random, options.latency);
  const gitRoot = `/${owner}/${repo}.git/`;

  return {
    journal,
    faults,
    gitUrl: () => links.git(),
    deliveries: () => webhooks.deliveries(),
    redeliver: (id) => webhooks.redeliver(id),
    idle: () => webhooks.idle(),
    latency,
    handler: createFront({
      clock,
      journal,
      faults,
      latency,
      isMutation: (method, { pathname }) =>
        pathname.startsWith(gitRoot) ? pathname.endsWith('/git-receive-pack') : !['GET', 'HEAD'].includes(method),
      refuse,
      cut,
      handle(request) {
        const { pathname } = new URL(request.url);
        if (!pathname.startsWith(gitRoot)) return rest(request);
        return serveGit(world, pathname.slice(gitRoot.length - 1), request, options.gitCredentials ?? 'optional');
      },
    }),
  };
}

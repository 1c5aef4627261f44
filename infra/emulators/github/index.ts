// GitHub for the local cloud: its REST API, Git over HTTP and webhooks, over real bare repositories.
// In: requests, pushes. Out: responses, webhook deliveries, a journal. Behaviour and sources: BEHAVIOR.md.
import type { Clock } from '../kit/clock.ts';
import { createFaults, type Faults } from '../kit/faults.ts';
import { createFront } from '../kit/front.ts';
import { createJournal, type Journal } from '../kit/journal.ts';
import { createLatency, type Latency, type LatencyProfile } from '../kit/latency.ts';
import type { Random } from '../kit/random.ts';
import type { Handler } from '../kit/serve.ts';
import type { TokenGrant } from './accounts.ts';
import type { Acts } from './acts.ts';
import { cut } from './cut-lists.ts';
import type { Fork } from './forks.ts';
import { type GitCredentials, serveGit } from './git-access.ts';
import { type Hosted, hostRepository, type RepositoryOptions, type Site } from './hosted.ts';
import { type AppOptions, createInstalledApp } from './installations.ts';
import { latencies } from './latencies.ts';
import { createSite } from './links.ts';
import { refuse } from './refuse.ts';
import { createRest } from './rest.ts';
import { createWebhooks, type Delivery, type Drop, type WebhookTarget } from './webhooks.ts';
import { PUBLISHED_LIMITS, type SecondaryLimits } from './secondary-limits.ts';

export type { GitCredentials } from './git-access.ts';
export { UnknownDelivery } from './webhooks.ts';
export type { Delivery, DeliveryAttempt, Drop } from './webhooks.ts';
export type { Acts, FileChanges, ForkPull } from './acts.ts';
export type { TokenGrant } from './accounts.ts';
export type { RepositoryOptions } from './hosted.ts';
export type { AppOptions, InstallationOptions } from './installations.ts';

export interface GitHubOptions {
  /** At least one. */
  readonly repositories: readonly RepositoryOptions[];
  readonly clock: Clock;
  readonly random: Random;
  /** Of the app, or of every repository. */
  readonly webhook?: WebhookTarget;
  /** By token. `Bot` stands for a GitHub App, `User` for a person. */
  readonly tokens: ReadonlyMap<string, TokenGrant>;
  /** A GitHub App with its installations: its hook is the hook, its tokens are made by the API. */
  readonly app?: AppOptions;
  /** Default `optional`: a push without credentials is the first writer's. See GitCredentials. */
  readonly gitCredentials?: GitCredentials;
  /** The emulator's own URL, for absolute links. */
  readonly baseUrl: () => string;
  /** Default: those that GitHub publishes. */
  readonly secondaryLimits?: SecondaryLimits;
  /** How long answers take; default `instant`. */
  readonly latency?: LatencyProfile;
}

export interface GitHubRepository {
  /** For git: clone, fetch, push. */
  gitUrl(): string;
  /** What people do: comment, push, fork, press buttons, enqueue. */
  readonly acts: Acts;
}

export interface GitHubEmulator {
  /** The REST API at /, Git at /OWNER/REPO.git. */
  readonly handler: Handler;
  readonly journal: Journal;
  readonly faults: Faults;
  readonly latency: Latency;
  /** By `owner/name`; throws UnknownRepository. */
  repository(name: string): GitHubRepository;
  /** Every webhook delivery, oldest first. */
  deliveries(): readonly Delivery[];
  /** Signs deliveries with this secret from now on; without one, with the next of the options' secrets. */
  rotateSecret(secret?: string): void;
  /** Keeps deliveries from arriving; the result lifts it. */
  dropDeliveries(rule?: Drop): () => void;
  /** Sends a delivery again under the same id; resolves when it was answered, throws UnknownDelivery. */
  redeliver(id: string): Promise<void>;
  /** Resolves when no delivery is in flight and no test merge is being made. */
  idle(): Promise<void>;
}

export class UnknownRepository extends Error {
  constructor(name: string) {
    super(`no repository has the name ${name}`);
    this.name = 'UnknownRepository';
  }
}

export async function createGitHubEmulator(options: GitHubOptions): Promise<GitHubEmulator> {
  const { clock, random } = options;
  const journal = createJournal();
  const faults = createFaults(['stale', 'short-list']);
  const webhooks = createWebhooks(clock, random, options.webhook);
  // Real ids are large: small ones would pass for numbers by mistake.
  let lastId = 1_000_000;
  const site: Site = {
    clock,
    random,
    links: createSite(options.baseUrl),
    tokens: options.tokens,
    installed: options.app === undefined ? undefined : createInstalledApp(clock, random, options.app),
    webhooks,
    nextId: () => ++lastId,
  };
  const hosted = await Promise.all(options.repositories.map((one, index) => hostRepository(site, index + 1, one)));
  const rest = createRest(site, hosted, options.secondaryLimits ?? PUBLISHED_LIMITS);
  const latency = createLatency(latencies, random, options.latency);

  return {
    journal,
    faults,
    latency,
    repository(name) {
      const found = hosted.find(({ world }) => `${world.owner}/${world.repo}` === name);
      if (found === undefined) throw new UnknownRepository(name);
      return { acts: found.acts, gitUrl: () => found.world.links.git() };
    },
    deliveries: () => webhooks.deliveries(),
    rotateSecret: (secret) => webhooks.rotate(secret),
    dropDeliveries: (rule = {}) => webhooks.drop(rule),
    redeliver: (id) => webhooks.redeliver(id),
    async idle() {
      await webhooks.idle();
      await Promise.all(hosted.map((one) => one.idle()));
    },
    handler: createFront({
      clock,
      journal,
      faults,
      latency,
      isMutation: (method, { pathname }) =>
        gitPath(hosted, pathname) === undefined
          ? !['GET', 'HEAD'].includes(method)
          : pathname.endsWith('/git-receive-pack'),
      refuse,
      cut,
      handle(request, { stale }) {
        const found = gitPath(hosted, new URL(request.url).pathname);
        if (found === undefined) return rest.handle(request, stale);
        const { one, path, fork } = found;
        return serveGit(one.world, path, request, options.gitCredentials ?? 'optional', fork);
      },
    }),
  };
}

/**
 * The repository or fork whose Git is meant, and the part after REPO.git; undefined for everything that is not Git's.
 */
function gitPath(
  hosted: readonly Hosted[],
  pathname: string,
): { readonly one: Hosted; readonly path: string; readonly fork?: Fork } | undefined {
  const [, owner, second, ...rest] = pathname.split('/');
  if (rest.length === 0) return undefined;
  const path = `/${rest.join('/')}`;
  for (const one of hosted) {
    if (second !== `${one.world.repo}.git`) continue;
    if (owner === one.world.owner) return { one, path };
    const fork = one.world.state.forks.find((candidate) => candidate.owner.login === owner);
    if (fork !== undefined) return { one, path, fork };
  }
  return undefined;
}

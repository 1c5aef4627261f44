// One repository that is hosted here: its Git data, what lies beside it, and how a change of refs runs its course.
import type { Clock } from '../kit/clock.ts';
import type { Random } from '../kit/random.ts';
import { createAccounts, type TokenGrant } from './accounts.ts';
import { type Acts, createActs } from './acts.ts';
import { type Codeload, createCodeload } from './codeload.ts';
import { initRepository } from './git.ts';
import type { InstalledApp } from './installations.ts';
import { createLinks, type SiteLinks } from './links.ts';
import { createMergeQueue } from './merge-queue.ts';
import { createPreviousRefs, type PreviousRefs } from './previous-refs.ts';
import { announcePush } from './pushes.ts';
import { movesBetween } from './ref-moves.ts';
import { listRefs } from './repository/revisions.ts';
import type { Role } from './roles.ts';
import type { Route } from './router.ts';
import { routesOf } from './routes/index.ts';
import { createState } from './state.ts';
import { createTurns } from './turns.ts';
import { accountView } from './views/account.ts';
import { repositoryView } from './views/repository.ts';
import type { Webhooks } from './webhooks.ts';
import { timestamp, type World } from './world.ts';

export interface RepositoryOptions {
  /** Where the bare repository is made (or found). */
  readonly directory: string;
  readonly owner: string;
  readonly repo: string;
  readonly defaultBranch: string;
  /** Roles in this repository by login, where they differ from those of the tokens. */
  readonly roles?: ReadonlyMap<string, Role>;
  /** Logins by the slug of a team of the owner, lower case; default none. */
  readonly teams?: ReadonlyMap<string, readonly string[]>;
  /** Names of checks that the merge queue waits for; default none. */
  readonly requiredChecks?: readonly string[];
}

/** What all repositories share. */
export interface Site {
  readonly clock: Clock;
  readonly random: Random;
  readonly links: SiteLinks;
  readonly tokens: ReadonlyMap<string, TokenGrant>;
  readonly installed: InstalledApp | undefined;
  readonly webhooks: Webhooks;
  /** An id that no other object of any kind has. */
  nextId(): number;
}

export interface Hosted {
  readonly world: World;
  /** Below /repos/OWNER/REPO. */
  readonly routes: readonly Route[];
  readonly codeload: Codeload;
  readonly previous: PreviousRefs;
  readonly acts: Acts;
  /** Resolves when nothing is done in the background. */
  idle(): Promise<void>;
}

/** @param id of the repository. */
export async function hostRepository(site: Site, id: number, options: RepositoryOptions): Promise<Hosted> {
  const { clock, random, installed, webhooks } = site;
  const { owner, repo, defaultBranch } = options;
  const git = await initRepository(options.directory, defaultBranch);
  const inTurn = createTurns();
  const known = createAccounts(
    site.tokens,
    options.roles ?? new Map(),
    ...(installed === undefined ? [] : [installed.bot]),
  );
  const previous = createPreviousRefs(git, defaultBranch);
  const background = new Set<Promise<void>>();
  const world: World = {
    id,
    owner,
    repo,
    defaultBranch,
    clock,
    random,
    git,
    links: createLinks(site.links, owner, repo),
    state: createState(() => site.nextId()),
    accounts: { ...known, byToken: (token) => known.byToken(token) ?? installed?.byToken(token) },
    teams: options.teams ?? new Map(),
    hasApp: installed !== undefined,
    installation: installed?.installations.find(({ sees }) => sees(owner, repo)),
    now: () => timestamp(clock.now()),
    emit(event, payload, sender) {
      const { hasApp, installation, links } = world;
      if (hasApp && installation === undefined) return;
      webhooks.send(event, {
        ...payload,
        repository: repositoryView(world),
        sender: accountView(links, sender),
        ...(installation === undefined ? {} : { installation: { id: installation.id } }),
      });
    },
    inBackground(work) {
      // What fails is asked for again by whoever wants to know.
      const done = work().then(
        () => void background.delete(done),
        () => void background.delete(done),
      );
      background.add(done);
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
  const codeload = createCodeload(world);
  const routes = routesOf(world, codeload, webhooks);
  const idle = async (): Promise<void> => {
    while (background.size > 0) await Promise.all(background);
  };
  return { world, routes, codeload, previous, acts: createActs(world, routes, queue), idle };
}

function ownRefs(refs: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...refs].filter(([ref]) => !ref.startsWith('refs/namespaces/')));
}

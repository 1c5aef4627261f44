// The REST API's frame around its routes: credentials, rate limit, errors as JSON, conditional requests.
import { createHash } from 'node:crypto';
import { type Account, createAccounts } from './accounts.ts';
import type { Answer } from './answer.ts';
import { isJwt, undecodable, verifyAppJwt } from './app-jwt.ts';
import { badCredentials, notFound, notImplemented, Problem } from './errors.ts';
import type { Fork } from './forks.ts';
import type { Hosted, Site } from './hosted.ts';
import { createRateLimit } from './rate-limit.ts';
import { createSecondaryLimits, type SecondaryLimits } from './secondary-limits.ts';
import { dispatch, splitPath } from './router.ts';
import { appRoutes } from './routes/app.ts';
import { forkRootRoutes } from './routes/forks.ts';
import { deliveryRoutes } from './routes/hook-deliveries.ts';
import { gitRoutes } from './routes/index.ts';
import { teamRoutes } from './routes/teams.ts';
import { whoAmI } from './routes/user.ts';
import type { World } from './world.ts';

export interface Rest {
  /** Everything but Git itself; `stale`: Git data as it was before the last change of refs. */
  handle(request: Request, stale: boolean): Promise<Response>;
}

export function createRest(site: Site, hosted: readonly Hosted[], secondaryLimits: SecondaryLimits): Rest {
  const { clock, installed, webhooks } = site;
  const limit = createRateLimit(clock);
  const tooFast = createSecondaryLimits(clock, secondaryLimits);
  const worlds = hosted.map(({ world }) => world);
  const known = createAccounts(site.tokens, new Map());
  const actorOf = (token: string): Account | undefined => known.byToken(token) ?? installed?.byToken(token);
  const hookPlace = { pattern: 'app/hook/deliveries', needs: 'read' } as const;
  const rooted =
    installed === undefined
      ? []
      : [...appRoutes(worlds, installed, site.links, webhooks), ...deliveryRoutes(site.links, webhooks, hookPlace)];

  const dispatchRepository = async (request: Request, segments: readonly string[], token: string, stale: boolean) => {
    const actor = actorOf(token);
    // A private repository does not exist for those who do not say who they are.
    if (actor === undefined) throw token === '' ? notFound() : badCredentials();
    const [root] = segments;
    if (request.method === 'GET' && segments.join('/') === 'user') return whoAmI(site.links, actor);
    if (root === 'orgs') return dispatch(teamRoutes(worlds), segments, request, actor);
    if (root !== 'repos' && root !== 'repositories') {
      throw notImplemented(`${request.method} ${new URL(request.url).pathname}`);
    }
    const { one, rest, fork } = placeOf(hosted, segments);
    const { world } = one;
    const who = world.accounts.byToken(token) ?? actor;
    // Nor for an app that it is not installed for.
    if (who.scope?.sees(fork?.owner.login ?? world.owner, world.repo) === false) throw notFound();
    if (fork !== undefined) return dispatch(forkRootRoutes(world), segments, request, who);
    if (!stale || request.method !== 'GET') return dispatch(one.routes, rest, request, who);
    const before: World = { ...world, git: await one.previous.repository() };
    return dispatch([...gitRoutes(before, one.codeload), ...one.routes], rest, request, who);
  };

  /** What only an app's own token opens. */
  const dispatchApp = (request: Request, segments: readonly string[], token: string): Promise<Answer> => {
    if (installed === undefined) throw notImplemented('GitHub Apps, unless the emulator is given one');
    if (!isJwt(token)) throw undecodable();
    verifyAppJwt(token, installed.app, clock.now());
    return dispatch(rooted, segments, request, installed.bot);
  };

  const download = (segments: readonly string[], token: string | null): Promise<Answer> => {
    const one = hosted.find(({ world }) => world.owner === segments[1] && world.repo === segments[2]);
    if (one === undefined) throw notFound();
    return one.codeload.download(segments, token);
  };

  return {
    async handle(request, stale) {
      let share = '';
      try {
        const url = new URL(request.url);
        const segments = splitPath(url.pathname);
        if (segments[0] === '_codeload') return respond(await download(segments, url.searchParams.get('token')), {});
        const token = tokenOf(request);
        const installation = actorOf(token)?.scope?.id;
        // All tokens of an installation draw on one share.
        share = installation === undefined ? token : `installation ${installation}`;
        limit.spend(share);
        tooFast(share, request.method);
        if (segments[0] === 'app' || (segments.length === 4 && segments[3] === 'installation')) {
          return respond(await dispatchApp(request, segments, token), limit.headers(share));
        }
        const answer = await dispatchRepository(request, segments, token, stale);
        const unchanged = matches(request, answer);
        if (unchanged) limit.refund(share);
        return respond(unchanged ? { status: 304, headers: etagOf(answer) } : answer, limit.headers(share));
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        return respond({ status: error.status, json: error.body(), headers: error.headers }, limit.headers(share));
      }
    },
  };
}

interface Place {
  readonly one: Hosted;
  /** Below the repository. */
  readonly rest: readonly string[];
  readonly fork?: Fork;
}

/** By `repos/OWNER/REPO` or `repositories/ID`; throws Problem 404. */
function placeOf(hosted: readonly Hosted[], [root, first = '', second = '', ...others]: readonly string[]): Place {
  const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
  for (const one of hosted) {
    const { id, owner, repo, state } = one.world;
    if (root === 'repositories') {
      if (String(id) === first) return { one, rest: second === '' ? [] : [second, ...others] };
    } else if (same(repo, second)) {
      if (same(owner, first)) return { one, rest: others };
      const fork = state.forks.find((candidate) => same(candidate.owner.login, first));
      if (fork !== undefined) return { one, rest: others, fork };
    }
  }
  throw notFound();
}

function tokenOf(request: Request): string {
  const [scheme = '', token = ''] = (request.headers.get('authorization') ?? '').split(' ');
  return /^(token|bearer)$/i.test(scheme) ? token : '';
}

function matches(request: Request, answer: Answer): boolean {
  if (request.method !== 'GET' || answer.status !== 200) return false;
  const wanted = (request.headers.get('if-none-match') ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return wanted.includes(etagOf(answer).etag.replace(/^W\//, ''));
}

function etagOf(answer: Answer): { readonly etag: string } {
  const digest = createHash('sha256').update(bodyOf(answer) ?? '');
  // The next page is part of what a client knows from the answer.
  return { etag: `W/"${digest.update(answer.headers?.['link'] ?? '').digest('hex')}"` };
}

function bodyOf(answer: Answer): string | Uint8Array<ArrayBuffer> | null {
  if (answer.bytes !== undefined) return answer.bytes;
  return answer.json === undefined ? null : JSON.stringify(answer.json);
}

function respond(answer: Answer, extra: Readonly<Record<string, string>>): Response {
  const headers = new Headers({ 'x-github-media-type': 'github.v3; format=json', ...extra });
  if (answer.json !== undefined) headers.set('content-type', 'application/json; charset=utf-8');
  if (answer.status === 200) headers.set('etag', etagOf(answer).etag);
  for (const [name, value] of Object.entries(answer.headers ?? {})) headers.set(name, value);
  return new Response(bodyOf(answer), { status: answer.status, headers });
}

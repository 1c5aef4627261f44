// The REST API's frame around its routes: credentials, rate limit, errors as JSON, conditional requests.
// May import: accounts.ts, answer.ts, app-jwt.ts, codeload.ts, errors.ts, previous-refs.ts, rate-limit.ts, router.ts, routes,
// secondary-limits.ts, webhooks.ts, world.ts.
import { createHash } from 'node:crypto';
import type { Account } from './accounts.ts';
import type { Answer } from './answer.ts';
import { isJwt, undecodable, verifyAppJwt } from './app-jwt.ts';
import { createCodeload } from './codeload.ts';
import { badCredentials, notFound, notImplemented, Problem } from './errors.ts';
import type { PreviousRefs } from './previous-refs.ts';
import { createRateLimit } from './rate-limit.ts';
import { createSecondaryLimits } from './secondary-limits.ts';
import { dispatch, type Route, splitPath } from './router.ts';
import { appRoutes } from './routes/app.ts';
import { forkRootRoutes } from './routes/forks.ts';
import { deliveryRoutes } from './routes/hook-deliveries.ts';
import { gitRoutes, routesOf } from './routes/index.ts';
import { teamRoutes } from './routes/teams.ts';
import { whoAmI } from './routes/user.ts';
import type { Webhooks } from './webhooks.ts';
import type { World } from './world.ts';

export interface Rest {
  /** Everything but Git itself; `stale`: Git data as it was before the last change of refs. */
  handle(request: Request, stale: boolean): Promise<Response>;
  /** One call below the repository as somebody, past credentials and limits; throws Problem. */
  as(actor: Account, method: Route['method'], path: string, body?: object): Promise<Answer>;
}

export function createRest(world: World, webhooks: Webhooks, previous: PreviousRefs): Rest {
  const codeload = createCodeload(world);
  const limit = createRateLimit(world.clock);
  const tooFast = createSecondaryLimits(world.clock, world.secondaryLimits);
  const { installation } = world;
  const hook = { installationId: installation?.app.installationId ?? null };
  const routes = routesOf(world, codeload, webhooks);
  const app = installation === undefined ? [] : appRoutes(world, installation);
  const appHook = deliveryRoutes(world, webhooks, { ...hook, pattern: 'app/hook/deliveries', needs: 'read' });
  const rooted = [...app, ...appHook];

  const dispatchRepository = async (request: Request, segments: readonly string[], actor: Account, stale: boolean) => {
    const [root, owner = '', repo = '', ...rest] = segments;
    if (request.method === 'GET' && segments.join('/') === 'user') return whoAmI(world, actor);
    if (root === 'orgs') return dispatch(teamRoutes(world), segments, request, actor);
    if (root !== 'repos') throw notImplemented(`${request.method} ${new URL(request.url).pathname}`);
    const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
    if (!same(repo, world.repo)) throw notFound();
    if (world.state.forks.some((fork) => same(owner, fork.owner.login))) {
      return dispatch(forkRootRoutes(world), segments, request, actor);
    }
    if (!same(owner, world.owner)) throw notFound();
    if (!stale || request.method !== 'GET') return dispatch(routes, rest, request, actor);
    const before: World = { ...world, git: await previous.repository() };
    return dispatch([...gitRoutes(before, codeload), ...routes], rest, request, actor);
  };

  /** What only an app's own token opens. */
  const dispatchApp = (request: Request, segments: readonly string[], token: string): Promise<Answer> => {
    if (installation === undefined) throw notImplemented('GitHub Apps, unless the emulator is given one');
    if (!isJwt(token)) throw undecodable();
    verifyAppJwt(token, installation.app, world.clock.now());
    return dispatch(rooted, segments, request, installation.bot);
  };

  return {
    async handle(request, stale) {
      let share = '';
      try {
        const url = new URL(request.url);
        const segments = splitPath(url.pathname);
        if (segments[0] === '_codeload') {
          return respond(await codeload.download(segments, url.searchParams.get('token')), {});
        }
        const token = tokenOf(request);
        const actor = world.accounts.byToken(token);
        // All tokens of an installation draw on one share.
        share = actor?.permissions === undefined ? token : `installation ${actor.login}`;
        limit.spend(share);
        tooFast(share, request.method);
        if (segments[0] === 'app' || (segments.length === 4 && segments[3] === 'installation')) {
          return respond(await dispatchApp(request, segments, token), limit.headers(share));
        }
        // A private repository does not exist for those who do not say who they are.
        if (actor === undefined) throw token === '' ? notFound() : badCredentials();
        const answer = await dispatchRepository(request, segments, actor, stale);
        const unchanged = matches(request, answer);
        if (unchanged) limit.refund(share);
        return respond(unchanged ? { status: 304, headers: etagOf(answer) } : answer, limit.headers(share));
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        return respond({ status: error.status, json: error.body(), headers: error.headers }, limit.headers(share));
      }
    },
    as(actor, method, path, body) {
      const sent = body === undefined ? {} : { body: JSON.stringify(body) };
      const request = new Request(`http://github.invalid/${path}`, { method, ...sent });
      return dispatch(routes, path.split('/'), request, actor);
    },
  };
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

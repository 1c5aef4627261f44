// The REST API's frame around its routes: credentials, rate limit, errors as JSON, conditional requests.
// May import: accounts.ts, answer.ts, errors.ts, rate-limit.ts, secondary-limits.ts, router.ts, routes, codeload.ts, world.ts.
import { createHash } from 'node:crypto';
import type { Account } from './accounts.ts';
import type { Answer } from './answer.ts';
import { createCodeload } from './codeload.ts';
import { badCredentials, notFound, notImplemented, Problem } from './errors.ts';
import { createRateLimit } from './rate-limit.ts';
import { createSecondaryLimits } from './secondary-limits.ts';
import { dispatch, type Route, splitPath } from './router.ts';
import { checkRunRoutes } from './routes/check-runs.ts';
import { commentRoutes } from './routes/comments.ts';
import { commitRoutes } from './routes/commits.ts';
import { contentRoutes } from './routes/contents.ts';
import { deploymentRoutes } from './routes/deployments.ts';
import { issueRoutes } from './routes/issues.ts';
import { mergeRoutes } from './routes/merge.ts';
import { pullRoutes } from './routes/pulls.ts';
import { refRoutes } from './routes/refs.ts';
import { repositoryRoutes } from './routes/repository.ts';
import { statusRoutes } from './routes/statuses.ts';
import { treeRoutes } from './routes/trees.ts';
import type { World } from './world.ts';

/** Makes the handler of everything but Git itself. */
export function createRest(world: World): (request: Request) => Promise<Response> {
  const codeload = createCodeload(world);
  const limit = createRateLimit(world.clock);
  const tooFast = createSecondaryLimits(world.clock, world.secondaryLimits);
  // The first match wins: `commits/*ref` takes any depth and so comes after its longer neighbours.
  const routes: readonly Route[] = [
    ...repositoryRoutes(world),
    ...refRoutes(world),
    ...checkRunRoutes(world),
    ...statusRoutes(world),
    ...commitRoutes(world),
    ...contentRoutes(world),
    ...treeRoutes(world),
    ...codeload.routes,
    ...pullRoutes(world),
    ...mergeRoutes(world),
    ...commentRoutes(world),
    ...issueRoutes(world),
    ...deploymentRoutes(world),
  ];

  const route = async (request: Request, segments: readonly string[], actor: Account): Promise<Answer> => {
    const [root, owner = '', repo = '', ...rest] = segments;
    if (root !== 'repos') throw notImplemented(`${request.method} ${new URL(request.url).pathname}`);
    const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
    if (!same(owner, world.owner) || !same(repo, world.repo)) throw notFound();
    return dispatch(routes, rest, request, actor);
  };

  return async (request) => {
    let token = '';
    try {
      const url = new URL(request.url);
      const segments = splitPath(url.pathname);
      if (segments[0] === '_codeload') {
        return respond(await codeload.download(segments, url.searchParams.get('token')), {});
      }
      token = tokenOf(request);
      limit.spend(token);
      tooFast(token, request.method);
      const actor = world.accounts.byToken(token);
      // A private repository does not exist for those who do not say who they are.
      if (actor === undefined) throw token === '' ? notFound() : badCredentials();
      const answer = await route(request, segments, actor);
      const unchanged = matches(request, answer);
      if (unchanged) limit.refund(token);
      return respond(unchanged ? { status: 304, headers: etagOf(answer) } : answer, limit.headers(token));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return respond({ status: error.status, json: error.body(), headers: error.headers }, limit.headers(token));
    }
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

// Lists on GitHub come in pages. Each page is a request like any other: with a deadline, ended when the caller is, and
// never left out; a list that lacks a page would pass for a shorter one.
import { describe, expect, it } from 'vitest';
import { serve } from '../../../infra/emulators/kit/serve.ts';
import { createRepositories } from '../../../lib/adapters/github/index.ts';
import type { Repository } from '../../../lib/ports/index.ts';
import { HANGS_MS } from '../../limits.ts';

const { signal } = new AbortController();
const PULL = { number: 1, head: { sha: 'a' }, draft: false };

/** Page one is whole and names a second one, which is answered so. */
async function withSecondPage(
  answer: () => Response | Promise<Response>,
  use: (repository: Repository) => Promise<void>,
  callTimeoutMs = HANGS_MS,
) {
  let origin = '';
  const served = await serve((request) => {
    const { searchParams, pathname } = new URL(request.url);
    if (searchParams.get('page') === '2' || pathname === '/elsewhere') return answer();
    return Response.json([PULL], { headers: { link: `<${origin}${pathname}?page=2>; rel="next"` } });
  });
  origin = served.url;
  const access = { type: 'token', token: 't' } as const;
  const options = { repositories: ['acme/fleet'], access, baseUrl: served.url, callTimeoutMs };
  await use(createRepositories(options).of('acme/fleet'));
  await served.close();
}

const never = (): Promise<Response> => new Promise(() => {});

describe('a list of several pages', () => {
  it('is whole', async () => {
    await withSecondPage(
      () => Response.json([{ ...PULL, number: 2 }]),
      async (repository) => {
        const pulls = await repository.openPullRequests('main', signal);
        expect(pulls.map(({ number }) => number)).toEqual([1, 2]);
      },
    );
  });

  it.each([
    ['conflicts', 'not-ready', () => Response.json({ message: 'Conflict' }, { status: 409 })],
    ['fails', 'unavailable', () => Response.json({ message: 'No' }, { status: 502 })],
    ['has moved', 'not-found', () => new Response('{}', { status: 301, headers: { location: '/elsewhere' } })],
  ] as const)('fails whole when a page %s', async (_, code, answer) => {
    await withSecondPage(answer, (repository) =>
      expect(repository.openPullRequests('main', signal)).rejects.toMatchObject({ code }),
    );
  });

  it('fails when a page does not come in time', async () => {
    const use = (repository: Repository): Promise<void> =>
      expect(repository.openPullRequests('main', signal)).rejects.toMatchObject({ code: 'unavailable' });
    await withSecondPage(never, use, 500);
  });

  it('ends at once with its caller', async () => {
    const controller = new AbortController();
    const stop = (): Promise<Response> => {
      controller.abort(new DOMException('enough', 'AbortError'));
      return never();
    };
    await withSecondPage(stop, (repository) =>
      expect(repository.openPullRequests('main', controller.signal)).rejects.toThrow('enough'),
    );
  });
});

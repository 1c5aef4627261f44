// Case 77: a branch that is gone or renamed is `not-found`, a repository that cannot be seen is `denied`, and what
// GitHub answers from elsewhere is never taken for what was asked.
import { describe, expect, it } from 'vitest';
import { type Handler, serve } from '../../../infra/emulators/kit/serve.ts';
import { createRepositories } from '../../../lib/adapters/github/index.ts';
import { HANGS_MS } from '../../limits.ts';

const { signal } = new AbortController();
const SHA = 'a'.repeat(40);
const REPOSITORY = '/repos/acme/fleet';
const REF = `${REPOSITORY}/git/ref/heads%2Fmain`;

/** Answers by path; of any other path GitHub says 404. */
async function headWith(answers: Readonly<Record<string, () => Response>>): Promise<string> {
  const handler: Handler = (request) =>
    answers[new URL(request.url).pathname]?.() ?? Response.json({ message: 'Not Found' }, { status: 404 });
  const served = await serve(handler);
  try {
    const access = { type: 'token', token: 't' } as const;
    const options = { repositories: ['acme/fleet'], access, baseUrl: served.url, callTimeoutMs: HANGS_MS };
    return await createRepositories(options).of('acme/fleet').head('main', signal);
  } finally {
    await served.close();
  }
}

const ref = (name: string) => () => Response.json({ ref: `refs/heads/${name}`, object: { sha: SHA } });
const moved = (location: string, status: number) => () =>
  Response.json({ message: 'Moved Permanently' }, { status, headers: { location } });
const seen = { [REPOSITORY]: () => Response.json({ full_name: 'acme/fleet' }) };

describe('the head of a branch', () => {
  it('is the commit of exactly that branch', async () => {
    expect(await headWith({ [REF]: ref('main') })).toBe(SHA);
  });

  it.each([
    ['is gone', {}],
    ['is answered with another one', { [REF]: ref('main-2') }],
    ['is answered from where it is now', { [REF]: moved('/elsewhere', 301), '/elsewhere': ref('main') }],
    [
      'is of an empty repository',
      { [REF]: () => Response.json({ message: 'Git Repository is empty.' }, { status: 409 }) },
    ],
  ] as const)('is not found when it %s', async (_, answers) => {
    const head = headWith({ ...seen, ...answers });
    await expect(head).rejects.toMatchObject({ code: 'not-found', message: expect.stringContaining('branch main') });
  });

  it.each([
    ['cannot be seen', {}],
    ['has another name', { [REPOSITORY]: moved('/repositories/1', 301), '/repositories/1': () => Response.json({}) }],
  ])('is denied when the repository %s', async (_, answers) => {
    const said = expect.stringMatching(/acme\/fleet.*RANGELIGHT_REPOSITORIES/);
    await expect(headWith(answers)).rejects.toMatchObject({ code: 'denied', message: said });
  });

  it.each([
    ['the repository is being made', { status: 409, message: 'Git Repository is unavailable' }, 'not-ready'],
    ['GitHub sends to another place for now', { status: 307, message: 'Temporary Redirect' }, 'unavailable'],
  ])('is asked for again when %s', async (_, { status, message }, code) => {
    const head = headWith({ ...seen, [REF]: () => Response.json({ message }, { status }) });
    await expect(head).rejects.toMatchObject({ code });
  });
});

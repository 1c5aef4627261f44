// Which repositories the GitHub adapters call at all: those of the list, in any spelling, and no other. And who shares
// a rate.
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { serve } from '../../../infra/emulators/kit/serve.ts';
import { createCodeHosts, createRepositories } from '../../../lib/adapters/github/index.ts';
import { createMemoryRepository } from '../../fakes/memory-repository.ts';
import { createServed } from '../../fakes/memory-served.ts';
import { HANGS_MS } from '../../limits.ts';

const options = {
  repositories: ['Acme/Fleet', 'acme/edge'],
  access: { type: 'token', token: 't' },
  baseUrl: 'http://127.0.0.1:9',
  callTimeoutMs: HANGS_MS,
} as const;

describe.each([
  ['Repositories', () => createRepositories(options)],
  ['CodeHosts', () => createCodeHosts(options)],
  ['memory', () => createServed({ 'Acme/Fleet': createMemoryRepository(), 'acme/edge': createMemoryRepository() })],
] as const)('%s', (_, create) => {
  it('gives one port per repository, however it is spelled', () => {
    const ports = create();
    expect(ports.of('acme/fleet')).toBe(ports.of('ACME/FLEET'));
    expect(ports.of('acme/edge')).not.toBe(ports.of('acme/fleet'));
  });

  it.each(['acme/other', 'other/fleet', 'fleet', '', 'acme/fleet/../edge', 'acme/fleet '])('refuses "%s"', (name) => {
    expect(() => create().of(name)).toThrow(expect.objectContaining({ code: 'denied', system: 'github' }));
  });
});

describe('the rate', () => {
  const { signal } = new AbortController();
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const answers = [
    [/\/installation$/, { id: 1, permissions: { contents: 'read' } }],
    [/\/access_tokens$/, { token: 'ghs_1', expires_at: '2999-01-01T00:00:00Z' }],
    [/\/git\/ref\//, { ref: 'refs/heads/main', object: { sha: 'a' } }],
  ] as const;

  it.each([
    ['of a token is shared by all repositories', { type: 'token', token: 't' }, 'rate-limited'],
    ['of an App is that of its installation on the owner', { type: 'app', id: '1', privateKey }, 'read'],
  ] as const)('%s', async (_, access, other) => {
    const served = await serve((request) => {
      const [, answer] = answers.find(([path]) => path.test(new URL(request.url).pathname)) ?? [];
      return Response.json(answer);
    });
    const repositories = createRepositories({
      ...options,
      repositories: ['acme/fleet', 'acme/edge', 'octo/fleet'],
      access,
      baseUrl: served.url,
      rates: { readsPerMinute: 20, writesPerMinute: 100, writesPerHour: 100 },
      // Time stands still: what is used up stays so.
      clock: { now: () => 1_700_000_000_000, sleep: () => Promise.resolve() },
    });
    const read = (name: string): Promise<string> =>
      repositories
        .of(name)
        .head('main', signal)
        .then(
          () => 'read',
          ({ code }: { readonly code: string }) => code,
        );
    let reads = 0;
    while (reads < 20 && (await read('acme/fleet')) === 'read') reads += 1;
    expect(reads).toBeGreaterThan(1);
    expect([await read('acme/edge'), await read('octo/fleet')]).toEqual(['rate-limited', other]);
    await served.close();
  });
});

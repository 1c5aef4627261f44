// Which requests a rule hits, and the check of rules from outside.
import { describe, expect, it } from 'vitest';
import type { FaultMatch } from '../../../infra/emulators/kit/fault-rule.ts';
import { faultReader } from '../../../infra/emulators/kit/fault-schema.ts';
import { createFaults } from '../../../infra/emulators/kit/faults.ts';

const unavailable = { type: 'answer', status: 503 } as const;

/** Numbers (from 1) of the requests that the rule hits. */
function hitsOf(match: FaultMatch, requests: readonly string[]): readonly number[] {
  const faults = createFaults();
  faults.add({ match, effect: unavailable });
  return requests.flatMap((request, index) => {
    const [method = '', path = ''] = request.split(' ');
    return faults.take({ method, path }).length > 0 ? [index + 1] : [];
  });
}

const FOUR = ['GET /a', 'GET /a', 'GET /a', 'GET /a'];

describe('a rule hits', () => {
  it.each<[string, FaultMatch, readonly string[], readonly number[]]>([
    ['everything without a match', {}, ['GET /a', 'POST /b'], [1, 2]],
    ['its method', { method: 'POST' }, ['GET /a', 'POST /a'], [2]],
    ['a segment by *', { path: '/v1/*/o' }, ['GET /v1/b/o?x=1', 'GET /v1/b/c/o', 'GET /v1/b/o/p'], [1]],
    ['segments by **', { path: '/v1/**/o' }, ['GET /v1/b/o', 'GET /v1/b/c/o'], [1, 2]],
    ['no other character as a pattern', { path: '/a.b+(c)' }, ['GET /a.b+(c)', 'GET /axb+(c)'], [1]],
    [
      'a hyphen as itself',
      { path: '/zones/us-west1-a/*' },
      ['GET /zones/us-west1-a/x', 'GET /zones/us-west1-b/x'],
      [1],
    ],
    ['an expression in the query', { pathRegex: 'watch=true$' }, ['GET /a?watch=true', 'GET /a?watch=1'], [1]],
    ['the n-th, once', { nth: 3 }, FOUR, [3]],
    ['from the n-th on, n times', { nth: 2, times: 2 }, FOUR, [2, 3]],
    ['the first ones', { times: 2 }, FOUR, [1, 2]],
    ['nothing at rate 0', { rate: 0 }, FOUR, []],
    ['everything at rate 1', { rate: 1 }, FOUR, [1, 2, 3, 4]],
  ])('%s', (_, match, requests, expected) => {
    expect(hitsOf(match, requests)).toEqual(expected);
  });

  it('a part by rate, the same for the same seed and another for another', () => {
    const many = Array.from({ length: 200 }, () => 'GET /a');
    const first = hitsOf({ rate: 0.3, seed: 1 }, many);
    expect(first.length).toBeGreaterThan(30);
    expect(first.length).toBeLessThan(90);
    expect(hitsOf({ rate: 0.3, seed: 1 }, many)).toEqual(first);
    expect(hitsOf({ rate: 0.3, seed: 2 }, many)).not.toEqual(first);
  });

  it('together with others, up to one that keeps the request from being handled', () => {
    const faults = createFaults();
    faults.add({ effect: { type: 'delay', ms: 5 } });
    faults.add({ effect: unavailable });
    const last = faults.add({ effect: { type: 'reset', when: 'after' } });
    expect(faults.take({ method: 'GET', path: '/' }).map(({ effect }) => effect.type)).toEqual(['delay', 'answer']);
    expect(faults.rules().find(({ id }) => id === last)).toMatchObject({ seen: 0, hit: 0 });
  });
});

describe('placing a rule', () => {
  it('refuses an effect that the emulator does not have', () => {
    expect(() => createFaults(['stale']).add({ effect: { type: 'short-list', drop: 1 } })).toThrow('short-list');
  });

  it.each<[string, unknown]>([
    ['no effect', {}],
    ['an unknown effect', { effect: { type: 'explode' } }],
    ['a member of another effect', { effect: { type: 'stale', ms: 3 } }],
    ['an unknown match', { match: { host: 'x' }, effect: { type: 'stale' } }],
    ['a bad expression', { match: { pathRegex: '(' }, effect: { type: 'stale' } }],
    ['the 0th request', { match: { nth: 0 }, effect: { type: 'stale' } }],
    ['a success', { effect: { type: 'answer', status: 200 } }],
    ['text', 'stale'],
  ])('from outside refuses %s', (_, value) => {
    expect(() => faultReader()(value)).toThrow(/^not a fault: fault/u);
  });

  it('from outside takes every effect as it is written', () => {
    const read = faultReader();
    const effects = [
      { type: 'delay', profile: 'realistic' },
      { type: 'answer', status: 429, reason: 'r', message: 'm', body: { a: [1] }, headers: { 'retry-after': '1' } },
      { type: 'reset', when: 'after' },
      { type: 'hold', ms: 5, caller: 'reset' },
      { type: 'stale' },
      { type: 'short-list', drop: 2 },
      { type: 'unreachable', places: ['zones/z'] },
      { type: 'fail-operation', code: 'C', message: 'm', status: 500 },
    ];
    for (const effect of effects) {
      const rule = { match: { path: '/a/**', rate: 0.5 }, effect };
      expect(read(structuredClone(rule))).toEqual(rule);
    }
  });
});

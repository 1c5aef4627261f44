// Whether a backend service, or a group that leaves one, still gets requests: what Cloud Monitoring says, and all that
// is no word for it. Case 58.
import { describe, expect, test } from 'vitest';
import { KINDS } from '../../../../../functions/wiring/kinds.ts';
import { RangelightError } from '../../../../../lib/core/index.ts';
import type { Change } from '../../../../../lib/diff/index.ts';
import { computeRef } from '../../../../../lib/features/ingress/kinds/index.ts';
import { lastRequests } from '../../../../../lib/features/ingress/runs/last-requests.ts';
import { refKey } from '../../../../../lib/model/index.ts';
import type { BackendRequests, Monitoring } from '../../../../../lib/ports/index.ts';
import { changeOf } from '../../../plan/change.ts';

const MINUTE_MS = 60_000;
const NOW = 100 * MINUTE_MS;
const QUIET_MS = 10 * MINUTE_MS;
const NEVER = new AbortController().signal;

const OLD = computeRef('backendService', 'p', 'old');
const MAP = refKey(computeRef('urlMap', 'p', 'web'));
const group = (name: string, zone: string): string => `projects/p/zones/${zone}/networkEndpointGroups/${name}`;

const goes = changeOf(OLD, { kind: 'delete', before: {} });
/** One of two groups of one name, in two zones. */
const shrinks = changeOf(OLD, {
  kind: 'update',
  before: { backends: [{ group: group('g', 'a') }, { group: group('g', 'b') }] },
  after: { backends: [{ group: group('g', 'b') }] },
});

/** @param ago minutes ago, of the end of each minute with requests. */
function series(backendService: string, ago: readonly number[], zone = 'a'): BackendRequests {
  const minutes = ago.map((one) => ({ endMs: NOW - one * MINUTE_MS, count: 3 })).sort((a, b) => a.endMs - b.endMs);
  return { backendService, group: 'g', zone, minutes };
}

function ask(change: Change, answer: readonly BackendRequests[] | RangelightError | undefined, now = NOW) {
  const monitoring: Monitoring = {
    requests: (project, urlMap) =>
      answer instanceof RangelightError
        ? Promise.reject(answer)
        : Promise.resolve(project === 'p' && urlMap === 'web' ? (answer ?? []) : []),
  };
  const ports = (answer === undefined ? {} : { monitoring }) as Parameters<typeof lastRequests>[3]['ports'];
  return lastRequests(change, MAP, { since: 0, quietMs: QUIET_MS }, { kinds: KINDS, ports, now }, NEVER);
}

const ALIVE = series('new', [2, 3, 5, 9, 12]);

test('it is unused where no request came for the quiet time, and others did', async () => {
  expect(await ask(goes, [ALIVE, series('old', [13, 40])])).toEqual({
    answer: 'unused',
    said: 'no request reached old through web for 10 minutes while others came',
    lastRequestAt: NOW - 13 * MINUTE_MS,
  });
  expect(await ask(goes, [ALIVE])).not.toHaveProperty('lastRequestAt');
});

test('it is used where a request came within the quiet time before the newest that is known', async () => {
  expect(await ask(goes, [ALIVE, series('old', [11])])).toMatchObject({ answer: 'used' });
});

test('a group that leaves is asked for by its zone; those that stay show that the metric is alive', async () => {
  const staying = { ...ALIVE, backendService: 'old', zone: 'b' };
  expect(await ask(shrinks, [staying])).toMatchObject({ answer: 'unused' });
  expect(await ask(shrinks, [staying, series('old', [4], 'a')])).toMatchObject({ answer: 'used' });
});

describe('nobody knows', () => {
  test.each([
    ['without the right', undefined],
    ['where it cannot be read', new RangelightError('denied', 'monitoring', 'no right')],
    ['where the answer is not to the question', new RangelightError('invalid', 'monitoring', 'another map')],
    ['where no request at all is seen', []],
    ['where all requests are its own', [series('old', [30])]],
    ['where the newest is late', [series('new', [6, 7, 9, 15])]],
    ['where others came of late only', [series('new', [2, 3, 4])]],
  ] as const)('%s', async (_, answer) => {
    expect(await ask(goes, answer)).toMatchObject({ answer: 'unknown' });
  });
});

// A stop is told anew whenever its reason reads otherwise: an age in it had an issue written every few minutes.
test('a metric that stays late is told in the same words', async () => {
  const late = [series('new', [6, 7, 9, 15])];
  const first = await ask(goes, late);
  expect(first.said).toBe('no request of the last 5 minutes is seen at web: what came since is not known');
  expect(await ask(goes, late, NOW + 60 * MINUTE_MS)).toEqual(first);
});

test('a failure of ours is no answer', async () => {
  const broken = { requests: () => Promise.reject(new TypeError('a bug')) };
  const doing = { kinds: KINDS, ports: { monitoring: broken } as never, now: NOW };
  await expect(lastRequests(goes, MAP, { since: 0, quietMs: QUIET_MS }, doing, NEVER)).rejects.toThrow('a bug');
});

// What people hear of drains: one sentence for each word, in however many backend services it stands.
import { expect, test } from 'vitest';
import { backendMark } from '../../../../../lib/features/ingress/drain/index.ts';
import { drainsTold } from '../../../../../lib/features/ingress/rules/drains.ts';
import { desiredOf, EU, observedOf, resource, US } from '../../../fleet-of-two.ts';
import { computeRef } from '../../../../../lib/features/ingress/kinds/index.ts';

const until = Date.parse('2026-01-05T10:00:00Z');
const DRAIN = { by: 'anna', until, reason: 'disks fail' };

const service = (name: string, ...descriptions: readonly string[]) =>
  resource(computeRef('backendService', 'my-project', name), {
    backends: descriptions.map((description, at) => ({ group: `g${at}`, description })),
  });

test('one sentence for each word, and none for what is not drained', () => {
  const drained = backendMark({ cluster: EU, drain: DRAIN });
  const back = backendMark({ cluster: US, drain: { ...DRAIN, back: { share: 0.5, since: until } } });
  const { resources } = desiredOf([
    service('one', drained, drained, backendMark({ cluster: US })),
    service('two', drained, back),
  ]);
  expect(drainsTold(observedOf(resources)).map(({ code, message }) => [code, message])).toEqual([
    [
      'cluster-drained',
      `${EU} gets no requests in 2 backend services until 2026-01-05 10:00:00 UTC, by anna: disks fail`,
    ],
    [
      'cluster-drained',
      `${US} gets 50 % of its requests in 1 backend service until 2026-01-05 10:00:00 UTC, by anna: disks fail`,
    ],
  ]);
});

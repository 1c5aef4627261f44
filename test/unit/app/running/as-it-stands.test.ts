// A plan's changes against what stands now.
import { expect, test } from 'vitest';
import { KINDS } from '../../../../functions/wiring/kinds.ts';
import { RULES } from '../../../../functions/wiring/rules.ts';
import { asItStands } from '../../../../lib/app/running/as-it-stands.ts';
import { computeRef } from '../../../../lib/features/ingress/kinds/index.ts';
import { refKey } from '../../../../lib/model/index.ts';
import { setApart } from '../../../../lib/plan/index.ts';
import { desiredOf, resource } from '../../fleet-of-two.ts';
import { changeOf } from '../../plan/change.ts';

const SHARED = computeRef('backendService', 'p', 'shared');
const [STAYS, GOES] = [computeRef('urlMap', 'p', 'stays'), computeRef('urlMap', 'p', 'goes')];
const HEALTH = computeRef('healthCheck', 'p', 'probe');

/** As Compute answers it: with whoever refers to it. */
const observed = {
  resources: new Map(
    [
      {
        ref: SHARED,
        body: { healthChecks: [refKey(HEALTH)], usedBy: [STAYS, GOES].map((ref) => ({ reference: refKey(ref) })) },
      },
      { ref: STAYS, body: { defaultService: refKey(SHARED) } },
      { ref: GOES, body: { defaultService: refKey(SHARED) } },
      { ref: HEALTH, body: {} },
    ].map((one) => [refKey(one.ref), { ...one, ours: true, observedAt: 0 }]),
  ),
  unknown: [],
};
const changes = [SHARED, GOES, HEALTH].map((ref) => changeOf(ref, { kind: 'delete' }));
const standing = asItStands(KINDS, changes, observed);

test('what was there before is what is seen, without what the server adds', () => {
  expect(standing.map(({ before }) => before)).toEqual([
    { healthChecks: [refKey(HEALTH)] },
    { defaultService: refKey(SHARED) },
    {},
  ]);
});

// The worker took the map that leads to a backend service for one that the service stands on, and refused each minute
// a plan that took one load balancer away, and a backend service that it shared with another one.
test('a map that goes beside what another map still leads to is not left to a later run', () => {
  const desired = desiredOf([resource(STAYS, {})]);
  expect(setApart(RULES, standing, { desired, observed }).map(({ key }) => key)).toEqual([
    refKey(SHARED),
    refKey(HEALTH),
  ]);
});

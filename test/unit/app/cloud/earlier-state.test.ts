// A cluster that leaves the fleet: nothing waits for it for ever.
import { describe, expect, test } from 'vitest';
import { withinFleet } from '../../../../lib/app/cloud/within-fleet.ts';
import { refKey } from '../../../../lib/model/index.ts';
import { balancer, desiredOf, EU, US } from '../../balancer.ts';
import { KINDS } from '../../../../functions/wiring/kinds.ts';

const both = balancer({ name: 'one', clusters: [EU, US] });

describe('an earlier desired state', () => {
  const desired = desiredOf(both.resources);

  test('is as it was while its clusters are members', () => {
    expect(withinFleet(KINDS, desired, new Set([EU, US]))).toBe(desired);
  });

  test('loses what is in a cluster that left, its groups and their backends', () => {
    const only = balancer({ name: 'one', clusters: [US] });
    const within = withinFleet(KINDS, desired, new Set([US]));
    expect(within.resources.map(({ ref }) => refKey(ref))).toEqual(
      desiredOf(only.resources).resources.map(({ ref }) => refKey(ref)),
    );
    expect(within.resources.find(({ ref }) => ref.kind === 'backendService')?.body).toEqual(
      only.resources.find(({ ref }) => ref.kind === 'backendService')?.body,
    );
  });
});

// A cluster that leaves the fleet: its nodes stay reachable while something serves there, and nothing waits for it for ever.
import { describe, expect, test } from 'vitest';
import { keepTagsInUse } from '../../../lib/app/tags-in-use.ts';
import { withinFleet } from '../../../lib/app/within-fleet.ts';
import { type DesiredState, FLEET_UNIT, refKey } from '../../../lib/model/index.ts';
import { appliedOf, balancer, compute, desiredOf, EU, resource, UNIT, US } from '../balancer.ts';

const both = balancer({ name: 'one', clusters: [EU, US] });

describe('the firewall rule', () => {
  const rule = (targetTags: readonly string[]) =>
    resource(compute('firewall', 'probes'), { targetTags: [...targetTags] });
  const fleetUnit = (tags: readonly string[]): DesiredState => ({ ...desiredOf([rule(tags)]), unit: FLEET_UNIT });
  const before = appliedOf([rule(['node-eu', 'node-us'])], { unit: FLEET_UNIT });
  const tags = (inUse: typeof both.resources, inFlight: readonly DesiredState[] = []): unknown =>
    keepTagsInUse(
      fleetUnit(['node-asia', 'node-us']),
      new Set([US]),
      new Map([
        [FLEET_UNIT, before],
        [UNIT, appliedOf(inUse)],
      ]),
      inFlight,
    ).resources[0]?.body['targetTags'];

  test('keeps the tags of a cluster that left while a unit has something there', () => {
    expect(tags(both.resources)).toEqual(['node-asia', 'node-eu', 'node-us']);
  });

  test('keeps them, too, while an open run may have put something there', () => {
    const only = balancer({ name: 'one', clusters: [US] }).resources;
    expect(tags(only, [desiredOf(both.resources)])).toEqual(['node-asia', 'node-eu', 'node-us']);
  });

  test('keeps them for a group whose Service was there before, and is in no record', () => {
    const services = new Set(both.keys.services);
    expect(tags(both.resources.filter(({ ref }) => !services.has(refKey(ref))))).toContain('node-eu');
  });

  test('lets them go when nothing is left there', () => {
    expect(tags(balancer({ name: 'one', clusters: [US] }).resources)).toEqual(['node-asia', 'node-us']);
  });

  test('is no business of other units', () => {
    const desired = desiredOf(both.resources);
    expect(keepTagsInUse(desired, new Set([US]), new Map([[UNIT, appliedOf(both.resources)]]), [])).toBe(desired);
  });
});

describe('an earlier desired state', () => {
  const desired = desiredOf(both.resources);

  test('is as it was while its clusters are members', () => {
    expect(withinFleet(desired, new Set([EU, US]))).toBe(desired);
  });

  test('loses what is in a cluster that left, its groups and their backends', () => {
    const only = balancer({ name: 'one', clusters: [US] });
    const within = withinFleet(desired, new Set([US]));
    expect(within.resources.map(({ ref }) => refKey(ref))).toEqual(
      desiredOf(only.resources).resources.map(({ ref }) => refKey(ref)),
    );
    expect(within.resources.find(({ ref }) => ref.kind === 'backendService')?.body).toEqual(
      only.resources.find(({ ref }) => ref.kind === 'backendService')?.body,
    );
  });
});

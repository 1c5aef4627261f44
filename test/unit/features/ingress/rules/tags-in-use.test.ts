// A cluster that leaves the fleet: its nodes stay reachable while something serves there.
import { describe, expect, test } from 'vitest';
import { keepTagsInUse, tagsOutOfUse } from '../../../../../lib/features/ingress/rules/tags-in-use.ts';
import type { Facts } from '../../../../../lib/fleet/index.ts';
import { type AppliedState, type DesiredState, FLEET_UNIT, refKey } from '../../../../../lib/model/index.ts';
import { appliedOf, balancer, compute, desiredOf, EU, resource, UNIT, US } from '../../../balancer.ts';
import { createRig } from '../../../app/rig.ts';
import type { Fleetwide } from '../../../../../lib/plan/index.ts';

const both = balancer({ name: 'one', clusters: [EU, US] });
const FLEET_OF_TWO = createRig().fleet();

/** After a cluster has left. */
const around = (units: readonly AppliedState[], inFlight: readonly DesiredState[] = []): Fleetwide => ({
  fleet: { ...FLEET_OF_TWO, clusters: FLEET_OF_TWO.clusters.filter(({ link }) => link === US) },
  facts: { fleet: FLEET_OF_TWO.name, clusters: {}, addresses: {} },
  applied: new Map(units.map((one) => [one.unit, one])),
  lost: [],
  inFlight,
});

describe('the firewall rule', () => {
  const rule = (targetTags: readonly string[]) =>
    resource(compute('firewall', 'probes'), { targetTags: [...targetTags] });
  const fleetUnit = (tags: readonly string[]): DesiredState => ({ ...desiredOf([rule(tags)]), unit: FLEET_UNIT });
  const before = appliedOf([rule(['node-eu', 'node-us'])], { unit: FLEET_UNIT });
  const tags = (inUse: typeof both.resources, inFlight: readonly DesiredState[] = []): unknown =>
    keepTagsInUse(fleetUnit(['node-asia', 'node-us']), around([before, appliedOf(inUse)], inFlight)).resources[0]?.body[
      'targetTags'
    ];

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

  // Proof history 5081: a run that ends while something is held as it was keeps such objects on record.
  test('lets them go for objects alone, which stay in a cluster that nobody can reach any more', () => {
    const services = new Set(both.keys.services);
    expect(tags(both.resources.filter(({ ref }) => services.has(refKey(ref))))).toEqual(['node-asia', 'node-us']);
  });

  test('is no business of other units', () => {
    const desired = desiredOf(both.resources);
    expect(keepTagsInUse(desired, around([before, appliedOf(both.resources)]))).toBe(desired);
  });

  test('is the only one that keeps them, and the only one that they are read from', () => {
    const check = resource(compute('healthCheck', 'a'), { targetTags: ['no-tag'] });
    const written = appliedOf([check, rule(['node-eu'])], { unit: FLEET_UNIT });
    const { resources } = fleetUnit(['node-us']);
    const wanted = { ...fleetUnit([]), resources: [check, ...resources] };
    const kept = keepTagsInUse(wanted, around([written, appliedOf(both.resources)]));
    expect(kept.resources.map(({ body }) => body['targetTags'])).toEqual([['no-tag'], ['node-eu', 'node-us']]);
    const unknown = around([appliedOf([check], { unit: FLEET_UNIT }), appliedOf(both.resources)]);
    expect(keepTagsInUse(wanted, unknown)).toBe(wanted);
  });
});

describe('network tags that may go without an approval', () => {
  const fleet = FLEET_OF_TWO;
  const rule = resource(compute('firewall', 'probes'), { targetTags: ['node-eu', 'node-us', 'node-asia'] });
  const fleetUnit = appliedOf([rule], { unit: FLEET_UNIT });
  const asia = balancer({ name: 'one', clusters: ['asia-east1/gke-asia'] }).resources;
  const factsOf = (tags: Readonly<Record<string, readonly string[]>>): Facts => ({
    fleet: fleet.name,
    clusters: Object.fromEntries(
      Object.entries(tags).map(([link, nodeTags]) => [link, { state: 'fresh', zones: [], nodeTags, namespaces: [] }]),
    ),
    addresses: {},
  });
  const known = factsOf({ [EU]: ['node-eu'], [US]: ['node-us'] });
  const mayGo = (
    facts: Facts,
    units: readonly AppliedState[],
    inFlight: readonly DesiredState[] = [],
    lost: readonly string[] = [],
  ): boolean =>
    tagsOutOfUse({
      fleet,
      facts,
      applied: new Map(units.map((one) => [one.unit, one])),
      lost,
      inFlight,
    }).has('node-asia');

  test('are those of a cluster that left, once nothing stands there', () => {
    expect(mayGo(known, [fleetUnit, appliedOf(both.resources)])).toBe(true);
    expect(mayGo(known, [fleetUnit, appliedOf(asia)])).toBe(false);
    expect(mayGo(known, [fleetUnit, appliedOf(both.resources)], [desiredOf(asia)])).toBe(false);
  });

  test('are none while the tags of a member are not known: these may be its own', () => {
    expect(mayGo(factsOf({ [EU]: [], [US]: ['node-us'] }), [fleetUnit])).toBe(false);
    expect(mayGo(factsOf({ [US]: ['node-us'] }), [fleetUnit])).toBe(false);
  });

  test('are none while the record of a unit is lost: something of it may stand there', () => {
    expect(mayGo(known, [fleetUnit], [], [UNIT])).toBe(false);
  });

  // Case 68: a second installation knows of no rule that it wrote, and whose tags there are.
  test('are none where no record says that we put them there', () => {
    expect(mayGo(known, [])).toBe(false);
  });
});

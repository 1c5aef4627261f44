// What the firewall rule may not lose without an approval: health checks of whole clusters (case 68).
import { expect, test } from 'vitest';
import { type Cause, diff } from '../../../../../lib/diff/index.ts';
import type { JsonObject } from '../../../../../lib/core/index.ts';
import { type Fleetwide, type GateFinding, rollbackChanges } from '../../../../../lib/plan/index.ts';
import { gatesOf } from '../../../../../lib/features/ingress/rules/gates.ts';
import { appliedOf, compute, desiredOf, observedOf, resource } from '../../../balancer.ts';
import { changeOf } from '../../../plan/change.ts';
import { KINDS } from '../../../../../functions/wiring/kinds.ts';
import { RULES } from '../../../../../functions/wiring/rules.ts';
import { createRig } from '../../../app/rig.ts';

const REF = compute('firewall', 'probes');
const rule = (more: JsonObject) =>
  resource(REF, { sourceRanges: ['a', 'b'], targetTags: ['node-eu', 'node-us'], ...more });

/** @param last what we last wrote; default: what stands. */
function changes(before: JsonObject, after: JsonObject, last: JsonObject = before) {
  const observed = observedOf([rule(before)]);
  const applied = appliedOf([rule(last)]);
  return diff({
    kinds: KINDS,
    desired: desiredOf([rule(after)]),
    applied,
    observed,
    takeover: false,
    pendingCause: 'pending',
  }).changes;
}

function messages(found: readonly GateFinding[]): readonly string[] {
  expect(found.map(({ code, key }) => [code, key])).toEqual(found.map(() => ['firewall-shrinks', changeOf(REF).key]));
  return found.map(({ message }) => message);
}

const gates = (...[before, after, last]: Parameters<typeof changes>): readonly string[] =>
  messages(gatesOf(changes(before, after, last), observedOf([]), undefined));

test('network tags, whoever put them there', () => {
  const lost = ['would shut nodes with the network tag node-eu out of the firewall rule probes'];
  expect(gates({}, { targetTags: ['node-us', 'node-asia'] })).toEqual(lost);
  const found = changes({}, { targetTags: ['node-us'] }, { targetTags: ['node-us'] });
  expect(found.map(({ cause }): Cause => cause)).toEqual(['drift']);
  expect(messages(gatesOf(found, observedOf([]), undefined))).toEqual(lost);
});

test('but those behind which nothing stands any more', () => {
  const found = changes({}, { targetTags: ['node-us'] });
  expect(gatesOf(found, observedOf([]), undefined, () => new Set(['node-eu']))).toEqual([]);
  expect(gatesOf(found, observedOf([]), undefined, () => new Set(['node-asia']))).toHaveLength(1);
});

test('ranges of the load balancer; not those that somebody else let in beside them', () => {
  const lost = ['would narrow sourceRanges of the firewall rule probes'];
  expect(gates({}, { sourceRanges: ['a'] })).toEqual(lost);
  expect(gates({ sourceRanges: ['a', 'b', 'c'] }, {}, {})).toEqual([]);
});

test.each(['delete', 'replace'] as const)('the rule itself: %s', (kind) => {
  expect(messages(gatesOf([changeOf(REF, { kind })], observedOf([]), undefined))).toEqual([
    'would take the firewall rule probes away: health checks reach no node without it',
  ]);
});

test.each([
  ['a rule that is made', changeOf(REF, { kind: 'create' })],
  ['a rule that is let go', changeOf(REF, { kind: 'abandon' })],
  ['a tag more', changeOf(REF, { fields: [{ path: 'targetTags', before: ['a'], after: ['a', 'b'], effect: 'grow' }] })],
  ['another priority', changeOf(REF, { fields: [{ path: 'priority', before: 1, after: 2, effect: 'change' }] })],
  [
    'another resource',
    changeOf(compute('urlMap', 'um'), {
      fields: [{ path: 'targetTags', before: ['a'], after: [], effect: 'shrink' }],
    }),
  ],
])('and there is none for %s', (_what, change) => {
  expect(gatesOf([change], observedOf([]), undefined)).toEqual([]);
});

test('a rollback leaves the rule as wide as it is', () => {
  expect(rollbackChanges(RULES, changes({}, { targetTags: ['node-us'] }))).toEqual([]);
  expect(rollbackChanges(RULES, changes({}, { targetTags: ['node-eu', 'node-us', 'x'] }))).toHaveLength(1);
});

test('none by the rules of the feature once the whole fleet says that a tag is out of use', () => {
  const found = changes({}, { targetTags: ['node-us'] });
  const beside = { observed: observedOf([]), applied: appliedOf([rule({})], { unit: '_fleet' }) };
  expect(RULES.gates(found, beside).map(({ code }) => code)).toEqual(['firewall-shrinks']);
  const fleet = createRig().fleet();
  const state = { state: 'fresh', zones: [], namespaces: [] } as const;
  const clusters = Object.fromEntries(fleet.clusters.map(({ link }) => [link, { ...state, nodeTags: ['node-us'] }]));
  const fleetwide: Fleetwide = {
    fleet,
    facts: { fleet: fleet.name, clusters, addresses: {} },
    applied: new Map([['_fleet', beside.applied]]),
    lost: [],
    inFlight: [],
  };
  expect(RULES.gates(found, { ...beside, fleetwide })).toEqual([]);
});

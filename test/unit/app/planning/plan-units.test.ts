// From desired, applied, observed and policy to the plans of a revision.
import { describe, expect, test } from 'vitest';
import { planUnits } from '../../../../lib/app/planning/plan-units.ts';
import type { PlanInput } from '../../../../lib/app/planning/plan-input.ts';
import { takesAway } from '../../../../lib/diff/index.ts';
import type { Facts } from '../../../../lib/fleet/index.ts';
import { digestOfVariant, refKey, wholeState } from '../../../../lib/model/index.ts';
import type { GateCode } from '../../../../lib/plan/index.ts';
import {
  appliedOf,
  balancer,
  desiredOf,
  EU,
  FLEET,
  ingressKey,
  observedOf,
  serviceKey,
  UNIT,
  US,
} from '../../balancer.ts';
import { createRig } from '../rig.ts';
import { planInput } from '../plan-input.ts';

const fleet = createRig().fleet();
const both = balancer({ name: 'one', clusters: [EU, US], hosts: ['a.example'] });
const two = balancer({ name: 'two', clusters: [US] });
const standing = [...both.resources, ...two.resources];

const FACTS: Facts = { fleet: FLEET, clusters: {}, addresses: {} };

function plan(wanted: readonly (typeof standing)[number][], more: Partial<PlanInput> = {}, compiled = {}) {
  return planUnits(
    planInput({
      compiled: {
        states: [desiredOf(wanted)],
        sources: { [`networking.gke.io/MultiClusterIngress/${UNIT}/one`]: { file: 'one.yaml', line: 1, column: 1 } },
        ...compiled,
      },
      facts: FACTS,
      applied: new Map([[UNIT, appliedOf(standing)]]),
      observed: observedOf(standing),
      ...more,
    }),
  );
}

const unitOf = (...args: Parameters<typeof plan>) => {
  const unit = plan(...args).units[0];
  if (unit === undefined) throw new TypeError('there is one unit');
  return unit;
};

describe('planUnits', () => {
  test('has no plan when all is as wanted', () => {
    expect(unitOf(standing)).toMatchObject({ plan: undefined, envelope: { plan: null, impact: 'none' } });
  });

  test('says what the plan works towards', () => {
    const { envelope, desired, plan: made } = unitOf(both.resources);
    expect(envelope).toMatchObject({
      unit: UNIT,
      plan: made?.digest,
      desired: digestOfVariant(desired),
      partial: false,
    });
    expect(envelope.counts.delete).toBeGreaterThan(0);
  });

  test('keeps the plan of a run that is under way while it does all that is left', () => {
    const begun = unitOf(both.resources);
    if (begun.plan === undefined) throw new TypeError('there is something to do');
    const under = { plan: begun.plan, goal: wholeState(begun.desired), desired: begun.envelope.desired };
    const standing = new Map([[UNIT, [under]]]);
    const isLeft = observedOf(both.resources);
    expect(unitOf(both.resources, { standing, observed: isLeft })).toMatchObject({
      isUnderWay: true,
      plan: begun.plan,
      envelope: { plan: begun.plan.digest, counts: begun.envelope.counts, impact: begun.envelope.impact },
    });
    expect(unitOf(both.resources, { observed: isLeft }).plan?.digest).not.toBe(begun.plan.digest);

    const isMore = observedOf(both.resources.filter(({ ref }) => ref.kind !== 'healthCheck'));
    const taken = unitOf(both.resources, { standing, observed: isMore });
    expect(taken).toMatchObject({ isUnderWay: false });
    expect(taken.plan?.changes.map(({ ref }) => ref.kind)).toContain('healthCheck');

    const other = new Map([[UNIT, [{ ...under, goal: desiredOf([...both.resources, ...two.resources]) }]]]);
    expect(unitOf(both.resources, { standing: other })).toMatchObject({ isUnderWay: false });
  });

  test('warns of a cluster that leaves with something of ours in it', () => {
    const smaller = { ...fleet, clusters: fleet.clusters.filter(({ link }) => link !== EU) };
    const staying = balancer({ name: 'one', clusters: [US], hosts: ['a.example'] });
    expect(plan([...staying.resources, ...two.resources], { fleet: smaller }).diagnostics).toMatchObject([
      { code: 'cluster-left', severity: 'warning', message: `${EU} leaves the fleet with one object of ours in it` },
    ]);
    expect(plan([...staying.resources, ...two.resources]).diagnostics).toEqual([]);
  });

  test('asks for nothing in a cluster that left, also while what serves there has to stay', () => {
    const smaller = { ...fleet, clusters: fleet.clusters.filter(({ link }) => link !== EU) };
    const staying = balancer({ name: 'one', clusters: [US], hosts: ['a.example'] });
    const inEu = new Set(both.keys.services.filter((key) => key.includes(EU)));
    const seen = standing.filter(({ ref }) => !inEu.has(refKey(ref)));
    const observed = observedOf(seen, [{ part: 'cluster', cluster: US, reason: 'x' }]);
    const { envelope, plan: made } = unitOf([...staying.resources, ...two.resources], { fleet: smaller, observed });
    expect([envelope.partial, made]).toEqual([true, undefined]);
  });

  test('still plans a unit of which no manifest is left', () => {
    const { envelope } = unitOf([], {}, { states: [] });
    expect(envelope.gates.map(({ code }) => code)).toContain('vip-release');
  });
});

describe('a mistake in a manifest deletes nothing', () => {
  test('what an object in error has keeps standing, the rest goes on', () => {
    const held = [ingressKey('two'), serviceKey('two')];
    const { plan: made, desired } = unitOf(balancer({ name: 'one', clusters: [EU, US] }).resources, {}, { held });
    expect(made?.changes.map(({ key }) => key)).toEqual([both.keys.urlMap]);
    expect(wholeState(desired).resources).toHaveLength(standing.length);
  });

  test('a file that cannot be read to its end deletes and shrinks nothing in the fleet', () => {
    const smaller = balancer({ name: 'one', clusters: [EU] }).resources;
    const { plan: made, envelope } = unitOf(smaller, {}, { incomplete: true });
    expect(made).toBeUndefined();
    expect(envelope.partial).toBe(true);
  });

  const away = { part: 'cluster', cluster: EU } as const;
  test.each([
    ['a cluster', { observed: observedOf(standing, [{ ...away, reason: 'x' }]) }],
    ['one kind in a cluster', { observed: observedOf(standing, [{ ...away, kinds: ['service'], reason: 'x' }]) }],
    [
      'the facts about a cluster',
      { facts: { ...FACTS, clusters: { [EU]: { state: 'stale', zones: [], nodeTags: [], namespaces: [] } } } },
    ],
  ] as const)('%s that cannot be read holds what hangs together with it, whole, and says so', (_, more) => {
    const planned = plan(balancer({ name: 'one', clusters: [US] }).resources, more);
    const [unit] = planned.units;
    const ofTwo = new Set(two.resources.map(({ ref }) => refKey(ref)));
    expect(new Set(unit?.plan?.changes.map(({ key }) => key))).toEqual(ofTwo);
    expect(unit?.plan?.changes.every(takesAway)).toBe(true);
    // By this the sweep knows that it has to be planned again: it would be finished with what it should take away still
    // there.
    expect(unit?.envelope).toMatchObject({ partial: true, unknown: [{ cluster: EU }] });
    expect(planned.diagnostics).toMatchObject([
      { code: 'cluster-unreachable' },
      {
        code: 'held-while-unread',
        message: expect.stringMatching(
          /^MultiClusterIngress\/blue\/one, MultiClusterService\/blue\/one: as applied.*gke-eu/,
        ) as string,
      },
    ]);
  });

  test('a list of Compute that cannot be read holds all that has one of its kind', () => {
    const observed = observedOf(standing, [{ part: 'compute', kind: 'urlMap', reason: 'x' }]);
    const planned = plan(balancer({ name: 'one', clusters: [EU] }).resources, { observed });
    expect(planned.units[0]?.plan).toBeUndefined();
    expect(planned.diagnostics.map(({ code }) => code)).toEqual(['compute-unreadable', 'held-while-unread']);
  });

  test('what nothing of the unit has to do with holds nothing, and its plan is not called partial', () => {
    const observed = observedOf(standing, [{ ...away, kinds: ['serviceExport'], reason: 'x' }]);
    expect(unitOf(both.resources, { observed })).toMatchObject({
      plan: unitOf(both.resources).plan,
      envelope: { partial: false },
    });
  });

  test('what is unknown does not stop what only grows', () => {
    const three = balancer({ name: 'three', clusters: [US] });
    const unknown = observedOf(standing, [{ part: 'cluster', cluster: EU, reason: 'x' }]);
    const made = unitOf([...standing, ...three.resources], { observed: unknown }).plan;
    expect(made?.changes.map(({ kind }) => kind)).toEqual(three.resources.map(() => 'create'));
  });

  test('what an unknown part hides of ours, and nobody applied, is not touched', () => {
    const unknown = observedOf(
      [...standing, ...balancer({ name: 'stray', clusters: [US] }).resources],
      [{ part: 'cluster', cluster: EU, reason: 'x' }],
    );
    expect(unitOf(standing, { observed: unknown }).plan).toBeUndefined();
  });

  test('the reader is told what is unknown', () => {
    const observed = observedOf(standing, [{ part: 'cluster', cluster: EU, reason: 'timeout' }]);
    expect(plan(standing, { observed }).diagnostics).toMatchObject([{ code: 'cluster-unreachable' }]);
  });
});

test('what does not fit beside what serves gets a second backend service, and then stays there', () => {
  const groups = (from: number) =>
    both.resources.map((one) => {
      if (one.ref.kind !== 'backendService') return one;
      const backends = Array.from({ length: 30 }, (_, index) => ({
        group: `projects/p/zones/us-west1-a/networkEndpointGroups/n${from + index}`,
        balancingMode: 'RATE',
      }));
      return { ...one, body: { ...one.body, backends } };
    });
  const now = { applied: new Map([[UNIT, appliedOf(groups(0))]]), observed: observedOf(groups(0)) };
  const { envelope, plan: made, desired } = unitOf(groups(30), now);
  const { resources } = wholeState(desired);
  expect(envelope).toMatchObject({ gates: [], counts: { create: 1, delete: 1, update: 1 } });
  const second = made?.changes.find(({ kind }) => kind === 'create')?.key;
  expect(second).not.toBe(both.keys.backendService);
  const then = { applied: new Map([[UNIT, appliedOf(resources)]]), observed: observedOf(resources) };
  expect(unitOf(groups(30), then)).toMatchObject({ plan: undefined, envelope: { desired: envelope.desired } });
});

describe('gates', () => {
  // Case 52: a word that was given before there was a gate may be of somebody who must not open it.
  test('are open by a word that was given for all of them', () => {
    const { envelope, plan: made } = unitOf(both.resources);
    const codes = envelope.gates.map(({ code }) => code);
    const approvedBy = (opens: readonly GateCode[]) => {
      const digest = made?.digest ?? '';
      const word = { unit: UNIT, plan: digest, opens, by: 'ann', reason: 'seen', at: 1 };
      return unitOf(both.resources, { approvals: new Map([[digest, word]]) }).envelope.approvedBy;
    };
    expect(codes.length).toBeGreaterThan(1);
    expect([approvedBy([]), approvedBy(codes.slice(1)), approvedBy(codes)]).toEqual([undefined, undefined, 'ann']);
  });

  test('a revision that deletes too much waits for a person', () => {
    const policy = { ...fleet.policy, maxDeletes: 2 };
    const codes = unitOf(both.resources, { policy }).envelope.gates.map(({ code }) => code);
    expect(codes).toContain('too-many-deletes');
    expect(unitOf(both.resources).envelope.gates.map(({ code }) => code)).not.toContain('too-many-deletes');
  });

  test('case 36: a revision that declares nothing takes nothing away without a word for exactly that', () => {
    const gatesOf = (wanted: typeof standing, sources: object, held = {}) =>
      unitOf(wanted, held, { sources }).envelope.gates.map(({ code }) => code);
    expect(gatesOf([], {})).toContain('everything-removed');
    expect(gatesOf([], { 'networking.gke.io/MultiClusterService/green/one': {} })).not.toContain('everything-removed');
    // Nothing stands, so nothing goes.
    expect(gatesOf([], {}, { applied: new Map(), observed: observedOf([]) })).toEqual([]);
  });

  test('are placed where the reader can mend them', () => {
    const source = { file: 'two.yaml', line: 3, column: 5 };
    const gates = unitOf(both.resources, { placeOf: () => source }).envelope.gates;
    expect(gates.find(({ code }) => code === 'vip-release')).toMatchObject({ source });
  });
});

describe('the cause', () => {
  // Case 74: which commit was applied last says nothing of why; what does is in test/unit/diff.
  test('is the same whichever commit was applied last', () => {
    const causes = (commit: string) => unitOf(both.resources, { commit }).plan?.changes.map(({ cause }) => cause);
    expect(new Set(causes('commit-1'))).toEqual(new Set(['pending']));
    expect(new Set(causes('commit-2'))).toEqual(new Set(['pending']));
  });
});

describe('quotas', () => {
  const nothing = { applied: new Map(), observed: observedOf([]) };
  const room = (metric: string, left: number) => new Map([[metric, { limit: 10, usage: 10 - left }]]);

  test('with room for everything are not mentioned', () => {
    const planned = plan(standing, { ...nothing, quotas: room('URL_MAPS', 2) });
    expect(planned.diagnostics).toEqual([]);
    expect(planned.units[0]?.envelope.gates).toEqual([]);
  });

  test('that are short stop the units that need them, counted over the revision', () => {
    const planned = plan(standing, { ...nothing, quotas: room('URL_MAPS', 1) });
    expect(planned.diagnostics).toMatchObject([
      { code: 'quota-short', severity: 'error', message: expect.stringContaining('needs 2 URL_MAPS, 1 left') },
    ]);
    expect(planned.units[0]?.envelope.gates).toMatchObject([
      { code: 'quota-short', message: 'this revision needs 2 URL_MAPS, 1 left' },
    ]);
  });

  test('leave units alone that need nothing of what is short', () => {
    const spare = { ...desiredOf([]), unit: 'spare' };
    const states = [desiredOf(standing), spare].sort((a, b) => (a.unit < b.unit ? -1 : 1));
    const planned = plan([], { ...nothing, quotas: room('URL_MAPS', 0) }, { states });
    expect(planned.units.map(({ envelope }) => [envelope.unit, envelope.gates.length])).toEqual([
      [UNIT, 1],
      [UNIT, 1],
      ['spare', 0],
    ]);
  });

  test('that cannot be read are a warning, and only where something is created', () => {
    const codes = (more: Partial<PlanInput>) =>
      plan(standing, { quotas: undefined, ...more }).diagnostics.map(({ code }) => code);
    expect(codes(nothing)).toEqual(['quotas-unreadable']);
    expect(codes({})).toEqual([]);
  });
});

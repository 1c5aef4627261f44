// The walk of an export while one kind cannot be read in one cluster: a name that has an export there is neither
// withdrawn elsewhere nor moved to another group, and all other names go on.
import { expect, it } from 'vitest';
import { RULES } from '../../../../functions/wiring/rules.ts';
import { planUnits } from '../../../../lib/app/planning/plan-units.ts';
import { type AppliedState, isIn, refKey, type UnknownPart } from '../../../../lib/model/index.ts';
import { compileExports, EU, exportOf, factsWith, fleetWith, NO_RECORDS, US } from './exports.ts';

const GKE = { [US]: ['net.gke.io'], [EU]: ['net.gke.io'] };
const FILES = {
  [`clusters/${US}/a.yaml`]: `${exportOf('cart')}---\n${exportOf('pay')}`,
  [`clusters/${EU}/a.yaml`]: exportOf('cart'),
};
const FORBIDDEN: UnknownPart = { part: 'cluster', cluster: EU, kinds: ['serviceExport'], reason: '403', refused: true };

/** What is planned for the namespace where the exports of FILES stand. */
function planned(files: Readonly<Record<string, string>>, unknown: readonly UnknownPart[], served = GKE) {
  const { exports } = compileExports(FILES, GKE);
  const resources = Object.fromEntries(exports.map(({ unit: _unit, ...resource }) => [refKey(resource.ref), resource]));
  const applied = { unit: 'shop', resources, addresses: {}, usedApprovals: {} } as unknown as AppliedState;
  const seen = exports.filter(({ ref }) => !unknown.some((part) => isIn(part, ref)));
  const observed = {
    resources: new Map(seen.map(({ ref, body }) => [refKey(ref), { ref, body, ours: true }])),
    unknown,
  };
  const fleet = fleetWith();
  const { units, diagnostics } = planUnits({
    ...NO_RECORDS,
    rules: RULES,
    fleet,
    policy: fleet.policy,
    compiled: compileExports(files, served).compiled,
    facts: factsWith(served),
    applied: new Map([['shop', applied]]),
    observed,
    quotas: undefined,
    commit: 'c1',
    placeOf: () => undefined,
  });
  const own = units.filter(({ envelope }) => envelope.unit === 'shop');
  return {
    changes: own
      .flatMap(({ plan }) => plan?.changes ?? [])
      .map(({ kind, ref }) => `${kind} ${ref.name} ${'cluster' in ref ? ref.cluster : ''}`)
      .sort(),
    gates: own.flatMap(({ envelope }) => envelope.gates.map(({ code }) => code)),
    held: own.flatMap(({ envelope }) => envelope.held ?? []),
    told: diagnostics.filter(({ code }) => code === 'held-while-unread').map(({ message }) => message),
  };
}

it('a name of which one export is not known stays where the other one is known, and another name goes', () => {
  const { changes, gates, held, told } = planned({}, [FORBIDDEN]);
  expect(changes).toEqual([`delete pay ${US}`]);
  expect(gates).toContain('service-gone');
  expect(held).toEqual([expect.stringContaining(`cart@${US}`)]);
  expect(told).toEqual([
    expect.stringMatching(/cart in us-west1\/gke-us: as applied.*ServiceExport in europe-north1\/gke-eu/),
  ]);
});

it('with all of it known both go', () => {
  expect(planned({}, []).changes).toEqual([`delete cart ${EU}`, `delete cart ${US}`, `delete pay ${US}`]);
});

it('the group under which it stands is kept also while it cannot be read, and what comes elsewhere comes', () => {
  const both = { [US]: ['multicluster.x-k8s.io', 'net.gke.io'], [EU]: ['multicluster.x-k8s.io', 'net.gke.io'] };
  const more = { ...FILES, [`clusters/${US}/b.yaml`]: exportOf('search') };
  expect(planned(more, [FORBIDDEN], both)).toMatchObject({ changes: [`create search ${US}`], held: [] });
});

// The section goes out of the fleet file: what it had is withdrawn by a gated plan, and nothing else is.
import { expect, it } from 'vitest';
import { FEATURES } from '../../../../functions/wiring/features.ts';
import { LOOKS } from '../../../../functions/wiring/looks.ts';
import { RULES } from '../../../../functions/wiring/rules.ts';
import { compileFleet } from '../../../../lib/app/planning/compile-fleet.ts';
import { planAgainst } from '../../../../lib/app/planning/plan-against.ts';
import { type AppliedState, type ObservedState, refKey } from '../../../../lib/model/index.ts';
import { createMemoryClusters } from '../../../fakes/memory-clusters.ts';
import { compileExports, EU, exportOf, factsWith, fleetWith, NO_RECORDS, US } from './exports.ts';

const SERVED = { [US]: ['net.gke.io'], [EU]: ['net.gke.io'] };
const FILES = {
  [`clusters/${US}/a.yaml`]: `${exportOf('cart')}---\n${exportOf('pay')}`,
  [`clusters/${EU}/a.yaml`]: exportOf('cart'),
};

/**
 * What is planned for the namespace, where the exports of FILES stand. @param section of the fleet file; undefined: it
 * asks for them.
 */
async function plannedFor(section: string | undefined) {
  const { exports } = compileExports(FILES, SERVED);
  const resources = Object.fromEntries(exports.map(({ unit: _unit, ...resource }) => [refKey(resource.ref), resource]));
  const applied = { unit: 'shop', resources, addresses: {}, usedApprovals: {} } as unknown as AppliedState;
  const observed: ObservedState = {
    resources: new Map(exports.map(({ ref, body }) => [refKey(ref), { ref, body, ours: true }])),
    unknown: [],
  };
  const fleet = fleetWith(section);
  const facts = factsWith(SERVED);
  const tree = new Map(Object.entries(FILES).map(([path, text]) => [path, new TextEncoder().encode(text)]));
  const compiled = compileFleet(FEATURES, 'acme', fleet, tree, facts);
  const records = { ...NO_RECORDS, applied: new Map([['shop', applied]]) };
  const { policy } = fleet;
  const around = { rules: RULES, looks: LOOKS, fleet, policy, commit: 'c1', facts, quotas: undefined };
  const signal = AbortSignal.timeout(10_000);
  const { units } = await planAgainst({ ...around, compiled, observed, records }, createMemoryClusters(), signal);
  // What is not connected is planned apart, when it has a gate.
  const own = units.filter(({ envelope: { unit } }) => unit === 'shop');
  const changes = own.flatMap(({ plan }) => plan?.changes ?? []).map(({ kind, ref }) => `${kind} ${ref.name}`);
  return { changes: changes.sort(), gates: own.flatMap(({ envelope }) => envelope.gates) };
}

it('has nothing to do as long as it is there', async () => {
  expect(await plannedFor(undefined)).toEqual({ changes: [], gates: [] });
});

it('withdraws all of them, and asks once for each name that dies', async () => {
  const { changes, gates } = await plannedFor('');
  expect(changes).toEqual(['delete cart', 'delete cart', 'delete pay']);
  expect(gates.filter(({ code }) => code === 'service-gone').map(({ message }) => message)).toEqual([
    expect.stringContaining('cart.shop.svc.clusterset.local'),
    expect.stringContaining('pay.shop.svc.clusterset.local'),
  ]);
});

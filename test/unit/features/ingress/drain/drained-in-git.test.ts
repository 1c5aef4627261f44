// Clusters that the fleet file drains: their backends have capacity 0, where somebody else is left, and a person
// approves it but where he has drained it already.
import { describe, expect, test } from 'vitest';
import { KINDS } from '../../../../../functions/wiring/kinds.ts';
import { type JsonObject, numberAt, objectsAt, textAt } from '../../../../../lib/core/index.ts';
import { RULES } from '../../../../../functions/wiring/rules.ts';
import { diff } from '../../../../../lib/diff/index.ts';
import { backendMark, parseBackendMark } from '../../../../../lib/features/ingress/drain/index.ts';
import { gatesOf } from '../../../../../lib/features/ingress/rules/gates.ts';
import { endDrain } from '../../../../../lib/features/ingress/runs/end-drain.ts';
import type { DesiredResource } from '../../../../../lib/model/index.ts';
import { refKey } from '../../../../../lib/model/index.ts';
import { makePlan } from '../../../../../lib/plan/index.ts';
import { appliedOf, desiredOf, observedOf } from '../../../fleet-of-two.ts';
import { ASIA, backend, compileText, EU, FLEET, ingress, service, US } from '../blue.ts';
import { standing } from './standing.ts';

const NEVER = new AbortController().signal;
const TEXT = service('foo') + ingress('web', `{backend: ${backend('foo')}}`);
const draining = (drained: JsonObject, controller: 'rangelight' | 'gke' = 'rangelight') =>
  compileText(TEXT, { fleet: { ...FLEET, controller, features: { traffic: { drained } } } });

const resourcesOf = ({ states }: ReturnType<typeof compileText>): readonly DesiredResource[] =>
  states.flatMap(({ resources }) => resources).filter(({ ref }) => ref.kind === 'backendService');

/** Cluster → capacities of its backends. */
function capacities(bodies: readonly JsonObject[]): Readonly<Record<string, readonly number[]>> {
  const found: Record<string, number[]> = {};
  for (const one of bodies.flatMap((body) => objectsAt(body, 'backends')))
    (found[parseBackendMark(textAt(one, 'description'))?.cluster ?? ''] ??= []).push(
      numberAt(one, 'capacityScaler') ?? 1,
    );
  return found;
}
const compiledCapacities = (compiled: ReturnType<typeof compileText>) =>
  capacities(resourcesOf(compiled).map(({ body }) => body));

describe('a cluster that the fleet file drains', () => {
  test('has backends without capacity, and the others have theirs', () => {
    expect(compiledCapacities(draining({ [US]: 'new nodes' }))).toEqual({ [US]: [0, 0], [EU]: [1], [ASIA]: [1] });
  });

  test('keeps its requests where all clusters of a service are drained, with a warning', () => {
    const all = draining({ [US]: 'a', [EU]: 'b', [ASIA]: 'c' });
    expect(compiledCapacities(all)).toEqual({ [US]: [1, 1], [EU]: [1], [ASIA]: [1] });
    expect(all.diagnostics.map(({ code }) => code)).toContain('drain-without-other');
  });

  test('has to be one of the fleet, and the load balancers ours', () => {
    const codes = (compiled: ReturnType<typeof compileText>) => compiled.diagnostics.map(({ code }) => code);
    expect(codes(draining({ 'us-west1/other': 'a' }))).toContain('unknown-cluster-link');
    expect(codes(draining({ [US]: 'a' }, 'gke'))).toContain('unsupported-feature');
    expect(codes(draining({ [US]: 'a' }))).toEqual(codes(compileText(TEXT)));
  });
});

const whole = resourcesOf(compileText(TEXT));
const drained = resourcesOf(draining({ [US]: 'new nodes' }));

/** With a person's word on the backends of a cluster. */
const said = (resources: readonly DesiredResource[], cluster: string): readonly DesiredResource[] =>
  resources.map((one) => ({
    ...one,
    body: {
      ...one.body,
      backends: objectsAt(one.body, 'backends').map((item) =>
        textAt(item, 'description') === backendMark({ cluster })
          ? {
              ...item,
              capacityScaler: 0,
              description: backendMark({ cluster, drain: { by: 'anna', until: 0, reason: 'x' } }),
            }
          : item,
      ),
    },
  }));

/** Gates of going from what stands to what is wanted. */
function gates(before: readonly DesiredResource[], after: readonly DesiredResource[], applied = before) {
  const observed = observedOf(before);
  const states = { desired: { ...desiredOf(after), unit: 'blue' }, applied: appliedOf(applied), observed };
  const { changes } = diff({ kinds: KINDS, ...states, takeover: false, pendingCause: 'pending' });
  return gatesOf(changes, observed, undefined).map(({ code, message, isFinal }) => [code, message, isFinal] as const);
}

describe('the gate', () => {
  test('of a cluster that is drained by a merge, and not of one that gets its requests back', () => {
    expect(gates(whole, drained)).toEqual([
      [
        'cluster-drains',
        expect.stringMatching(/^would keep requests away from us-west1\/gke-us in rl1-bs-/) as string,
        undefined,
      ],
    ]);
    expect(gates(drained, whole)).toEqual([]);
  });

  test('is open where a person has drained it, and where drift is put back', () => {
    expect(gates(said(whole, US), drained)).toEqual([]);
    expect(gates(whole, drained, drained)).toEqual([]);
  });

  test('of a plan that would leave nothing but what is drained is opened by no word', () => {
    const only = whole.map((one) => ({
      ...one,
      body: {
        ...one.body,
        backends: objectsAt(one.body, 'backends').filter(
          (item) => textAt(item, 'description') === backendMark({ cluster: US }),
        ),
      },
    }));
    expect(gates(said(whole, US), only)).toEqual([
      ['last-backend', expect.stringMatching(/nothing but clusters that are drained/) as string, true],
    ]);
    expect(gates(whole, only)).toEqual([]);
  });
});

describe('the digest of a plan', () => {
  /** Of going from what stands to what is wanted, over all services. */
  const digest = (standing: readonly DesiredResource[], wanted: readonly DesiredResource[]): string | undefined => {
    const states = { desired: { ...desiredOf(wanted), unit: 'blue' }, applied: appliedOf(whole) };
    const known = { kinds: KINDS, ...states, observed: observedOf(standing), takeover: false };
    return makePlan(RULES, 'prod', 'blue', diff({ ...known, pendingCause: 'pending' }).changes)?.digest;
  };
  const withBodies = (change: (body: JsonObject) => JsonObject): readonly DesiredResource[] =>
    whole.map((one) => ({ ...one, body: change(one.body) }));
  const backends = (change: (all: readonly JsonObject[]) => readonly JsonObject[]): readonly DesiredResource[] =>
    withBodies((body) => ({ ...body, backends: change(objectsAt(body, 'backends')) }));
  const isUs = (item: JsonObject): boolean => textAt(item, 'description') === backendMark({ cluster: US });

  test.each<[string, readonly DesiredResource[]]>([
    ['changes the service elsewhere', withBodies((body) => ({ ...body, timeoutSec: 77 }))],
    ['changes its backends', backends((all) => all.map((one) => ({ ...one, maxRatePerEndpoint: 7 })))],
    ['changes how much each cluster takes', backends((all) => all.map((one) => ({ ...one, capacityScaler: 0.5 })))],
    ['takes the drained cluster away', backends((all) => all.filter((one) => !isUs(one)))],
    ['takes another cluster away', backends((all) => all.filter((one, at) => isUs(one) || at === 0))],
    ['deletes the service', []],
  ])('that %s is the same whether a person drained a cluster meanwhile or not', (_does, wanted) => {
    const before = digest(whole, wanted);
    expect(before).toBeDefined();
    expect(digest(said(whole, US), wanted)).toBe(before);
  });

  test('of nothing is nothing, drained or not', () => {
    expect([digest(whole, whole), digest(said(whole, US), whole)]).toEqual([undefined, undefined]);
  });
});

test('where Git drains it by then, the end of a person’s word leaves it drained, however ill it is', async () => {
  const world = standing();
  const ref = world.put('one', [US, EU]);
  const body = world.compute.body(refKey(ref)) ?? {};
  const [first, ...others] = objectsAt(body, 'backends');
  const drain = { by: 'anna', until: 0, reason: 'x' };
  const word = { ...first, capacityScaler: 0, description: backendMark({ cluster: US, drain }) };
  world.compute.put(ref, { ...body, backends: [word, ...others] });
  const wanted = { ...body, backends: [{ ...first, capacityScaler: 0 }, ...others] };
  const ending = { ...world, wanted };
  expect(await endDrain.hindered(ref, US, ending, NEVER)).toBeUndefined();
  expect(await endDrain.hindered(ref, US, { ...ending, wanted: body }, NEVER)).toMatch(/nobody says/);
  await endDrain.end(ref, US, ending, NEVER);
  expect(world.capacities('one')).toEqual({ [US]: 0, [EU]: 1 });
  expect(world.words('one')[US]).toBe(backendMark({ cluster: US }));
});

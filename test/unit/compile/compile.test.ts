// Several features over one commit: their parts become one graph, whatever their order, and what two of them want
// nobody gets.
import { expect, test } from 'vitest';
import { FEATURES } from '../../../functions/wiring/features.ts';
import { compile, type CompiledPart, type Compiler } from '../../../lib/compile/index.ts';
import { readManifests } from '../../../lib/manifest/index.ts';
import { type DesiredResource, objectKey } from '../../../lib/model/index.ts';
import { backend, FACTS, FLEET, ingress, service } from '../features/ingress/blue.ts';
import { computeRef } from '../../../lib/features/ingress/kinds/index.ts';

const manifests = readManifests(
  new Map(
    [ingress('one', `{backend: ${backend('foo')}}`), service('foo')].map(
      (text, at) => [`${at}.yaml`, new TextEncoder().encode(text)] as const,
    ),
  ),
  { kinds: FEATURES.kinds },
);
const keyOf = (kind: string): string => {
  const found = manifests.manifests.find((one) => one.kind === kind);
  if (found === undefined) throw new TypeError(`no ${kind}`);
  return objectKey(found);
};
const [INGRESS, SERVICE] = [keyOf('MultiClusterIngress'), keyOf('MultiClusterService')];

function wanted(name: string, owner?: string): DesiredResource {
  const ref = computeRef('address', 'p', name);
  return { ref, body: { name }, maker: 'rangelight', owners: owner === undefined ? [] : [owner], dependsOn: [] };
}

const giving =
  (unit: string, resources: readonly DesiredResource[], more: Partial<CompiledPart> = {}): Compiler =>
  () => ({ resources: new Map([[unit, resources]]), held: new Set(), secrets: [], diagnostics: [], ...more });

const compiled = (...compilers: readonly Compiler[]) =>
  compile(compilers, { fleet: FLEET, installation: 'here', manifests, facts: FACTS });

test('features add to the same units, in one order', () => {
  const [a, b] = [giving('blue', [wanted('b')], { secrets: ['blue/x'] }), giving('blue', [wanted('a')])];
  const both = compiled(a, b);
  expect(both).toEqual(compiled(b, a));
  expect(both.states.map(({ unit }) => unit)).toEqual(['_fleet', 'blue']);
  expect(both.states[1]?.resources.map(({ ref }) => ref.name)).toEqual(['a', 'b']);
  expect(both.secrets).toEqual(['blue/x']);
});

test('what is held by one feature is held', () => {
  expect(compiled(giving('blue', [], { held: new Set([INGRESS]) }), giving('blue', [])).held).toEqual([INGRESS]);
});

test('what two features want is an error at both lines, and stays as it is', () => {
  const one = giving('blue', [wanted('shared', INGRESS), wanted('own', INGRESS)]);
  const other = giving('blue', [wanted('shared', SERVICE)]);
  const { states, held, diagnostics, sources } = compiled(one, other);
  expect(states[1]?.resources.map(({ ref }) => ref.name)).toEqual(['own']);
  expect(held).toEqual([INGRESS, SERVICE]);
  const clashes = diagnostics.filter(({ code }) => code === 'claimed-twice');
  expect(clashes.map(({ source }) => source)).toEqual([sources[INGRESS], sources[SERVICE]]);
  expect(clashes[0]?.message).toBe('projects/p/global/addresses/shared is wanted by MultiClusterService/blue/foo too');
});

test('what one feature wants twice is no clash', () => {
  const { diagnostics, states } = compiled(giving('blue', [wanted('x', INGRESS), wanted('x', INGRESS)]));
  expect(diagnostics.filter(({ code }) => code === 'claimed-twice')).toEqual([]);
  expect(states[1]?.resources).toHaveLength(1);
});

test('without any feature, what is declared keeps its unit and its place', () => {
  const { states, sources } = compiled();
  expect(states.map(({ unit, resources }) => [unit, resources.length])).toEqual([
    ['_fleet', 0],
    ['blue', 0],
  ]);
  expect(Object.keys(sources)).toEqual([INGRESS, SERVICE]);
});

test('an object that may not use its namespace is held, whichever feature reads it, and so is one with an error', () => {
  const policy = { ...FLEET.policy, namespaces: { '0.yaml': ['green'] } };
  const seen: string[] = [];
  const looking: Compiler = (input) => {
    seen.push(...input.manifests.manifests.map(objectKey));
    return giving('blue', [])(input);
  };
  const fleet = { ...FLEET, policy };
  const { held, diagnostics, sources } = compile([looking], { fleet, installation: 'here', manifests, facts: FACTS });
  expect(seen).toEqual([SERVICE]);
  expect(held).toEqual([INGRESS]);
  expect(Object.keys(sources)).toEqual([INGRESS, SERVICE]);
  expect(diagnostics.map(({ code }) => code)).toContain('namespace-not-allowed');
});

// The same revision compiles to the same bytes, whatever the order of files, documents and keys.
import { FEATURES } from '../../functions/wiring/features.ts';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { type Compiled, compile } from '../../lib/compile/index.ts';
import { digestOf } from '../../lib/core/index.ts';
import type { Facts } from '../../lib/fleet/index.ts';
import { readManifests } from '../../lib/manifest/index.ts';
import { generatedFleet } from '../generated/fleet.ts';
import { objectsOf } from '../generated/objects.ts';
import { compileText, FACTS, FLEET, resourcesOf } from '../unit/features/ingress/blue.ts';

/** Set SEED to repeat a run; a failure prints its own. */
const SEED = Number(process.env['SEED'] ?? 20_260_101);

const NAMES = ['a', 'b', 'c', 'd'] as const;
const name = fc.constantFrom(...NAMES);
const port = fc.constantFrom(80, 8080);
const backend = fc.record({ serviceName: name, servicePort: port });
const path = fc.record({ path: fc.constantFrom('/x', '/x/*', '/y', '/*'), backend });
const rule = fc.record(
  {
    host: fc.constantFrom('a.example', '*.example', '*'),
    http: fc.record({ paths: fc.array(path, { minLength: 1, maxLength: 3 }) }),
  },
  { requiredKeys: ['http'] },
);

function object(kind: string, name: string, spec: unknown, annotations: object = {}): object {
  const metadata = { name, namespace: 'blue', annotations };
  return { apiVersion: 'networking.gke.io/v1', kind, metadata, spec };
}

const service = fc
  .record({ name, app: name, ports: fc.uniqueArray(port, { minLength: 1 }) })
  .map(({ name, app, ports }) => {
    const template = {
      spec: { selector: { app, tier: 'web' }, ports: ports.map((port) => ({ port, targetPort: 8080 })) },
    };
    return object('MultiClusterService', name, { template });
  });
const ingress = fc
  .record({
    name,
    backend,
    rules: fc.array(rule, { maxLength: 3 }),
    ip: fc.option(fc.constantFrom('203.0.113.1', 'reserved')),
  })
  .map(({ name, backend, rules, ip }) => {
    const annotations = ip === null ? {} : { 'networking.gke.io/static-ip': ip };
    return object('MultiClusterIngress', name, { template: { spec: { backend, rules } } }, annotations);
  });
const manifests = fc.uniqueArray(fc.oneof(service, ingress), {
  minLength: 1,
  maxLength: 10,
  selector: (one) => JSON.stringify([Reflect.get(one, 'kind'), Reflect.get(one, 'metadata')]).slice(0, 60),
});

/** In an order of the numbers that belong to the places. */
function reordered<T>(values: readonly T[], weights: readonly number[]): readonly T[] {
  const weight = (at: number): number => weights[at % weights.length] ?? 0;
  return values
    .map((value, at) => [value, weight(at), at] as const)
    .sort(([, a, first], [, b, second]) => a - b || first - second)
    .map(([value]) => value);
}

/** The documents dealt out to so many files. */
function dealt(documents: readonly string[], count: number): readonly (readonly [string, string])[] {
  const files = Array.from({ length: count }, (): string[] => []);
  for (const [at, text] of documents.entries()) files[at % count]?.push(text);
  return files.map((texts, at) => [`${at}.yaml`, texts.join('---\n')] as const);
}

/** Another spelling of the same value: the keys of every mapping in another order. */
function reversedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversedKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversedKeys(member)]),
  );
}

function compileFiles(files: readonly (readonly [string, unknown])[], facts: Facts): Compiled {
  const bytes = files.map(
    ([path, value]) => [path, new TextEncoder().encode(stringify(value, { aliasDuplicateObjects: false }))] as const,
  );
  return compile(FEATURES.compilers, {
    fleet: FLEET,
    installation: 'here',
    manifests: readManifests(new Map(bytes), { kinds: FEATURES.kinds }),
    facts,
  });
}

/** Places move with the text, everything else must not. */
function withoutPlaces({ states, held, incomplete, diagnostics }: Compiled): string {
  const findings = diagnostics
    .map((d) => [d.code, d.source?.file])
    .map((finding) => finding.join(' '))
    .sort();
  return JSON.stringify({ states, held, incomplete, findings });
}

/** What is found, wherever it stands. */
function withoutFiles({ diagnostics }: Compiled): readonly string[] {
  return diagnostics.map(({ code, message }) => `${code} ${message}`).sort();
}

it('does not depend on the order of files and keys', () => {
  let compiled = 0;
  const property = fc.property(manifests, fc.infiniteStream(fc.nat()), (objects, random) => {
    const files = objects.map((one, index) => [`${index}.yaml`, one] as const);
    const weights = new Map(files.map(([path]) => [path, random.next().value ?? 0]));
    const shuffled = [...files].sort(([a], [b]) => (weights.get(a) ?? 0) - (weights.get(b) ?? 0));
    const reordered = shuffled.map(([path, value]) => [path, reversedKeys(value)] as const);
    const facts = { ...FACTS, clusters: reversedKeys(FACTS.clusters) as Facts['clusters'] };

    const first = compileFiles(files, FACTS);
    compiled += first.states.flatMap((s) => s.resources).filter((r) => r.ref.kind === 'urlMap').length;
    expect(withoutPlaces(compileFiles(reordered, facts))).toBe(withoutPlaces(first));
  });
  fc.assert(property, { seed: SEED, numRuns: 80 });
  // A generator that makes only mistakes would prove nothing.
  expect(compiled).toBeGreaterThan(10);
});

it('does not depend on the order of documents in a file, nor on which file has them', () => {
  const reserved = { 'vip-0': '203.0.113.20', 'vip-1': '203.0.113.21' };
  const facts = { ...FACTS, addresses: reserved };
  let compiled = 0;
  const orders = fc.array(fc.nat(), { minLength: 3, maxLength: 9 });
  const property = fc.property(generatedFleet(), orders, fc.nat(3), (fleet, weights, more) => {
    const objects = objectsOf(fleet, reserved, FLEET.project);
    const text = (one: unknown): string => stringify(one, { aliasDuplicateObjects: false });
    const first = compileText(Object.fromEntries(dealt(objects.map(text), 1)), { facts });
    const shuffled = reordered(objects, weights).map((one) => text(reversedKeys(one)));
    const files = reordered(dealt(shuffled, 1 + more), weights);
    const second = compileText(Object.fromEntries(files), { facts });
    expect(first.held).toEqual([]);
    expect(second.states.map(digestOf)).toEqual(first.states.map(digestOf));
    expect(withoutFiles(second)).toEqual(withoutFiles(first));
    compiled += resourcesOf(first, 'urlMap').length;
  });
  fc.assert(property, { seed: SEED, numRuns: 40 });
  expect(compiled).toBeGreaterThan(40);
});

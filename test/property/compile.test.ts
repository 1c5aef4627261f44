// The same revision compiles to the same bytes, whatever the order of files, documents and keys.
// May import: lib, fast-check, vitest.
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { type Compiled, compile } from '../../lib/compile/index.ts';
import type { Facts } from '../../lib/fleet/index.ts';
import { readManifests } from '../../lib/manifest/index.ts';
import { FACTS, FLEET } from '../unit/compile/blue.ts';

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
  return compile({ fleet: FLEET, manifests: readManifests(new Map(bytes)), facts });
}

/** Places move with the text, everything else must not. */
function withoutPlaces({ states, held, incomplete, diagnostics }: Compiled): string {
  const findings = diagnostics
    .map((d) => [d.code, d.source?.file])
    .map((finding) => finding.join(' '))
    .sort();
  return JSON.stringify({ states, held, incomplete, findings });
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
  fc.assert(property, { seed: SEED, numRuns: 150 });
  // A generator that makes only mistakes would prove nothing.
  expect(compiled).toBeGreaterThan(20);
});

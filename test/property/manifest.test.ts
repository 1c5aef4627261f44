// Whatever is pushed: reading it ends, never throws, and what is wrong is said at a place that is in the file.
import { FEATURES } from '../../functions/wiring/features.ts';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { compile } from '../../lib/compile/index.ts';
import type { Diagnostic, Json } from '../../lib/core/index.ts';
import { readFleet } from '../../lib/fleet/index.ts';
import { readManifests, readYamlFile } from '../../lib/manifest/index.ts';
import { LIMITS } from '../../lib/manifest/limits.ts';
import { FACTS, FLEET } from '../unit/features/ingress/blue.ts';
import { ATTACKS, hostileFile, REAL_FILES } from './hostile-yaml.ts';

/** Set SEED to repeat a run, RUNS for a longer one; a failure prints its own seed. */
const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
const numRuns = Number(process.env['RUNS'] ?? 200);
console.log(`property/manifest: SEED=${seed}`);

const FILE = 'a.yaml';

/** Places count from 1 and stand in the text, its end included; a carriage return alone ends no line. */
function expectInside(bytes: Uint8Array, diagnostics: readonly Diagnostic[]): void {
  const lines = new TextDecoder().decode(bytes).split('\n');
  for (const { code, message, source } of diagnostics) {
    if (source === undefined || source.file !== FILE) continue;
    const place = `${code} at ${source.line}:${source.column}: ${message}`;
    const line = lines[source.line - 1];
    expect(line, place).toBeDefined();
    expect(source.column, place).toBeGreaterThanOrEqual(1);
    expect(source.column, place).toBeLessThanOrEqual((line?.length ?? 0) + 1);
    expect(message, place).not.toBe('');
  }
}

/** Values of a document as they were walked, keys not counted. */
function countOf(value: Json | undefined): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce<number>((sum, member) => sum + countOf(member), 1);
}

function expectSound(bytes: Uint8Array): void {
  const yaml = readYamlFile(FILE, bytes);
  expectInside(bytes, yaml.diagnostics);
  // What is not read to its end says why, and the other way round.
  expect(yaml.complete).toBe(yaml.diagnostics.length === 0);
  expect(yaml.documents.length).toBeLessThanOrEqual(LIMITS.documents);
  for (const { root, findings } of yaml.documents) {
    expect(countOf(root.value)).toBeLessThanOrEqual(LIMITS.values);
    expect(findings.length).toBeLessThanOrEqual(LIMITS.problems);
  }
  const manifests = readManifests(new Map([[FILE, bytes]]), { kinds: FEATURES.kinds });
  expectInside(bytes, manifests.diagnostics);
  if (manifests.incomplete.length > 0 || manifests.rejected.length > 0) expect(manifests.diagnostics).not.toEqual([]);
  expectInside(
    bytes,
    compile(FEATURES.compilers, { fleet: FLEET, installation: 'here', manifests, facts: FACTS }).diagnostics,
  );
  const fleet = readFleet(FILE, bytes);
  expectInside(bytes, fleet.diagnostics);
  if (fleet.fleet === undefined) expect(fleet.diagnostics).not.toEqual([]);
}

it('reads any bytes to a value or to a finding at a place in the file', () => {
  fc.assert(fc.property(hostileFile, expectSound), { seed, numRuns });
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
});

it('reads every example without a place outside of it', () => {
  expect(REAL_FILES.length).toBeGreaterThan(40);
  for (const bytes of REAL_FILES) expectSound(bytes);
});

it.each(Object.keys(ATTACKS))('withstands %s', (name) => {
  const bytes = new TextEncoder().encode(ATTACKS[name]);
  expectSound(bytes);
  expect(readManifests(new Map([[FILE, bytes]]), { kinds: FEATURES.kinds }).incomplete).toEqual([FILE]);
});

it('reads a file of no bytes, or of nothing but a mark, as nothing', () => {
  for (const bytes of [new Uint8Array(), Uint8Array.of(0xef, 0xbb, 0xbf), new TextEncoder().encode('\r\n# x\n---\n')]) {
    expectSound(bytes);
    expect(readManifests(new Map([[FILE, bytes]]), { kinds: FEATURES.kinds })).toMatchObject({
      manifests: [],
      incomplete: [],
      diagnostics: [],
    });
  }
});

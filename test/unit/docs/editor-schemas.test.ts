// What editors underline is what is wrong: the schemas of manifests and of the fleet file, on every example.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { editorSchemas } from '../../../docs/reference/editor-schemas.ts';
import { FLEET_SCHEMA } from '../../../functions/cli/version.ts';
import about from '../../../package.json' with { type: 'json' };
import fleetSchema from '../../../schemas/fleet.v1.json' with { type: 'json' };

const ROOT = join(import.meta.dirname, '../../..');
const EXAMPLES = join(ROOT, 'schemas/examples');

const ajv = new Ajv({ allErrors: true, strict: false });
const compiled = (name: string): ValidateFunction => ajv.compile(JSON.parse(editorSchemas().get(name) ?? 'false'));
const manifest = compiled('manifest.json');
const fleet = ajv.compile(fleetSchema);
const KIND_FILES: Readonly<Record<string, string>> = {
  MultiClusterIngress: 'multi-cluster-ingress.json',
  MultiClusterService: 'multi-cluster-service.json',
  BackendConfig: 'backend-config.json',
  FrontendConfig: 'frontend-config.json',
  ServiceExport: 'service-export.json',
};
const byKind = new Map(Object.entries(KIND_FILES).map(([kind, name]) => [kind, compiled(name)]));

/** Findings about the shape. The others need more than one field, object or file to be seen. */
const STRUCTURAL: ReadonlySet<string> = new Set(['schema-violation', 'fleet-file-invalid']);
/** Kinds that we read where others apply them: their shape is not ours to judge. */
const OF_OTHERS: ReadonlySet<string> = new Set([
  'Namespace',
  'Service',
  'ConfigMap',
  'Deployment',
  'VirtualService',
  'DestinationRule',
  'PeerAuthentication',
  'AuthorizationPolicy',
]);
/** Wrong in a way that no schema says: a duration that is too short, a link of no member, a folder outside. */
const BEYOND = ['endpoints-max-age', 'unknown-config-cluster'];

/** Files of an example with a document that its schema refuses. */
function refusedFiles(folder: string): readonly string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));
  return files.filter((name) => {
    const documents = parseAllDocuments(readFileSync(join(folder, name), 'utf8')).filter(
      ({ errors }) => errors.length === 0,
    );
    const values = documents.map((document): unknown => document.toJS()).filter((value) => value !== null);
    if (name === 'rangelight.yaml') return values.some((value) => !fleet(value));
    return values.some((value) => {
      const kind = String(Reflect.get(value as object, 'kind'));
      if (OF_OTHERS.has(kind)) return false;
      // The one of the kind says what the one for all kinds says.
      expect(byKind.get(kind)?.(value)).toBe(manifest(value));
      return !manifest(value);
    });
  });
}

describe('schemas for editors', () => {
  it('accept every fleet file of this repository, and the one on the page', () => {
    const page = readFileSync(join(ROOT, 'docs/fleet-file.md'), 'utf8');
    const shown = [...page.matchAll(/^```yaml\n(apiVersion[^]*?)^```/gm)].map(([, text = '']) => text);
    const files = ['infra/local/seed', 'schemas/examples/rendered'].flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('rangelight.yaml'))
        .map((name) => readFileSync(join(ROOT, folder, name), 'utf8')),
    );
    expect([shown.length, files.length > 3]).toEqual([1, true]);
    for (const text of [...shown, ...files]) {
      fleet(parse(text));
      expect(fleet.errors ?? []).toEqual([]);
    }
  });

  it('stand where the fleet files that we write say', () => {
    expect(FLEET_SCHEMA).toContain(`/v${about.version}/`);
    const [, path = ''] = FLEET_SCHEMA.split(`/v${about.version}/`);
    expect(JSON.parse(readFileSync(join(ROOT, path), 'utf8'))).toEqual(fleetSchema);
    expect(readFileSync(join(ROOT, 'docs/fleet-file.md'), 'utf8')).toContain(FLEET_SCHEMA);
  });

  it.each(readdirSync(join(EXAMPLES, 'valid')))('accept the valid %s', (name) => {
    expect(refusedFiles(join(EXAMPLES, 'valid', name))).toEqual([]);
  });

  it.each(readdirSync(join(EXAMPLES, 'invalid')))('refuse of the invalid %s what is wrong in shape', (name) => {
    const folder = join(EXAMPLES, 'invalid', name);
    const findings = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as readonly {
      readonly code: string;
      readonly file: string;
    }[];
    const wrong = BEYOND.includes(name) ? [] : findings.filter(({ code }) => STRUCTURAL.has(code));
    expect([...refusedFiles(folder)].sort()).toEqual([...new Set(wrong.map(({ file }) => file))].sort());
  });
});

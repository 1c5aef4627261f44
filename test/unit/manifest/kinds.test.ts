// Kinds of manifests as a value that is handed down: what a reader knows is what it was given. May import: lib, vitest.
import { expect, it } from 'vitest';
import {
  createSchemaCheck,
  type ManifestKind,
  manifestKinds,
  readManifests,
  schemaOfCrd,
} from '../../../lib/manifest/index.ts';

const SCHEMA = schemaOfCrd({
  metadata: { name: 'anchors.sea.example' },
  spec: {
    versions: [
      {
        name: 'v1',
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              apiVersion: { type: 'string' },
              kind: { type: 'string' },
              metadata: { type: 'object' },
              spec: { type: 'object', properties: { depth: { type: 'integer' } } },
            },
          },
        },
      },
    ],
  },
});

const kindOf = (group: string, kind = 'Anchor'): ManifestKind => ({
  group,
  kind,
  versions: ['v1'],
  schema: SCHEMA,
  checkSchema: createSchemaCheck(SCHEMA),
  role: 'managed',
  stands: 'fleet',
  check: () => [],
});

const read = (kinds: readonly ManifestKind[], ...documents: readonly string[]) =>
  readManifests(new Map([['a.yaml', new TextEncoder().encode(documents.join('---\n'))]]), {
    kinds: manifestKinds(kinds, { 'sea.example': ['Buoy'] }),
  });

const document = (apiVersion: string, kind: string, depth: string) =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: a, namespace: north}\nspec: {depth: ${depth}}\n`;

it('reads the kinds that it is given, by their own schema, and no other one', () => {
  const good = document('sea.example/v1', 'Anchor', '7');
  const { manifests, diagnostics } = read([kindOf('sea.example')], good, document('sea.example/v1', 'Buoy', '1'));
  expect(manifests).toMatchObject([{ group: 'sea.example', kind: 'Anchor', namespace: 'north', spec: { depth: 7 } }]);
  expect(diagnostics.map(({ code }) => code)).toEqual(['foreign-objects']);
  expect(read([kindOf('sea.example')], document('sea.example/v1', 'Anchor', 'deep')).diagnostics).toMatchObject([
    { code: 'schema-violation', source: { line: 4, column: 15 } },
  ]);
  expect(read([], good).manifests).toEqual([]);
});

it('tells a kind of a group in which every kind is known, and leaves one of another group to others', () => {
  const stray = read([kindOf('sea.example')], document('sea.example/v1', 'Wreck', '1'));
  expect(stray.diagnostics.map(({ code }) => code)).toEqual(['unknown-kind']);
  const foreign = read([kindOf('sea.example')], document('land.example/v1', 'Wreck', '1'));
  expect(foreign.diagnostics.map(({ code }) => code)).toEqual(['foreign-objects']);
});

it('tells kinds of one name apart by their group, whichever was registered first', () => {
  const documents = ['sea.example/v1', 'land.example/v1'].map((one) => document(one, 'Anchor', '1'));
  const kinds = [kindOf('sea.example'), kindOf('land.example')];
  const result = read(kinds, ...documents);
  expect(result.manifests.map(({ group }) => group)).toEqual(['land.example', 'sea.example']);
  expect(JSON.stringify(result)).toBe(JSON.stringify(read(kinds.toReversed(), ...documents)));
  const neither = read(kinds, document('mea.example/v1', 'Anchor', '1'));
  expect(neither.diagnostics).toMatchObject([
    { code: 'unknown-kind', hint: 'Write land.example/v1 or sea.example/v1.' },
  ]);
});

it('refuses two kinds of one group and name', () => {
  expect(() => manifestKinds([kindOf('sea.example'), kindOf('land.example'), kindOf('sea.example')])).toThrow(
    'two features bring the kind sea.example/Anchor',
  );
});

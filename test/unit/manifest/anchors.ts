// A made-up kind of manifest, for what must hold of any.
import { createSchemaCheck, type ManifestKind, schemaOfCrd } from '../../../lib/manifest/index.ts';

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

const checkSchema = createSchemaCheck(SCHEMA);

/** A kind of its own group, by default one that stands for the fleet. */
export const anchors = (group: string, more: Partial<ManifestKind> = {}): ManifestKind => ({
  group,
  kind: 'Anchor',
  versions: ['v1'],
  schema: SCHEMA,
  checkSchema,
  role: 'managed',
  stands: 'fleet',
  check: () => [],
  ...more,
});

/** @param metadata without its name, `a`. */
export const anchor = (apiVersion: string, kind = 'Anchor', depth = '7', metadata = ', namespace: north'): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: a${metadata}}\nspec: {depth: ${depth}}\n`;

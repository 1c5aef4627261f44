// The CRDs, and the strict schema made of them.
import { describe, expect, it } from 'vitest';
import multiClusterIngresses from '../../../schemas/crds/multiclusteringresses.networking.gke.io.json' with {
  type: 'json',
};
import multiClusterServices from '../../../schemas/crds/multiclusterservices.networking.gke.io.json' with {
  type: 'json',
};
import { schemaOfCrd } from '../../../lib/manifest/crd-schema.ts';

describe.each([multiClusterIngresses, multiClusterServices])('CRD $metadata.name', (crd) => {
  it('has one shape in both versions', () => {
    const [v1, v1beta1] = crd.spec.versions;
    expect([v1?.name, v1beta1?.name]).toEqual(['v1', 'v1beta1']);
    expect(v1beta1?.schema).toEqual(v1?.schema);
    expect(crd.spec.versions.filter((version) => version.storage).map((version) => version.name)).toEqual(['v1']);
  });

  it('becomes a schema without the words of Kubernetes', () => {
    expect(JSON.stringify(schemaOfCrd(crd))).not.toContain('x-kubernetes');
  });
});

describe('schemaOfCrd', () => {
  it('closes objects with properties, leaves maps and status open, and widens int-or-string', () => {
    const openAPIV3Schema = {
      type: 'object',
      properties: {
        map: { type: 'object', additionalProperties: { type: 'string' } },
        port: { 'x-kubernetes-int-or-string': true },
        status: { type: 'object', properties: {}, 'x-kubernetes-preserve-unknown-fields': true },
      },
    };
    const crd = {
      metadata: { name: 'a' },
      spec: { versions: [{ name: 'v1', storage: true, schema: { openAPIV3Schema } }] },
    };
    expect(schemaOfCrd(crd)).toMatchObject({
      additionalProperties: false,
      properties: {
        map: { type: 'object', additionalProperties: { type: 'string' } },
        port: { type: ['integer', 'string'] },
        status: { type: 'object', properties: {} },
      },
    });
  });
});

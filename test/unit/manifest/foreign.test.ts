// Repositories as they are: what is for others is counted, and what would have to be rendered first is said once (cases
// 46, 60).
import { FEATURES } from '../../../functions/wiring/features.ts';
import { describe, expect, it } from 'vitest';
import { readManifests, type ReadResult } from '../../../lib/manifest/index.ts';
import { ingress, readText, said, service } from './text.ts';

/** Of a fleet without a section for other features. */
const kinds = FEATURES.kinds.askedFor((section) => section === undefined);

function read(files: Readonly<Record<string, string>>): ReadResult {
  return readManifests(new Map(Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)])), {
    kinds,
  });
}
const words = (result: ReadResult) =>
  result.diagnostics.map(({ code, message, source }) =>
    [code, source?.file, message].filter((one) => one !== undefined),
  );

describe('case 46: objects of other kinds', () => {
  it('are counted in one line, and hide nothing of ours', () => {
    const result = read({
      'app.yaml': [
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: foo, namespace: blue}',
        'apiVersion: v1\nkind: Service\nmetadata: {name: foo}',
        'apiVersion: v1\nkind: Service\nmetadata: {name: yes}',
      ].join('\n---\n'),
      'kustomization.yaml': 'resources: [app.yaml, foo.yaml]\n',
      'certificate.yaml': 'apiVersion: networking.gke.io/v1\nkind: ManagedCertificate\nmetadata: {name: foo}',
      'foo.yaml': service('foo'),
      'values.yaml': 'replicas: 3\n',
    });
    expect(words(result)).toEqual([
      [
        'foreign-objects',
        '6 documents of other kinds in 4 files are left to others: 2 Service, 2 without a kind, 1 Deployment, 1 ManagedCertificate',
      ],
    ]);
    expect(result.diagnostics[0]?.severity).toBe('info');
    expect(result.incomplete).toEqual([]);
    expect(result.manifests.map(({ name }) => name)).toEqual(['foo']);
  });

  it.each([
    ['a kind of ours in another group', 'apiVersion: v1\nkind: MultiClusterService\nmetadata: {name: foo}'],
    ['a kind that is nearly ours', 'apiVersion: net.gke.io/v1\nkind: MultiClusterIngres\nmetadata: {name: foo}'],
    ['an unknown kind of our group', 'apiVersion: networking.gke.io/v1\nkind: Ingress\nmetadata: {name: foo}'],
    ['what has lost its kind', 'metadata: {name: foo, namespace: blue}\nspec: {}'],
    ['a list, which may hold ours', 'apiVersion: v1\nkind: List\nitems: []'],
  ])('%s is none of them', (_, text) => {
    expect(readText(text).incomplete).toEqual(['a.yaml']);
    expect(said(readText(text))).toHaveLength(1);
  });

  it('five kinds are named, the others counted', () => {
    const others = ['A', 'B', 'C', 'D', 'E', 'F', 'G'].map((kind) => `apiVersion: v1\nkind: ${kind}`);
    expect(words(readText(others.join('\n---\n')))[0]?.at(-1)).toBe(
      '7 documents of other kinds in 1 file are left to others: 1 A, 1 B, 1 C, 1 D, 1 E and 2 more kinds',
    );
  });
});

describe('case 60: what would have to be rendered first', () => {
  const bare = (text: string) => text.replace(', namespace: blue', '');

  it('is one finding for a kustomization with all that it changes', () => {
    const result = read({
      'base/kustomization.yaml': 'resources: [service.yaml, ingress.yaml]\n',
      'base/service.yaml': bare(service('foo')),
      'base/ingress.yaml': bare(ingress('web', '{backend: {serviceName: foo, servicePort: 8080}}')),
      'overlays/prod/kustomization.yaml':
        'namespace: blue\nresources: [../../base]\npatches: [{path: patch.yaml}, {path: ops.yaml}]\n',
      'overlays/prod/patch.yaml':
        'apiVersion: networking.gke.io/v1\nkind: MultiClusterIngress\nmetadata: {name: web}\nspec: {}',
      'overlays/prod/ops.yaml': '- {op: remove, path: /spec}\n',
      'plain.yaml': service('plain'),
    });
    expect(words(result)).toEqual([
      [
        'needs-rendering',
        'overlays/prod/kustomization.yaml',
        'this kustomization changes what other files say, and Rangelight does not run kustomize: 4 files are not manifests as they stand',
      ],
    ]);
    expect(result.incomplete).toEqual([]);
    expect(result.manifests.map(({ name }) => name)).toEqual(['plain']);
  });

  it('is one finding for a chart, whatever is wrong with its templates', () => {
    const result = read({
      'chart/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
      'chart/values.yaml': 'host: a.example.com\nspec: {replicas: 2}\n',
      'chart/templates/ingress.yaml': ingress('web', '{backend: {serviceName: foo, servicePort: {{ .Values.port }}}}'),
      'chart/templates/service.yaml': service('foo').replace('blue', '"{{ .Release.Namespace }}"'),
      'chart/templates/_helpers.yaml': '{{- define "name" -}}{{- end -}}\n',
      'plain.yaml': service('plain'),
    });
    expect(words(result)).toEqual([
      [
        'needs-rendering',
        'chart/Chart.yaml',
        'this is a Helm chart, and Rangelight does not run Helm: 4 files are not manifests as they stand',
      ],
    ]);
    expect(result.incomplete).toEqual([]);
    expect(result.manifests.map(({ name }) => name)).toEqual(['plain']);
  });

  it('keeps what a file declares that became a template, and deletes nothing', () => {
    const template = ingress('web', '{backend: {serviceName: foo, servicePort: {{ .Values.port }}}}');
    const result = read({
      'chart/templates/ingress.yaml': template.replace(/metadata: .*/, 'metadata:\n  name: web\n  namespace: blue'),
      'chart/templates/service.yaml': service('foo').replace('8080', '{{ .Values.port }}'),
    });
    expect(result.rejected.map(({ kind, namespace, name }) => [kind, namespace, name])).toEqual([
      ['MultiClusterIngress', 'blue', 'web'],
      ['MultiClusterService', 'blue', 'foo'],
    ]);
    expect(words(result).map(([code, file]) => [code, file])).toEqual([
      ['needs-rendering', 'chart/templates/ingress.yaml'],
    ]);
  });

  it('takes files beside a kustomization that changes nothing as they stand', () => {
    const result = read({ 'kustomization.yaml': 'resources: [foo.yaml]\n', 'foo.yaml': bare(service('foo')) });
    expect(said(result)).toContain('missing-namespace 3:1');
  });
});

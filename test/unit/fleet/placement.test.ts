// The namespace of manifests that write none, by the fleet file.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FEATURES } from '../../../functions/wiring/features.ts';
import { placementOf, readFleet } from '../../../lib/fleet/index.ts';
import { patternFor, readPattern } from '../../../lib/fleet/path-pattern.ts';
import { readManifests } from '../../../lib/manifest/index.ts';

const service = (metadata: string): string => `apiVersion: networking.gke.io/v1
kind: MultiClusterService
metadata: ${metadata}
spec: {template: {spec: {selector: {app: web}, ports: [{name: web, port: 8080}]}}}
`;

function read(namespaces: Readonly<Record<string, string>>, files: Readonly<Record<string, string>>, folder = '') {
  const tree = new Map(Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)]));
  return readManifests(tree, { kinds: FEATURES.kinds, placement: placementOf({ folder, namespaces, clusters: [] }) });
}

describe('a manifest without a namespace', () => {
  it('has that of its path, in all that is said of it', () => {
    const { manifests, diagnostics } = read(
      { 'blue/**': 'blue' },
      { 'net/blue/a.yaml': service('{name: web, labels: {a: b}}') },
      'net',
    );
    expect(diagnostics).toEqual([]);
    expect(manifests).toMatchObject([
      { namespace: 'blue', body: { metadata: { name: 'web', namespace: 'blue', labels: { a: 'b' } } } },
    ]);
    expect(Object.keys(manifests[0]?.body['metadata'] ?? {})).toEqual(['labels', 'name', 'namespace']);
  });

  it.each(['{name: web, namespace: ""}', '{name: web, namespace: }', '{name: web, namespace: null}'])(
    'is also one that writes nothing: %s',
    (metadata) => {
      expect(read({ '**': 'blue' }, { 'a.yaml': service(metadata) })).toMatchObject({
        manifests: [{ namespace: 'blue' }],
        diagnostics: [],
      });
    },
  );

  it('keeps a namespace that is written, whatever the path', () => {
    const { manifests } = read({ '**': 'blue' }, { 'a.yaml': service('{name: web, namespace: green}') });
    expect(manifests).toMatchObject([{ namespace: 'green', body: { metadata: { namespace: 'green' } } }]);
  });

  it('is the same object as one that writes it', () => {
    const files = { 'a.yaml': service('{name: web}'), 'b.yaml': service('{name: web, namespace: blue}') };
    const { diagnostics, rejected } = read({ '**': 'blue' }, files);
    expect(diagnostics.map(({ code }) => code)).toEqual(['duplicate-object', 'duplicate-object']);
    expect(rejected).toMatchObject([{ namespace: 'blue', name: 'web' }]);
  });

  it('is held under it when the rest of it is wrong, or no YAML at all', () => {
    const wrong = service('{name: web}').replace('port: 8080', 'port: many');
    expect(read({ '**': 'blue' }, { 'a.yaml': wrong }).rejected).toMatchObject([{ namespace: 'blue', name: 'web' }]);
    const template = `${service('\n  name: web')}{{ if }}\n`;
    expect(read({ '**': 'blue' }, { 'c/templates/a.yaml': template }).rejected).toMatchObject([{ namespace: 'blue' }]);
  });

  it('takes none of two, and says which patterns disagree', () => {
    const files = { 'a/b/x.yaml': service('{name: web}') };
    expect(read({ 'a/**': 'blue', '*/b/**': 'green' }, files)).toMatchObject({
      manifests: [],
      diagnostics: [
        {
          code: 'missing-namespace',
          message:
            'MultiClusterService web has no namespace, and spec.namespaces gives blue (by "a/**") and green (by "*/b/**")',
          hint: 'Write namespace: NAME under metadata.',
        },
      ],
    });
    expect(read({ 'a/**': 'blue', '*/b/**': 'blue' }, files)).toMatchObject({ manifests: [{ namespace: 'blue' }] });
  });

  it.each([
    ['teams/blue/web.yaml', {}, 'in rangelight.yaml, under spec: namespaces: {"teams/blue/*": NAME}'],
    ['teams/blue/web.yaml', { 'x/**': 'x' }, 'in rangelight.yaml, under spec.namespaces: "teams/blue/*": NAME'],
    ['web.yaml', {}, 'in rangelight.yaml, under spec: namespaces: {"web.yaml": NAME}'],
    ['odd {name}/ü+/web.yaml', {}, 'in rangelight.yaml, under spec: namespaces: {"odd??name?/??/*": NAME}'],
  ])('is told with the line to add: %s', (file, namespaces, line) => {
    const [finding] = read(namespaces, { [file]: service('{name: web}') }).diagnostics;
    expect(finding).toMatchObject({ message: 'MultiClusterService web has no namespace' });
    expect(finding?.hint).toBe(`Write namespace: NAME under metadata, or ${line}`);
  });

  it('is told with a line that changes nothing of what lies below', () => {
    const files = { 'a/x.yaml': service('{name: web}'), 'a/b/x.yaml': service('{name: web}') };
    const [finding] = read({ 'a/b/**': 'blue' }, files).diagnostics;
    expect(finding?.hint).toMatch(/"a\/\*": NAME$/);
    expect(read({ 'a/b/**': 'blue', 'a/*': 'green' }, files).diagnostics).toEqual([]);
  });

  it('is told with a line that meets the file, whatever its path is', () => {
    const name = fc.string({ minLength: 1, maxLength: 12 }).filter((one) => !/^\.{1,2}$|\//.test(one));
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 5 }), (names) => {
        const pattern = patternFor(names.join('/'));
        const found = readPattern(pattern ?? '');
        expect('matches' in found && found.matches(names)).toBe(true);
      }),
      { seed: 7, numRuns: 100 },
    );
  });
});

describe('spec.namespaces', () => {
  const fleetFile = (namespaces: string): string => `apiVersion: rangelight.dev/v1
kind: Fleet
metadata: {name: prod}
spec:
  project: acme-net
  network: default
  configClusters: {primary: us-west1/gke-us, backup: europe-north1/gke-eu}
  clusters: [{link: us-west1/gke-us}, {link: europe-north1/gke-eu}]
  manifests: ["**/*.yaml"]
  namespaces:
    ${namespaces}
  controller: rangelight
`;
  const found = (namespaces: string) => readFleet('rangelight.yaml', new TextEncoder().encode(fleetFile(namespaces)));

  it('is part of the fleet', () => {
    expect(found('"blue/**": blue')).toMatchObject({ fleet: { namespaces: { 'blue/**': 'blue' } }, diagnostics: [] });
  });

  it.each([
    ['"blue/**/x**": blue', 'fleet-file-invalid 11:5'],
    ['"blue/**": Blue', 'fleet-file-invalid 11:16'],
    ['"blue/**": [blue]', 'fleet-file-invalid 11:16'],
  ])('is refused at its place: %s', (namespaces, said) => {
    const { fleet, diagnostics } = found(namespaces);
    expect(fleet).toBeUndefined();
    expect(diagnostics.map((d) => `${d.code} ${d.source?.line}:${d.source?.column}`)).toEqual([said]);
  });
});

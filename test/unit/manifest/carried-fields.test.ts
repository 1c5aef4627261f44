// What is carried into objects of a cluster is held to the API server's own rules, each mistake at its place (cases 5
// and 84). The very objects that are accepted here are accepted by the emulator of the API server, which shares no code
// with this.
import { describe, expect, it } from 'vitest';
import { objectAt, textAt } from '../../../lib/core/index.ts';
import { blue, startBlueCluster } from '../../contract/kubernetes/cluster.ts';
import { backend, compileText, ingress, resourcesOf } from '../features/ingress/blue.ts';
import { unmarked } from './text.ts';

const A64 = 'a'.repeat(64);

function manifest(selector: string, port: string): string {
  return `apiVersion: networking.gke.io/v1
kind: MultiClusterService
metadata: {name: foo, namespace: blue}
spec:
  template:
    spec:
      selector: {${selector}}
      ports: [{${port}}]
---
`;
}

function compiled(selector: string, port: string): ReturnType<typeof compileText> {
  return compileText(manifest(selector, port) + ingress('i', `{backend: ${backend('foo')}}`));
}

/** The places of the findings of a text, all of one code, and where they should be. */
function placesIn(marked: string): readonly (readonly string[])[] {
  const { text, places } = unmarked(marked);
  const { diagnostics } = compileText(text);
  const found = diagnostics.map(({ code, source }) => `${code} ${source?.line}:${source?.column}`);
  return [found, places.map((place) => `schema-violation ${place}`)];
}

function expectAtMarks(marked: string): void {
  const [found, expected] = placesIn(marked);
  expect(expected?.length).toBeGreaterThan(0);
  expect(found).toEqual(expected);
}

describe('case 5: a selector', () => {
  it.each([
    '«"app name": x',
    `«${A64}: x`,
    '«Example.com/app: x',
    '«/app: x',
    'app: «"x y"',
    `app: «${A64}`,
    'app: «-x',
    '«"app name": «"x y"',
  ])('{%s} is refused at each mark', (selector) => {
    expectAtMarks(manifest(selector, 'port: 8080'));
  });
});

describe('case 84: a port', () => {
  it.each([
    'name: «Web, port: 8080',
    `name: «${A64}, port: 8080`,
    'port: 8080, targetPort: «Bad_Name',
    `port: 8080, targetPort: «${'a'.repeat(16)}`,
    'port: 8080, targetPort: «a--b',
    'port: 8080, targetPort: «web-',
    'port: 8080, targetPort: «"8080"',
    'port: 8080, «appProtocol: kubernetes.io/h2c',
    'port: 8080, «nodePort: 30000',
    'name: web, port: 8080}, {name: «web, port: 8081',
    'port: 8080}, {port: «8080',
  ])('{%s} is refused at the mark', (port) => {
    expectAtMarks(manifest('app: foo', port));
  });

  it('that is a number in quotes is told to lose them', () => {
    expect(compileText(manifest('app: foo', 'port: 8080, targetPort: "9090"')).diagnostics[0]?.hint).toBe(
      'Write 9090 without quotes: in quotes it is the name of a port.',
    );
    const { diagnostics } = compileText(
      manifest('app: foo', 'port: 8080') + ingress('i', `{backend: ${backend('foo', '"8080"')}}`),
    );
    expect(diagnostics).toMatchObject([
      { code: 'port-not-found', hint: 'Write 8080 without quotes: in quotes it is the name of a port.' },
    ]);
  });

  it('with appProtocol is told of the annotation', () => {
    expect(compileText(manifest('app: foo', 'name: web, port: 8080, appProtocol: HTTP2')).diagnostics[0]?.hint).toBe(
      'Write the annotation networking.gke.io/app-protocols: \'{"PORT NAME":"HTTP2"}\'.',
    );
  });
});

describe('what is accepted, an API server takes', () => {
  it.each([
    ['app: foo', 'port: 8080'],
    ['app: ""', 'port: 8080, targetPort: web'],
    ['example.com/App_1: A.b', `name: "8080", port: 8080, targetPort: ${'a'.repeat(15)}`],
    [`${'a'.repeat(63)}: ${'A'.repeat(63)}`, `name: ${'w'.repeat(63)}, port: 8080, targetPort: a-1`],
  ])('selector {%s}, port {%s}', async (selector, port) => {
    const result = compiled(selector, port);
    expect(result.diagnostics).toEqual([]);
    const cluster = await startBlueCluster();
    const [derived] = resourcesOf(result, 'service');
    const { code, body } = await cluster.send('POST', `${blue}/services`, derived?.body);
    expect([code, body.message]).toEqual([201, undefined]);
  });
});

describe('labels and annotations, which are copied into the config clusters', () => {
  const labelled = (metadata: string): string =>
    manifest('app: foo', 'port: 8080').replace('namespace: blue}', `namespace: blue, ${metadata}}`);

  it.each([
    'labels: {«"a b": x}',
    'labels: {a: «"x y"}',
    'annotations: {«"a b": x}',
    'annotations: {«"example.com/": x}',
  ])('{%s} is refused at the mark', (metadata) => {
    expectAtMarks(labelled(metadata));
  });

  it('may have capitals in the prefix of an annotation, as there', () => {
    expect(placesIn(labelled('annotations: {Example.com/a: x}, labels: {example.com/A: ""}'))).toEqual([[], []]);
  });

  it('have 256 KiB together, with the mark of a copy', async () => {
    const annotated = (letters: number): string => labelled(`annotations: {a: "${'x'.repeat(letters)}"}`);
    expectAtMarks(annotated(261_120).replace('annotations', '«annotations'));
    const result = compileText(annotated(261_119) + ingress('i', `{backend: ${backend('foo')}}`));
    expect(result.diagnostics).toEqual([]);
    const [copy] = resourcesOf(result, 'multiClusterService');
    const annotations = Object.entries(objectAt(copy?.body, 'metadata', 'annotations'));
    expect(annotations.length).toBeGreaterThan(1);
    const letters = annotations.map(([key, value]) => key.length + String(textAt(value)).length);
    expect(letters.reduce((sum, length) => sum + length, 0)).toBeLessThanOrEqual(262_144);
  });
});

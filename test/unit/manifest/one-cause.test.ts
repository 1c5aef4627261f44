// What is said of a document that cannot be used: which part of its identity is missing, everything that is wrong with
// it at once, and nothing twice.
import { describe, expect, it } from 'vitest';
import { backend, compileText, EU, FACTS, ingress as front, service as member, US } from '../features/ingress/blue.ts';
import { readText, service, unmarked } from './text.ts';

const FOO = service('foo');

describe('case 12: which part of the identity is missing', () => {
  it.each([
    [FOO.replace('apiVersion: networking.gke.io/v1\n', ''), 'apiVersion is missing'],
    [FOO.replace('name: foo, ', ''), 'metadata.name is missing'],
    [FOO.replace('name: foo, ', 'generateName: foo-, '), 'metadata.name is missing: generateName names no object'],
    [FOO.replace('name: foo, ', 'name: "", '), 'metadata.name is missing'],
    [FOO.replace('kind: MultiClusterService\n', ''), 'kind is missing'],
    [FOO.replace(/metadata: .*\n/, ''), 'metadata is missing'],
    [
      FOO.replace('apiVersion: networking.gke.io/v1\nkind: MultiClusterService\n', ''),
      'apiVersion and kind are missing',
    ],
    ['- 1', 'the document is a list, not an object with apiVersion, kind and metadata'],
    ['hello', 'the document is a text, not an object with apiVersion, kind and metadata'],
  ])('%#: %s', (text, message) => {
    const { diagnostics, incomplete } = readText(text);
    expect(diagnostics.filter(({ code }) => code === 'not-an-object').map((one) => one.message)).toEqual([message]);
    expect(incomplete).toEqual(['a.yaml']);
  });

  it('says what to do where it can be told', () => {
    const hint = (text: string) => readText(text).diagnostics[0]?.hint;
    expect(hint(FOO.replace('apiVersion: networking.gke.io/v1\n', ''))).toBe(
      'Write networking.gke.io/v1 or networking.gke.io/v1beta1.',
    );
    expect(hint(FOO.replace('name: foo, ', 'generateName: foo-, '))).toBe('Give it a name.');
  });

  it('of a List, its items are to be documents', () => {
    const list = `apiVersion: v1\nkind: List\nmetadata: {resourceVersion: ""}\nitems:\n- ${FOO.trimEnd().replaceAll('\n', '\n  ')}\n`;
    const { diagnostics, incomplete } = readText(list);
    expect(diagnostics).toMatchObject([
      { code: 'unknown-kind', hint: 'Write its items as documents of their own, each after a line with ---.' },
    ]);
    expect(incomplete).toEqual(['a.yaml']);
    expect(readText('apiVersion: v1\nkind: List\nitems:\n- ').incomplete).toEqual(['a.yaml']);
  });

  it.each([
    'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml]',
    'apiVersion: v1\nkind: List\nitems:\n- {apiVersion: apps/v1, kind: Deployment, metadata: {name: a}}',
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {generateName: a-}',
  ])('a foreign kind without a name hides nothing of ours: %s', (text) => {
    const { diagnostics, incomplete } = readText(text);
    expect(diagnostics.map(({ severity }) => severity)).toEqual(['info']);
    expect(incomplete).toEqual([]);
  });

  it('what the API server writes is to be taken out', () => {
    const written =
      'creationTimestamp: "2026-01-01T00:00:00Z", generation: 2, resourceVersion: "7", uid: u, managedFields: [], ';
    const { diagnostics } = readText(FOO.replace('name: foo', `${written}name: foo`));
    expect(new Set(diagnostics.map(({ code, hint }) => `${code}: ${hint}`))).toEqual(
      new Set(['schema-violation: The API server writes it: take it out.']),
    );
    expect(diagnostics).toHaveLength(5);
    expect(readText(`${FOO}status: {VIP: 203.0.113.1}\n`).diagnostics).toMatchObject([
      {
        code: 'setting-without-effect',
        message: 'status has no effect in Git: it is written by what serves the object',
      },
    ]);
  });
});

describe('case 47: one cause is one finding', () => {
  it('a missing bracket is told once, however much of the document it spoils', () => {
    const broken = `spec:
  template: {spec: {rules: [
    {host: a, http: {paths: [{path: /x, backend: foo}},
    {host: b, http: {paths: [{path: /y, backend: foo}]}}
  ]}}
status: {a: b}
`;
    const { diagnostics, incomplete } = readText(`${FOO}---\n${broken}---\n${service('bar')}`);
    expect(diagnostics.map(({ code }) => code)).toEqual(['not-yaml']);
    expect(diagnostics[0]?.hint).toMatch(/^\d\d more errors in this document most likely follow from this one/);
    expect(incomplete).toEqual(['a.yaml']);
  });

  it('a broken document hides no mistake in another one', () => {
    const { diagnostics } = readText(`a: [\n---\n${FOO.replace('selector', 'selektor')}---\nb: ]\n`);
    expect(diagnostics.map(({ code }) => code)).toEqual(['not-yaml', 'schema-violation', 'not-yaml']);
  });

  it('a value that is no boolean in every YAML is not told by the schema as well', () => {
    const config = (value: string): string =>
      `apiVersion: cloud.google.com/v1\nkind: BackendConfig\nmetadata: {name: a, namespace: blue}\nspec: {logging: {enable: ${value}}}\n`;
    expect(readText(config('yes')).diagnostics.map(({ code }) => code)).toEqual(['ambiguous-scalar']);
    expect(readText(config('"yes"')).diagnostics.map(({ code }) => code)).toEqual(['schema-violation']);
  });

  it('a namespace that is nowhere is one finding, with where to create it', () => {
    const without = (links: readonly string[]): typeof FACTS => ({
      ...FACTS,
      clusters: Object.fromEntries(
        Object.entries(FACTS.clusters).map(([link, facts]) => [
          link,
          links.includes(link) ? { ...facts, namespaces: [] } : facts,
        ]),
      ),
    });
    const text = ['a', 'b', 'c'].map((name) => member(name)).join('') + front('i', `{backend: ${backend('a')}}`);
    const nowhere = compileText(text, { facts: without(Object.keys(FACTS.clusters)) });
    expect(nowhere.diagnostics).toMatchObject([
      {
        code: 'config-namespace-missing',
        severity: 'error',
        message: `there is no namespace blue in ${US} and ${EU} (config clusters), nor in asia-east1/gke-asia`,
        hint: 'Create it in each of these clusters: kubectl create namespace blue',
        source: { line: 3, column: 32 },
      },
    ]);
    expect(nowhere.held).toHaveLength(4);
    const inOne = compileText(text, { facts: without([US]) });
    expect(inOne.diagnostics).toMatchObject([
      { code: 'config-namespace-missing', message: `there is no namespace blue in ${US} (config cluster)` },
    ]);
    const member1 = compileText(text, { facts: without(['asia-east1/gke-asia']) });
    expect(member1.diagnostics).toMatchObject([
      {
        code: 'namespace-missing',
        severity: 'warning',
        message: 'there is no namespace blue in asia-east1/gke-asia, where nothing of it is served',
      },
    ]);
    expect(member1.held).toEqual([]);
  });
});

describe('case 45: everything that is wrong with an object, at once', () => {
  function expectAtMarks(marked: string, codes: readonly string[]): void {
    const { text, places } = unmarked(marked);
    const { diagnostics } = compileText(text);
    expect(diagnostics.map(({ code, source }) => `${code} ${source?.line}:${source?.column}`)).toEqual(
      places.map((place, index) => `${codes[index]} ${place}`),
    );
  }

  it('no namespace, a class, no default backend, a host that is none', () => {
    expectAtMarks(
      `apiVersion: networking.gke.io/v1
kind: MultiClusterIngress
«metadata: {name: i}
spec:
  template:
    «spec:
      «ingressClassName: gce
      rules: [{host: «A.example}]
`,
      ['missing-namespace', 'missing-default-backend', 'schema-violation', 'invalid-host'],
    );
  });

  it('an old version, no name, a bad selector', () => {
    expectAtMarks(
      `apiVersion: «networking.gke.io/v1alpha1
kind: MultiClusterService
«metadata: {namespace: blue}
spec: {template: {spec: {selector: {app: «"x y"}, ports: [{port: 8080}]}}}
`,
      ['unknown-kind', 'not-an-object', 'schema-violation'],
    );
  });

  it('what the schema refuses hides neither meaning nor references', () => {
    expectAtMarks(
      `${member('foo')}apiVersion: networking.gke.io/v1
kind: MultiClusterIngress
metadata: {name: i, namespace: blue, annotations: {networking.gke.io/static-ip: «300.0.0.1}}
spec:
  template:
    spec:
      backend: {serviceName: «fooo, servicePort: 8080}
      «ruls: []
      rules:
        - {host: a.example, http: {paths: [{path: «x, backend: {serviceName: foo, servicePort: «true}}]}}
        - {host: b.example, http: {paths: [{path: /*, backend: {serviceName: foo, servicePort: «9090}}]}}
`,
      [
        'invalid-static-ip',
        'backend-not-found',
        'schema-violation',
        'invalid-path',
        'schema-violation',
        'port-not-found',
      ],
    );
  });

  it('nothing is said that follows from a value that cannot be read', () => {
    const config = (spec: string): string =>
      `apiVersion: cloud.google.com/v1\nkind: BackendConfig\nmetadata: {name: a, namespace: blue}\nspec: ${spec}\n---\n` +
      member('foo').replace(
        'namespace: blue}',
        `namespace: blue, annotations: {cloud.google.com/backend-config: '{"default":"a"}'}}`,
      );
    const whole = ['schema-violation'];
    expectAtMarks(config('{healthCheck: {checkIntervalSec: «x, timeoutSec: 60}}'), whole);
    expectAtMarks(config('{sessionAffinity: {affinityType: «COOKIE, affinityCookieTtlSec: 5}}'), whole);
    expectAtMarks(config('{logging: {enable: «1, sampleRate: 0.5}}'), whole);
    expectAtMarks(config('{iap: {enabled: true}, cdn: {enabled: «maybe}}'), whole);
    expectAtMarks(
      `${member('foo')}${front('i', '{«defaultBackend: {service: {name: foo, port: {number: 8080}}}}')}`,
      whole,
    );
    expectAtMarks(`${member('foo')}${front('i', `{backend: {serviceName: foo, servicePort: «[]}}`)}`, whole);
  });

  it('but what is wrong whatever it was meant to be', () => {
    expectAtMarks(
      `apiVersion: cloud.google.com/v1
kind: BackendConfig
metadata: {name: «a, namespace: blue}
spec: {timeoutSec: «x, healthCheck: {checkIntervalSec: 5, timeoutSec: «10}, iap: {enabled: «true}, cdn: {enabled: true}}
`,
      ['unused-config', 'schema-violation', 'invalid-config', 'invalid-config'],
    );
  });
});

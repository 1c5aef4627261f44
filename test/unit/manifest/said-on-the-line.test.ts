// What is taken and does something else than it looks like is said where it stands.
import { describe, expect, it } from 'vitest';
import { backend, compileText, ingress, service } from '../features/ingress/blue.ts';
import { unmarked } from './text.ts';

const BACKEND = backend('foo');

/** `code line:column` of what is found, and of the marks. */
function atMarks(marked: string, code: string): readonly (readonly string[])[] {
  const { text, places } = unmarked(marked);
  const { diagnostics } = compileText(text);
  return [
    diagnostics.map((d) => `${d.code} ${d.source?.line}:${d.source?.column}`),
    places.map((place) => `${code} ${place}`),
  ];
}

function expectAtMarks(marked: string, code: string): void {
  const [found, expected] = atMarks(marked, code);
  expect(found).toEqual(expected);
}

function withPaths(...paths: readonly string[]): string {
  const list = paths.map((path) => `{path: ${path}, backend: ${BACKEND}}`).join(', ');
  return service('foo') + ingress('i', `{backend: ${BACKEND}, rules: [{host: a.example, http: {paths: [${list}]}}]}`);
}

describe('case 43: a path without /*', () => {
  it.each([
    ['«/'],
    ['«/api'],
    ['«/api/'],
    ['«/api', '/*'],
    ['«/api, pathType: ImplementationSpecific'],
    ['«/v1.2', '«/x'],
  ])('%s is warned of', (...paths) => {
    expectAtMarks(withPaths(...paths), 'exact-path');
  });

  it.each([
    ['/*'],
    ['""'],
    ['/api/*'],
    ['/api', '/api/*'],
    ['/api/', '/api/*'],
    ['/api, pathType: Exact'],
    ['/api, pathType: Prefix'],
    ['/favicon.ico', '/static/app.js'],
  ])('%s is as it looks', (...paths) => {
    expectAtMarks(withPaths(...paths), 'exact-path');
  });

  it('says which path is meant by it, and what to write for all under it', () => {
    const [finding] = compileText(withPaths('/api')).diagnostics;
    expect(finding).toMatchObject({
      severity: 'warning',
      message: '/api matches that path alone, and not /api/x',
      hint: 'For everything under it, write /api/* as well.',
    });
    expect(compileText(withPaths('/')).diagnostics[0]?.hint).toBe('For every path, write /*.');
  });

  it('is said of a few of many', () => {
    const { diagnostics } = compileText(withPaths(...Array.from({ length: 30 }, (_, index) => `/p${index}`)));
    expect(diagnostics).toHaveLength(11);
    expect(diagnostics.at(-1)?.message).toBe('20 more paths from here on match themselves alone');
  });
});

describe('case 11: hosts under tls', () => {
  it('are warned of', () => {
    const tls = `{backend: ${BACKEND}, tls: [{secretName: a, «hosts: [x.example.com]}, {secretName: a, «hosts: []}]}`;
    const [found] = atMarks(service('foo') + ingress('i', tls), '');
    const { places } = unmarked(service('foo') + ingress('i', tls));
    for (const place of places) expect(found).toContain(`setting-without-effect ${place}`);
    expect(found?.filter((one) => one.startsWith('setting'))).toHaveLength(2);
  });
});

describe('case 42: a field that stands in the wrong place', () => {
  const hints = (text: string): readonly (string | undefined)[] =>
    compileText(text).diagnostics.map(({ hint }) => hint);
  const mcs = (spec: string): string =>
    `apiVersion: networking.gke.io/v1\nkind: MultiClusterService\nmetadata: {name: foo, namespace: blue}\nspec: ${spec}\n---\n`;
  const PARTS = 'selector: {app: foo}, ports: [{port: 8080}]';

  it('clusters are those of the spec, not of the template', () => {
    expect(hints(mcs(`{template: {spec: {${PARTS}, clusters: [{link: us-west1/gke-us}]}}}`))).toEqual([
      'It belongs in spec.clusters.',
    ]);
    expect(hints(mcs(`{template: {clusters: [{link: us-west1/gke-us}], spec: {${PARTS}}}}`))).toEqual([
      'It belongs in spec.clusters.',
    ]);
  });

  it('what stands a level too high, and is missing below, is one mistake for each field', () => {
    expect(hints(mcs(`{${PARTS}}`))).toEqual([
      'It belongs in spec.template.spec.selector.',
      'It belongs in spec.template.spec.ports.',
    ]);
  });

  it.each([
    ['{spec: {sampleRate: 0.5}}', 'It belongs in spec.logging.sampleRate.'],
    ['{spec: {cacheMode: FORCE_CACHE_ALL}}', 'It belongs in spec.cdn.cacheMode.'],
    ['{spec: {cdn: {enabled: true, includeHost: true}}}', 'It belongs in spec.cdn.cachePolicy.includeHost.'],
    ['{spec: {cdn: {enabled: true, code: 404}}}', 'It belongs in spec.cdn.negativeCachingPolicy[].code.'],
    // Two sections have it.
    ['{spec: {logging: {timeoutSec: 5}}}', undefined],
    ['{spec: {cdnn: {}}}', 'Did you mean "cdn"?'],
  ])('%s', (body, hint) => {
    const text = `apiVersion: cloud.google.com/v1\nkind: BackendConfig\nmetadata: {name: a, namespace: blue}\n${body.slice(1, -1)}`;
    expect(hints(text).filter((one) => one?.startsWith('Name it') !== true)).toEqual([hint]);
  });
});

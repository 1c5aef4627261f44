// What is declared and has no effect, or lies nowhere, is told (case 44).
import { describe, expect, it } from 'vitest';
import { backend, compileText, FACTS, FLEET, ingress, service } from './blue.ts';

const CONFIG = `apiVersion: cloud.google.com/v1
kind: BackendConfig
metadata: {name: settings, namespace: blue}
spec: {timeoutSec: 5}
---
`;
const FRONT_CONFIG = `apiVersion: networking.gke.io/v1beta1
kind: FrontendConfig
metadata: {name: front, namespace: blue}
spec: {sslPolicy: modern}
---
`;

const naming = (value: string): string =>
  service('foo').replace(
    'namespace: blue}',
    `namespace: blue, annotations: {cloud.google.com/backend-config: '${value}'}}`,
  );
const FRONT = ingress('i', `{backend: ${backend('foo')}}`, '{networking.gke.io/frontend-config: front}');

function found(text: string | Record<string, string>): readonly string[] {
  return compileText(text).diagnostics.map(({ code, source }) => `${code} ${source?.line}:${source?.column}`);
}

describe('case 44: a config that nothing names', () => {
  it('is warned of at its name, with the annotation that names it', () => {
    const { diagnostics, held } = compileText(CONFIG + FRONT_CONFIG + service('foo'));
    expect(diagnostics).toMatchObject([
      {
        code: 'unused-config',
        severity: 'warning',
        source: { line: 3, column: 18 },
        hint: `Name it with the annotation cloud.google.com/backend-config: '{"default":"settings"}', or take it out.`,
      },
      {
        code: 'unused-config',
        source: { line: 8, column: 18 },
        hint: 'Name it with the annotation networking.gke.io/frontend-config: front, or take it out.',
      },
    ]);
    expect(held).toEqual([]);
  });

  it('is not, where something names it, also what is in error itself', () => {
    expect(found(CONFIG + FRONT_CONFIG + naming('{"ports":{"web":"settings"}}') + FRONT)).toEqual([]);
    const wrong = naming('{"default":"settings"}').replace('port: 8080', 'port: 8080, targetPort: "1"');
    expect(found(CONFIG + wrong)).not.toContain('unused-config 3:18');
  });

  it('counts by namespace', () => {
    const text = CONFIG + CONFIG.replace('blue', 'green') + naming('{"default":"settings"}');
    expect(found(text)).toEqual(['unused-config 8:18']);
  });

  it('is not told where what names it cannot be read', () => {
    expect(found(CONFIG + naming('{')).map((one) => one.split(' ')[0])).toEqual(['invalid-annotation']);
    expect(found({ 'a.yaml': CONFIG, 'b.yaml': '[' }).some((one) => one.startsWith('unused-config'))).toBe(false);
  });
});

describe('case 44: a link whose region does not exist', () => {
  const [cluster] = FLEET.clusters;
  const withLink = (link: string): typeof FLEET => {
    if (cluster === undefined) throw new TypeError('no cluster');
    return { ...FLEET, clusters: [...FLEET.clusters, { ...cluster, link }] };
  };
  const text = service('foo') + ingress('i', `{backend: ${backend('foo')}}`);
  const told = (link: string, memberships?: readonly string[]) =>
    compileText(text, {
      fleet: withLink(link),
      facts: { ...FACTS, ...(memberships === undefined ? {} : { memberships: [...memberships] }) },
    }).diagnostics.filter(({ code }) => code !== 'zones-unknown');

  it('is warned of, with the region that was meant', () => {
    expect(told('us-wst1/gke')).toMatchObject([
      { code: 'unknown-location', severity: 'warning', hint: 'Did you mean "us-west1"?' },
    ]);
    expect(told('us-wst1-a/gke')).toMatchObject([{ code: 'unknown-location' }]);
    expect(told('us-west1-a/gke')).toEqual([]);
  });

  it('is one finding where it is known that there is no such member, and none where there is one', () => {
    const members = FLEET.clusters.map(({ link }) => link);
    expect(told('us-wst1/gke', members)).toMatchObject([{ code: 'not-a-member', hint: 'Did you mean "us-west1"?' }]);
    expect(told('moon-north1/gke', [...members, 'moon-north1/gke'])).toEqual([]);
  });
});

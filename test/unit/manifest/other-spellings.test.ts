// What people bring along from Ingress v1 and from Services: refused with the right spelling, or named as without
// effect.
import { describe, expect, it } from 'vitest';
import { ingress, rawIngress, service } from '../../conformance/clauses/pieces.ts';
import { compileText } from '../features/ingress/blue.ts';

const WEB = service('web');

function hintsOf(text: string): readonly (readonly [string, string | undefined])[] {
  return compileText(text).diagnostics.map(({ code, hint }) => [code, hint]);
}

describe('spellings of Ingress v1', () => {
  const spelt = 'Write "serviceName: web" and "servicePort: 8080", as in Ingress v1beta1.';

  it('of a backend name the old one', () => {
    const backend = '{service: {name: web, port: {number: 8080}}}';
    expect(hintsOf(WEB + rawIngress(`{backend: ${backend}}`))).toEqual([['schema-violation', spelt]]);
    const rules = `, rules: [{host: a.example, http: {paths: [{path: /x/*, backend: ${backend}}]}}]`;
    expect(hintsOf(WEB + ingress(rules))).toEqual([['schema-violation', spelt]]);
    const hint = 'Write "backend" with "serviceName: web" and "servicePort: 8080", as in Ingress v1beta1.';
    expect(hintsOf(WEB + rawIngress(`{defaultBackend: ${backend}}`))).toEqual([['schema-violation', hint]]);
  });

  it('of a backend with a named port, and of one that names nothing', () => {
    const named = hintsOf(WEB + rawIngress('{backend: {service: {name: web, port: {name: http}}}}'));
    expect(named).toEqual([
      ['schema-violation', 'Write "serviceName: web" and "servicePort: http", as in Ingress v1beta1.'],
    ]);
    const nothing = hintsOf(WEB + rawIngress('{backend: {service: 5}}'));
    expect(nothing).toEqual([['schema-violation', 'Write "serviceName" and "servicePort", as in Ingress v1beta1.']]);
  });

  it('of a resource and a class say that there is none', () => {
    const resource = hintsOf(WEB + rawIngress('{backend: {resource: {kind: Bucket, name: b}}}'));
    expect(resource).toContainEqual([
      'schema-violation',
      'A backend is a MultiClusterService: serviceName and servicePort.',
    ]);
    const classed = hintsOf(WEB + ingress(', ingressClassName: gce'));
    expect(classed).toEqual([['schema-violation', 'A MultiClusterIngress has no class: take it out.']]);
  });
});

it.each([
  ['kubernetes.io/ingress.global-static-ip-name', 'Write networking.gke.io/static-ip.'],
  ['ingress.gcp.kubernetes.io/pre-shared-cert', 'Write networking.gke.io/pre-shared-certs.'],
  ['networking.gke.io/managed-certificates', 'Name the certificate in networking.gke.io/pre-shared-certs.'],
  ['networking.gke.io/v1beta1.FrontendConfig', 'Write networking.gke.io/frontend-config.'],
  ['kubernetes.io/ingress.allow-http', 'Redirect plain HTTP with a FrontendConfig: port 80 is always open.'],
])('answers %s of single-cluster Ingress with what counts here', (key, hint) => {
  expect(hintsOf(WEB + ingress('', `${key}: "x"`))).toEqual([['unknown-annotation', hint]]);
});

it('names the versions of a kind that it knows', () => {
  const [finding] = compileText(WEB.replace('networking.gke.io/v1', 'networking.gke.io/v1alpha1')).diagnostics;
  expect(finding).toMatchObject({
    code: 'unknown-kind',
    hint: 'Write networking.gke.io/v1 or networking.gke.io/v1beta1.',
  });
});

it('keeps a MultiClusterService with fields of a Service that are not carried over, and says so', () => {
  const text =
    WEB.replace('selector:', 'type: NodePort, clusterIP: None, sessionAffinity: ClientIP, selector:') + ingress();
  const { held, diagnostics } = compileText(text);
  expect(held).toEqual([]);
  expect(diagnostics.map(({ code, message }) => [code, message])).toEqual(
    ['type', 'clusterIP', 'sessionAffinity'].map((field) => [
      'setting-without-effect',
      `${field} is not carried over: a derived Service has the selector and the ports, and is headless`,
    ]),
  );
});

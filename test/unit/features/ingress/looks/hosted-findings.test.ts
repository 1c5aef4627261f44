// With `controller: gke`: every difference between hosted load balancers and the manifests stands at the line that
// makes it (case 59). What stands is made here out of other manifests.
import { describe, expect, it } from 'vitest';
import { FEATURES } from '../../../../../functions/wiring/features.ts';
import type { CompileInput } from '../../../../../lib/compile/index.ts';
import { surfacesOf } from '../../../../../lib/features/ingress/compare/index.ts';
import { compileHosted } from '../../../../../lib/features/ingress/hosted/index.ts';
import { compareWith } from '../../../../../lib/features/ingress/looks/compare-hosted.ts';
import { findingsOf } from '../../../../../lib/features/ingress/looks/hosted-findings.ts';
import { readManifests } from '../../../../../lib/manifest/index.ts';
import { objectKey } from '../../../../../lib/model/index.ts';
import { backend, EU, FACTS, FLEET, ingress, INSTALLATION, US } from '../blue.ts';

const FILE = 'shop.yaml';

function inputOf(text: string): CompileInput {
  const manifests = readManifests(new Map([[FILE, new TextEncoder().encode(text)]]), { kinds: FEATURES.kinds });
  return { fleet: { ...FLEET, controller: 'gke' }, installation: INSTALLATION, facts: FACTS, manifests };
}

/** `CODE TEXT OF THE LINE FROM ITS COLUMN ON`, with the message. */
function found(standing: string, asked: string): readonly string[] {
  const input = inputOf(asked);
  const before = surfacesOf(compileHosted(inputOf(standing)).resources, true);
  const byKey = new Map(input.manifests.manifests.map((one) => [objectKey(one), one]));
  return findingsOf(compareWith(before, input), input)
    .map(({ code, owner, path, message }) => {
      const source = byKey.get(owner)?.at(path);
      const line = source === undefined ? '-' : asked.split('\n')[source.line - 1]?.slice(source.column - 1);
      return `${code} | ${line ?? '?'} | ${message}`;
    })
    .sort();
}

/** Only where. */
const places = (standing: string, asked: string): readonly string[] =>
  found(standing, asked).map((one) => one.split(' | ').slice(0, 2).join(' | '));

const SERVICES = `apiVersion: networking.gke.io/v1
kind: MultiClusterService
metadata:
  name: web
  namespace: blue
  annotations:
    networking.gke.io/app-protocols: '{"web":"HTTP"}'
    cloud.google.com/backend-config: '{"default":"settings"}'
spec:
  template:
    spec:
      selector:
        app: web
      ports:
        - name: web
          port: 8080
          targetPort: 8080
  clusters:
    - link: ${US}
---
apiVersion: networking.gke.io/v1
kind: MultiClusterService
metadata: {name: cart, namespace: blue}
spec:
  template: {spec: {selector: {app: cart}, ports: [{name: one, port: 8080}, {name: two, port: 9090}]}}
---
apiVersion: cloud.google.com/v1
kind: BackendConfig
metadata: {name: settings, namespace: blue}
spec:
  timeoutSec: 40
  healthCheck:
    requestPath: /ready
    port: 8081
  logging:
    enable: true
  cdn:
    enabled: true
    cachePolicy:
      includeHost: true
---
`;
const FRONT = `apiVersion: networking.gke.io/v1
kind: MultiClusterIngress
metadata:
  name: shop
  namespace: blue
  annotations:
    networking.gke.io/static-ip: 203.0.113.10
    networking.gke.io/pre-shared-certs: one
    networking.gke.io/frontend-config: front
spec:
  template:
    spec:
      backend:
        serviceName: web
        servicePort: 8080
      rules:
        - host: a.example
          http:
            paths:
              - path: /cart
                backend:
                  serviceName: cart
                  servicePort: 8080
              - path: /cart/*
                backend:
                  serviceName: cart
                  servicePort: 9090
        - host: b.example
          http:
            paths:
              - backend:
                  serviceName: cart
                  servicePort: 8080
---
apiVersion: networking.gke.io/v1beta1
kind: FrontendConfig
metadata: {name: front, namespace: blue}
spec:
  sslPolicy: strict
  redirectToHttps:
    enabled: false
---
`;
const SHOP = SERVICES + FRONT;
const OTHER = ingress('other', `{backend: ${backend('cart')}}`);

describe('findings of hosted load balancers', () => {
  it('are none where the hosted controller made what Git says', () => {
    expect(found(SHOP, SHOP)).toEqual([]);
  });

  it.each([
    [
      'another backend of a path',
      '        serviceName: cart\n                  servicePort: 8080\n              - path: /cart/*',
      '        serviceName: web\n                  servicePort: 8080\n              - path: /cart/*',
      ['hosted-moves | web'],
    ],
    ['another port of it', 'servicePort: 9090', 'servicePort: 8080', ['hosted-moves | 8080']],
    [
      'another default backend',
      'backend:\n        serviceName: web',
      'backend:\n        serviceName: cart',
      ['hosted-moves | cart'],
    ],
    [
      'a path that is renamed',
      '- path: /cart\n',
      '- path: /basket\n',
      ['hosted-moves | - path: /basket', 'hosted-moves | /basket'],
    ],
    [
      'a host that is renamed',
      'host: b.example',
      'host: c.example',
      ['hosted-moves | - host: a.example', 'hosted-moves | c.example'],
    ],
    ['a selector', 'app: web', 'app: shop', ['hosted-changes | app: shop']],
    ['a target port', 'targetPort: 8080', 'targetPort: 8081', ['hosted-changes | 8081']],
    ['a cluster more', `    - link: ${US}\n`, `    - link: ${US}\n    - link: ${EU}\n`, [`hosted-changes | ${EU}`]],
    ['another cluster', `    - link: ${US}\n`, `    - link: ${EU}\n`, [`hosted-changes | ${EU}`]],
    [
      'a protocol',
      '{"web":"HTTP"}',
      '{"web":"HTTP2"}',
      [`hosted-changes | '{"web":"HTTP2"}'`, 'hosted-changes | requestPath: /ready'],
    ],
    ['a timeout', 'timeoutSec: 40', 'timeoutSec: 60', ['hosted-changes | 60']],
    ['a probe', 'requestPath: /ready', 'requestPath: /live', ['hosted-changes | /live']],
    ['a port of the probe', 'port: 8081', 'port: 8082', ['hosted-changes | 8082']],
    ['logs', 'enable: true', 'enable: false', ['hosted-changes | enable: false', 'hosted-changes | false']],
    ['a cache key', 'includeHost: true', 'includeHost: false', ['hosted-changes | false']],
    [
      'an address',
      'static-ip: 203.0.113.10',
      'static-ip: 203.0.113.11',
      ['hosted-changes | 203.0.113.11', 'hosted-changes | 203.0.113.11'],
    ],
    ['a certificate', 'pre-shared-certs: one', 'pre-shared-certs: two', ['hosted-changes | two']],
    ['an SSL policy', 'sslPolicy: strict', 'sslPolicy: lax', ['hosted-changes | lax']],
    [
      'a redirect',
      'redirectToHttps:\n    enabled: false',
      'redirectToHttps:\n    enabled: true',
      ['hosted-changes | enabled: true'],
    ],
    [
      'an ingress that is renamed to another one',
      'name: shop',
      'name: store',
      ['hosted-new | store', 'hosted-stops | -'],
    ],
  ])('stand on the line of %s', (what, now, next, expected) => {
    const standing = what.startsWith('an ingress') ? SHOP + OTHER : SHOP;
    const asked = standing.replace(now, next);
    expect(asked).not.toBe(standing);
    expect(places(standing, asked)).toEqual(expected);
  });

  it('name a request and both answers, once for all requests that the line moves alike', () => {
    const asked = SHOP.replace(
      'serviceName: cart\n                  servicePort: 9090',
      'serviceName: web\n                  servicePort: 8080',
    );
    expect(found(SHOP, asked)).toEqual([
      'hosted-moves | web | hosted load balancer, http://a.example/cart/any: blue/cart:9090 now, blue/web:8080 after the merge',
    ]);
  });

  it('leave alone what an error holds, and what a file that cannot be read may declare', () => {
    const wrong = SHOP.replace('serviceName: cart', 'serviceName: nobody');
    const { compared } = compareWith(surfacesOf(compileHosted(inputOf(SHOP)).resources, true), inputOf(wrong));
    expect(compared.differences).toEqual([]);
    expect(compared.unknown).toEqual([expect.stringContaining('blue/shop: not compared')]);
    const broken = `${SERVICES}kind: [\n`;
    const other = compareWith(surfacesOf(compileHosted(inputOf(SHOP)).resources, true), inputOf(broken));
    expect(other.compared.differences).toEqual([]);
    expect(other.compared.unknown).toEqual([expect.stringContaining('blue/shop: not compared')]);
  });
});

// Everything that is wrong in a commit is said at once, each mistake at the value that is wrong, whichever file it is
// in.
import { expect, it } from 'vitest';
import { unmarked } from '../../manifest/text.ts';
import { compileText } from './blue.ts';

/** `«` stands before each mistake and is no part of the file. */
const FILES = {
  'services.yaml': `apiVersion: networking.gke.io/v1
kind: MultiClusterService
metadata:
  name: web
  namespace: blue
  annotations:
    cloud.google.com/backend-config: «'{"ports":{"default":"settings"}}'
    «networking.gke.io/app-protocol: '{"web":"HTTP2"}'
spec:
  template:
    spec:
      selector: {app: web}
      ports: [{name: web, port: 8080}]
  clusters:
    - link: us-west1/gke-us
    - link: «europe-north1/gke-ue
---
apiVersion: networking.gke.io/v1
kind: MultiClusterService
metadata: {name: api, namespace: blue}
spec:
  template:
    spec:
      «selektor: {app: api}
      ports: [{name: web, port: «80800}]
`,
  'ingress.yaml': `apiVersion: networking.gke.io/v1
kind: MultiClusterIngress
metadata:
  name: front
  namespace: blue
  annotations:
    networking.gke.io/static-ip: «300.0.0.1
    networking.gke.io/frontend-config: «frontend
spec:
  template:
    spec:
      backend: {serviceName: plain, servicePort: «8081}
      rules:
        - host: «a.*.example
          http:
            paths:
              - path: «/x*y
                backend: {serviceName: «plane, servicePort: 80}
`,
  'configs/settings.yaml': `apiVersion: cloud.google.com/v1
kind: BackendConfig
metadata: {name: settings, namespace: blue}
spec:
  timeoutSec: «40s
---
apiVersion: cloud.google.com/v1
kind: BackendConfig
metadata: {name: «cached, namespace: blue}
spec: {cdn: {enabled: true, clientTtl: «90000}}
---
apiVersion: networking.gke.io/v1
kind: MultiClusterService
metadata: {name: plain, namespace: blue}
spec: {template: {spec: {selector: {app: plain}, ports: [{port: 80}]}}}
`,
};

const CODES: Readonly<Record<keyof typeof FILES, readonly string[]>> = {
  'services.yaml': [
    'invalid-annotation',
    'unknown-annotation',
    'unknown-cluster-link',
    'schema-violation',
    'schema-violation',
  ],
  'ingress.yaml': [
    'invalid-static-ip',
    'config-not-found',
    'port-not-found',
    'invalid-host',
    'invalid-path',
    'backend-not-found',
  ],
  'configs/settings.yaml': ['schema-violation', 'unused-config', 'invalid-config'],
};

it('reports fourteen mistakes in three files, each at its value', () => {
  const files = Object.fromEntries(Object.entries(FILES).map(([name, text]) => [name, unmarked(text).text]));
  const { diagnostics } = compileText(files);
  const said = diagnostics.map(({ code, source }) => `${source?.file}:${source?.line}:${source?.column} ${code}`);
  const expected = Object.entries(FILES).flatMap(([name, text]) =>
    unmarked(text).places.map((place, at) => `${name}:${place} ${CODES[name as keyof typeof FILES][at]}`),
  );
  expect(said.sort()).toEqual(expected.sort());
  expect(expected).toHaveLength(14);
});

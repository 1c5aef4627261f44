// The change that `rangelight incident` plays where a person has none.
import { expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { withOtherPorts } from '../../../functions/cli/features/ingress/incident/port-change.ts';

const MANIFEST = `kind: MultiClusterService
metadata:
  name: foo
  annotations:
    cloud.google.com/backend-config: '{"ports": {"80": "slow"}}'
spec: {template: {spec: {ports: [{name: web, port: 80}, {name: admin, port: 9000, targetPort: 8080}]}}}
---
kind: MultiClusterIngress
metadata: {name: web}
spec: {template: {spec: {backend: {serviceName: foo, servicePort: 80}, rules: [{http: {paths: [{backend: {serviceName: foo, servicePort: 9000}}]}}]}}}
`;

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

it('moves ports with all that names them, and leaves alone what pods listen on', () => {
  const other = { 'rangelight.yaml': 'kind: Fleet', 'other.yaml': 'kind: Service\nspec: {ports: [{port: 80}]}' };
  const tree = new Map(Object.entries({ ...other, 'all.yaml': MANIFEST }).map(([path, text]) => [path, bytes(text)]));
  const changed = withOtherPorts(tree);
  for (const path of Object.keys(other)) expect(changed.get(path)).toBe(tree.get(path));
  const file = changed.get('all.yaml');
  const text = new TextDecoder().decode(file instanceof Uint8Array ? file : undefined);
  const documents = parseAllDocuments(text);
  const [service, ingress] = Array.isArray(documents) ? documents.map((one) => one.toJS() as unknown) : [];
  expect(service).toMatchObject({
    metadata: { annotations: { 'cloud.google.com/backend-config': '{"ports": {"10080": "slow"}}' } },
    spec: {
      template: {
        spec: {
          ports: [
            { name: 'web', port: 10_080, targetPort: 80 },
            { name: 'admin', port: 19_000, targetPort: 8080 },
          ],
        },
      },
    },
  });
  expect(ingress).toMatchObject({
    spec: {
      template: {
        spec: {
          backend: { servicePort: 10_080 },
          rules: [{ http: { paths: [{ backend: { servicePort: 19_000 } }] } }],
        },
      },
    },
  });
});

// Objects written into files that people wrote: what is alike stays byte for byte, and comments stay where they are.
import { expect, it } from 'vitest';
import type { JsonObject } from '../../../lib/core/index.ts';
import { manifestText, withObjects } from '../../../lib/manifest/index.ts';

const TEXT = `# The shop.
apiVersion: networking.gke.io/v1
kind: MultiClusterService
metadata:
  name: foo # ours
  namespace: blue
spec:
  template:
    spec:
      selector: {app: foo}
      ports:
        # What the pods listen on.
        - {name: web, port: 8080}
---
kind: Deployment # somebody else's
metadata: {name: foo}
`;

const object = (ports: readonly JsonObject[], more: JsonObject = {}): JsonObject => ({
  kind: 'MultiClusterService',
  metadata: { name: 'foo', namespace: 'blue', ...more },
  spec: { template: { spec: { selector: { app: 'foo' }, ports } } },
});

const into = (body: JsonObject) => withObjects(TEXT, (one) => (one['kind'] === body['kind'] ? body : undefined));

it('leaves a file alone that says the same', () => {
  expect(into(object([{ name: 'web', port: 8080 }]))).toMatchObject({
    text: TEXT,
    met: [{ kind: 'MultiClusterService' }],
  });
});

it('changes what differs in its place, and keeps every comment', () => {
  const ports = [
    { name: 'web', port: 9090 },
    { name: 'admin', port: 1 },
  ];
  const text = into(object(ports, { labels: { team: 'a' } }))?.text ?? '';
  for (const kept of ['# The shop.', '# ours', '# What the pods listen on.', "# somebody else's"])
    expect(text).toContain(kept);
  expect(text).toContain('port: 9090');
  expect(text).toContain('name: admin');
  expect(text).toContain('team: a');
  // Once more it is at rest.
  const again = withObjects(text, (one) =>
    one['kind'] === 'Deployment' ? undefined : object(ports, { labels: { team: 'a' } }),
  );
  expect(again?.text).toBe(text);
});

it('takes out what is no more', () => {
  const text = into({ ...object([]), spec: { template: { spec: { selector: { app: 'foo' } } } } })?.text ?? '';
  expect(text).not.toContain('8080');
});

it('meets nothing in a file of others, and nothing in what is no YAML', () => {
  expect(withObjects(TEXT, () => undefined)).toBeUndefined();
  expect(withObjects('a: [', () => ({}))).toBeUndefined();
});

it('writes what is read the same', () => {
  const body = object([{ name: 'yes', port: 80 }]);
  expect(withObjects(manifestText(body), () => body)?.text).toBe(manifestText(body));
});

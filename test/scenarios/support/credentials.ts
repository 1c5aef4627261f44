// What the demo's ingress takes out of Secrets: a certificate, an OAuth client, a key for signed URLs.
import { edited, type Tree } from './repository.ts';
import { FOOBAR } from './trees.ts';

const SERVICES = 'manifests/blue/services.yaml';
const CREDENTIALS = 'manifests/blue/credentials.yaml';

/** foobar-ingress with the certificate of one more Secret. */
export function withSecret(before: Tree, name: string): Tree {
  const [key, entry] = ['      tls:\n', `        - secretName: ${name}\n`];
  return edited(before, FOOBAR, (text) =>
    text.includes(key)
      ? text.replace(key, `${key}${entry}`)
      : text.replace('      rules:\n', `${key}${entry}      rules:\n`),
  );
}

const CONFIGS = `apiVersion: cloud.google.com/v1
kind: BackendConfig
metadata: {name: signed, namespace: blue}
spec: {cdn: {enabled: true, signedUrlKeys: [{keyName: key-1, secretName: foo-key}]}}
---
apiVersion: cloud.google.com/v1
kind: BackendConfig
metadata: {name: staff, namespace: blue}
spec: {iap: {enabled: true, oauthclientCredentials: {secretName: bar-oauth}}}
`;

/** foo signs URLs, and bar is for staff. */
export function withCredentials(before: Tree): Tree {
  const configured = (text: string, service: string, config: string): string =>
    text.replace(
      `  name: ${service}\n  namespace: blue\n`,
      `  name: ${service}\n  namespace: blue\n  annotations: {cloud.google.com/backend-config: '{"default":"${config}"}'}\n`,
    );
  const services = edited(before, SERVICES, (text) => configured(text, 'foo', 'signed'));
  return { ...edited(services, SERVICES, (text) => configured(text, 'bar', 'staff')), [CREDENTIALS]: CONFIGS };
}

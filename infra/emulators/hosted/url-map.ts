// MultiClusterIngress → URL map. Source: kubernetes/ingress-gce pkg/controller/translator/translator.go and
// pkg/utils/gceurlmap.go.
import { createHash } from 'node:crypto';
import type { Body } from './compute-client.ts';
import type { Backend, Ingress } from './objects.ts';

/** @param urlOf of the backend service of a backend. */
export function urlMapBody(
  name: string,
  { spec }: Ingress,
  fallback: Backend,
  urlOf: (backend: Backend) => string,
): Body & { readonly name: string } {
  const defaultService = urlOf(fallback);
  const hosts = new Map<string, Map<string, string>>();
  for (const { host = '', http } of spec.template.spec.rules ?? []) {
    if (http === undefined) continue;
    const paths = new Map<string, string>();
    // Of a path that is said twice the last one counts.
    for (const { path = '', backend } of http.paths) paths.set(path === '' ? '/*' : path, urlOf(backend));
    const key = host === '' ? '*' : host;
    // A later rule of a host takes the place of the earlier ones, and stands where it was written.
    hosts.delete(key);
    hosts.set(key, paths);
  }
  const matcherName = (host: string): string => `host${createHash('md5').update(host).digest('hex')}`;
  return {
    name,
    defaultService,
    hostRules: [...hosts.keys()].map((host) => ({ hosts: [host], pathMatcher: matcherName(host) })),
    pathMatchers: [...hosts].map(([host, paths]) => ({
      name: matcherName(host),
      defaultService,
      pathRules: [...paths].map(([path, service]) => ({ paths: [path], service })),
    })),
  };
}

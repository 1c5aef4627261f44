// Manifests as text, for tests.
import { FEATURES } from '../../../functions/wiring/features.ts';
import { type ReadResult, readManifests } from '../../../lib/manifest/index.ts';

export function readText(text: string, file = 'a.yaml'): ReadResult {
  return readManifests(new Map([[file, new TextEncoder().encode(text)]]), { kinds: FEATURES.kinds });
}

export function service(name: string, rest = ''): string {
  return `apiVersion: networking.gke.io/v1
kind: MultiClusterService
metadata: {name: ${name}, namespace: blue}
spec:
  template:
    spec:
      selector: {app: ${name}}
      ports: [{name: web, port: 8080}]
${rest}`;
}

export function ingress(name: string, spec: string, annotations = '{}'): string {
  return `apiVersion: networking.gke.io/v1
kind: MultiClusterIngress
metadata: {name: ${name}, namespace: blue, annotations: ${annotations}}
spec: {template: {spec: ${spec}}}
`;
}

/** `code line:column`, as a person would say it. */
export function said(result: Pick<ReadResult, 'diagnostics'>): readonly string[] {
  return result.diagnostics.map((d) => `${d.code} ${d.source?.line}:${d.source?.column}`);
}

/** A text in which `«` stands before each mistake and is no part of it, and where the marks stand, as `line:column`. */
export function unmarked(text: string): { readonly text: string; readonly places: readonly string[] } {
  const places = text.split('\n').flatMap((line, index) => {
    const columns = [...line.matchAll(/«/g)].map((mark, before) => mark.index - before + 1);
    return columns.map((column) => `${index + 1}:${column}`);
  });
  return { text: text.replaceAll('«', ''), places };
}

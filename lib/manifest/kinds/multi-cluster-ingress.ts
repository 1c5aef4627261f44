// MultiClusterIngress: hosts and paths to MultiClusterServices, behind one address.
// May import: core, manifest.
import multiClusterIngresses from '../../../schemas/crds/multiclusteringresses.networking.gke.io.json' with {
  type: 'json',
};
import { type Diagnostic, diagnostic } from '../../core/index.ts';
import { annotationPlace, unknownAnnotations } from '../annotations.ts';
import { schemaOfCrd } from '../crd-schema.ts';
import { parseStaticIp, STATIC_IP } from '../static-ip.ts';
import type { ManifestOf } from '../manifest.ts';
import { createSchemaCheck, type SchemaCheck } from '../schema-check.ts';

export interface IngressBackend {
  readonly serviceName: string;
  readonly servicePort: number | string;
}

export interface IngressPath {
  readonly path?: string;
  readonly backend: IngressBackend;
}

export interface IngressRule {
  readonly host?: string;
  /** Shorthand for the backend of path `/*`. */
  readonly backend?: IngressBackend;
  readonly http?: { readonly paths: readonly IngressPath[] };
}

export interface MultiClusterIngressSpec {
  readonly template: { readonly spec: { readonly backend?: IngressBackend; readonly rules?: readonly IngressRule[] } };
}

export interface MultiClusterIngress extends ManifestOf<'MultiClusterIngress', MultiClusterIngressSpec> {}

export const checkIngressSchema: SchemaCheck = createSchemaCheck(schemaOfCrd(multiClusterIngresses));

const UNSUPPORTED = ['networking.gke.io/pre-shared-certs', 'networking.gke.io/frontend-config'];
const OUTPUT_ONLY = 'networking.gke.io/last-reconcile-time';
const TEMPLATE = ['spec', 'template', 'spec'] as const;

/** What the schema cannot say about one MultiClusterIngress, its references aside. */
export function checkIngress(ingress: MultiClusterIngress): readonly Diagnostic[] {
  const { annotations, spec } = ingress;
  const found: Diagnostic[] = [...unknownAnnotations(ingress, [STATIC_IP, OUTPUT_ONLY, ...UNSUPPORTED])];
  if (spec.template.spec.backend === undefined) {
    found.push(diagnostic('missing-default-backend', 'the default backend is missing', ingress.keyAt(TEMPLATE)));
  }
  if ('tls' in spec.template.spec) {
    found.push(diagnostic('unsupported-feature', 'tls is not supported yet', ingress.keyAt([...TEMPLATE, 'tls'])));
  }
  for (const key of UNSUPPORTED) {
    if (annotations[key] === undefined) continue;
    found.push(diagnostic('unsupported-feature', `${key} is not supported yet`, ingress.keyAt(annotationPlace(key))));
  }
  const address = annotations[STATIC_IP];
  if (address !== undefined && parseStaticIp(address) === undefined) {
    found.push(
      diagnostic(
        'invalid-static-ip',
        `${JSON.stringify(address)} is not an address`,
        ingress.at(annotationPlace(STATIC_IP)),
      ),
    );
  }
  for (const index of (spec.template.spec.rules ?? []).keys()) found.push(...checkRule(ingress, index));
  return found;
}

function checkRule(ingress: MultiClusterIngress, index: number): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const place = [...TEMPLATE, 'rules', index];
  const rule = ingress.spec.template.spec.rules?.[index];
  if (rule === undefined) return found;
  if (rule.host !== undefined && !isHost(rule.host)) {
    found.push(
      diagnostic('invalid-host', `${JSON.stringify(rule.host)} is not a host`, ingress.at([...place, 'host'])),
    );
  }
  if (rule.backend !== undefined) {
    const message = 'the backend directly under the rule is read as that of path /*';
    found.push(diagnostic('rule-backend-shorthand', message, ingress.keyAt([...place, 'backend'])));
  }
  for (const [number, route] of (rule.http?.paths ?? []).entries()) {
    const routePlace = [...place, 'http', 'paths', number];
    if (route.path !== undefined && !isPath(route.path)) {
      const message = `${JSON.stringify(route.path)} is not a path`;
      found.push(diagnostic('invalid-path', message, ingress.at([...routePlace, 'path'])));
    }
    if ('pathType' in route) {
      const message = 'pathType is not supported yet';
      const hint = 'Without it a path is exact, or a prefix when it ends in /*.';
      found.push(diagnostic('unsupported-feature', message, ingress.keyAt([...routePlace, 'pathType']), hint));
    }
  }
  return found;
}

const HOST = /^(?:\*\.)?[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?)*$/;
const IPV4 = /^\d+\.\d+\.\d+\.\d+$/;

function isHost(host: string): boolean {
  return host === '' || host === '*' || (HOST.test(host) && !IPV4.test(host));
}

function isPath(path: string): boolean {
  return path === '' || /^\/(?:[^\s?#*]*\/)?\*$/.test(path) || /^\/[^\s?#*]*$/.test(path);
}

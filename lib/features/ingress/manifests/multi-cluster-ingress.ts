// MultiClusterIngress: hosts and paths to MultiClusterServices, behind one address.
import multiClusterIngresses from '../../../../schemas/crds/multiclusteringresses.networking.gke.io.json' with {
  type: 'json',
};
import type { Diagnostic, JsonObject } from '../../../core/index.ts';
import { diagnostic } from '../codes/index.ts';
import { type ManifestKind, type SchemaCheck, createSchemaCheck, schemaOfCrd } from '../../../manifest/index.ts';
import { annotationPlace, unknownAnnotations } from './annotations.ts';
import { checkExactPaths } from './exact-paths.ts';
import { withOlderSpelling } from './ingress-v1-spellings.ts';
import { checkPreSharedCertificates, PRE_SHARED_CERTIFICATES } from './pre-shared-certificates.ts';
import { parseStaticIp, STATIC_IP } from './static-ip.ts';
import type { IngressPath, MultiClusterIngress } from './ingress-spec.ts';

const SCHEMA: JsonObject = schemaOfCrd(multiClusterIngresses);
const checkShape: SchemaCheck = createSchemaCheck(SCHEMA);

export const INGRESSES: ManifestKind<MultiClusterIngress> = {
  group: 'networking.gke.io',
  kind: 'MultiClusterIngress',
  versions: ['v1', 'v1beta1'],
  schema: SCHEMA,
  checkSchema: (value) => withOlderSpelling(checkShape(value), value),
  role: 'managed',
  stands: 'fleet',
  check: checkIngress,
};

export const FRONTEND_CONFIG = 'networking.gke.io/frontend-config';
const OUTPUT_ONLY = 'networking.gke.io/last-reconcile-time';
const TEMPLATE = ['spec', 'template', 'spec'] as const;

/** What the schema cannot say about one MultiClusterIngress, its references aside. */
function checkIngress(ingress: MultiClusterIngress): readonly Diagnostic[] {
  const { annotations, spec } = ingress;
  const found: Diagnostic[] = [
    ...unknownAnnotations(ingress, [STATIC_IP, PRE_SHARED_CERTIFICATES, FRONTEND_CONFIG, OUTPUT_ONLY]),
    ...checkPreSharedCertificates(ingress),
  ];
  if (spec.template.spec.backend === undefined) {
    found.push(diagnostic('missing-default-backend', 'the default backend is missing', ingress.keyAt(TEMPLATE)));
  }
  for (const [index, { secretName = '', hosts }] of (spec.template.spec.tls ?? []).entries()) {
    const place = [...TEMPLATE, 'tls', index];
    if (secretName === '') found.push(diagnostic('schema-violation', 'secretName is missing', ingress.at(place)));
    if (hosts === undefined) continue;
    const message = 'hosts under tls has no effect: a certificate answers for the names that stand in it';
    found.push(diagnostic('setting-without-effect', message, ingress.keyAt([...place, 'hosts'])));
  }
  if (annotations[FRONTEND_CONFIG] === '') {
    const place = ingress.keyAt(annotationPlace(FRONTEND_CONFIG));
    found.push(diagnostic('setting-without-effect', `${FRONTEND_CONFIG} names no FrontendConfig`, place));
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
  found.push(...checkExactPaths(ingress));
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
    const problem = pathProblem(route);
    if (problem === undefined) continue;
    found.push(diagnostic('invalid-path', problem, ingress.at([...routePlace, 'path'])));
  }
  return found;
}

const HOST = /^(?:\*\.)?[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?)*$/;
const IPV4 = /^\d+\.\d+\.\d+\.\d+$/;

function isHost(host: string): boolean {
  return host === '' || host === '*' || (HOST.test(host) && !IPV4.test(host));
}

function pathProblem({ path = '', pathType }: IngressPath): string | undefined {
  const shown = JSON.stringify(path);
  if (pathType === 'Exact' || pathType === 'Prefix') {
    if (path === '') return `pathType ${pathType} needs a path`;
    if (path.includes('*')) return `${shown} has a *, which pathType ${pathType} does not know`;
  }
  return isPath(path) ? undefined : `${shown} is not a path`;
}

function isPath(path: string): boolean {
  return path === '' || /^\/(?:[^\s?#*]*\/)?\*$/.test(path) || /^\/[^\s?#*]*$/.test(path);
}

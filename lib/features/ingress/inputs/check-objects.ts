// Which objects can be compiled, with their references resolved, and which are held because of an error.
import { type Diagnostic, hasErrors } from '../../../core/index.ts';
import { diagnostic } from '../codes/index.ts';
import type { Facts, Fleet } from '../../../fleet/index.ts';
import { type Identity, isOfKind, type Manifest, type ManifestKind, type ReadResult } from '../../../manifest/index.ts';
import {
  BACKEND_CONFIGS,
  type BackendConfig,
  FRONTEND_CONFIGS,
  type FrontendConfig,
  INGRESSES,
  type IngressManifest,
  isIngressManifest,
  type MultiClusterIngress,
  type MultiClusterService,
  type ServicePort,
  MULTI_CLUSTER_SERVICES,
} from '../manifests/index.ts';
import { objectKey, type ObjectKey } from '../../../model/index.ts';
import { resolveBackendConfigs } from './backend-configs.ts';
import { checkCertificateNames } from './certificate-findings.ts';
import { type Credentials, NO_CREDENTIALS, resolveCredentials } from './credentials.ts';
import { findAddressConflicts } from './front-address.ts';
import { type FrontEnd, resolveFrontEnd } from './front-end.ts';
import { checkForHostedController, checkServiceForHostedController } from './hosted-controller.ts';
import { lookups } from './lookup.ts';
import { findMissingNamespaces } from './missing-namespaces.ts';
import { checkThings } from './project-things.ts';
import { divideRoutes } from './divide-routes.ts';
import { resolveRoutes, type Routes } from './routes.ts';
import { checkSplits, splitsOf } from './splits.ts';
import { checkUnusedConfigs } from './unused-configs.ts';
import { selectClusters } from './select-clusters.ts';

export interface RoutedIngress {
  readonly ingress: MultiClusterIngress;
  readonly routes: Routes;
  readonly frontEnd: FrontEnd;
}

export interface CheckedObjects {
  readonly services: readonly MultiClusterService[];
  readonly ingresses: readonly RoutedIngress[];
  /** What services and ingresses are set up with. */
  readonly configs: readonly (BackendConfig | FrontendConfig)[];
  configFor(service: MultiClusterService, port: ServicePort): BackendConfig | undefined;
  credentialsOf(config: BackendConfig): Credentials;
  /** Objects with an error, and everything that refers to one of them. */
  readonly held: ReadonlySet<ObjectKey>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Checks every object against the others, the fleet and the facts; reports everything at once. */
export function checkObjects(fleet: Fleet, facts: Facts, read: ReadResult): CheckedObjects {
  const held = new Set<ObjectKey>(read.rejected.map(keyOf));
  const diagnostics: Diagnostic[] = [];
  function judge(manifest: Manifest, found: readonly Diagnostic[]): void {
    diagnostics.push(...found);
    if (hasErrors(found)) held.add(keyOf(manifest));
  }
  function holdWith(manifest: Manifest, found: readonly Diagnostic[]): void {
    diagnostics.push(...found);
    held.add(keyOf(manifest));
  }
  const all = readable(read);
  const missing = findMissingNamespaces(fleet, facts, all);
  diagnostics.push(...missing.diagnostics);
  for (const one of all) if (missing.held.has(one.namespace)) held.add(keyOf(one));
  const backendConfigs = ofKind(read, BACKEND_CONFIGS);
  const frontendConfigs = ofKind(read, FRONTEND_CONFIGS);
  const services = ofKind(read, MULTI_CLUSTER_SERVICES);
  const backendConfigsIn = lookups(BACKEND_CONFIGS, backendConfigs, held, read);
  const frontendConfigsIn = lookups(FRONTEND_CONFIGS, frontendConfigs, held, read);
  const servicesIn = lookups(MULTI_CLUSTER_SERVICES, services, held, read);

  const configs = [...backendConfigs, ...frontendConfigs];
  const credentials = new Map<BackendConfig, Credentials>();
  for (const config of configs) {
    judge(config, checkThings(fleet, facts, config));
    if (config.kind !== 'BackendConfig') continue;
    const reading = resolveCredentials(config, fleet, facts);
    credentials.set(config, reading.credentials);
    if (reading.usable) judge(config, reading.diagnostics);
    else holdWith(config, reading.diagnostics);
  }

  const configured = new Map<MultiClusterService, (port: ServicePort) => BackendConfig | undefined>();
  for (const service of services) {
    judge(service, [...checkName(service), ...selectClusters(fleet, service).diagnostics]);
    if (fleet.controller === 'gke') judge(service, checkServiceForHostedController(service));
    const reading = resolveBackendConfigs(service, backendConfigsIn(service.namespace));
    if (reading.state === 'resolved') configured.set(service, (port) => reading.configFor(port));
    else holdWith(service, reading.diagnostics);
  }

  const ingresses = ofKind(read, INGRESSES);
  const splits = splitsOf(fleet);
  diagnostics.push(...checkSplits(splits, lookups(INGRESSES, ingresses, held, read)));
  diagnostics.push(...checkUnusedConfigs(configs, services, ingresses, read));
  const conflicts = findAddressConflicts(ingresses, fleet, facts);
  diagnostics.push(...conflicts.diagnostics);
  for (const key of conflicts.held) held.add(key);
  const routed: RoutedIngress[] = [];
  for (const ingress of ingresses) {
    judge(ingress, [...checkThings(fleet, facts, ingress), ...checkCertificateNames(ingress, fleet, facts)]);
    if (fleet.controller === 'gke') judge(ingress, checkForHostedController(ingress));
    const routes = resolveRoutes(ingress, servicesIn(ingress.namespace));
    const frontEnd = resolveFrontEnd(ingress, frontendConfigsIn(ingress.namespace), fleet, facts);
    if (routes.state === 'held') holdWith(ingress, routes.diagnostics);
    if (frontEnd.state === 'held') holdWith(ingress, frontEnd.diagnostics);
    else judge(ingress, frontEnd.diagnostics);
    if (routes.state !== 'resolved') continue;
    const around = { fleet, facts, services: servicesIn(ingress.namespace) };
    const divided = divideRoutes(ingress, routes.routes, splits, around);
    if (divided.state === 'held') holdWith(ingress, divided.diagnostics);
    else diagnostics.push(...divided.diagnostics);
    if (divided.state === 'resolved' && frontEnd.state === 'resolved') {
      routed.push({ ingress, routes: divided.routes, frontEnd: frontEnd.frontEnd });
    }
  }
  return {
    services: services.filter((service) => !held.has(keyOf(service))),
    ingresses: routed.filter(({ ingress }) => !held.has(keyOf(ingress))),
    configs: configs.filter((config) => !held.has(keyOf(config))),
    configFor: (service, port) => configured.get(service)?.(port),
    credentialsOf: (config) => credentials.get(config) ?? NO_CREDENTIALS,
    held,
    diagnostics,
  };
}

export function keyOf(identity: Identity): ObjectKey {
  return objectKey(identity);
}

/** Rejected ones included: they are held, and what they refer to is looked at all the same. */
function readable({ manifests, rejected }: ReadResult): readonly IngressManifest[] {
  return [...manifests, ...rejected.flatMap(({ manifest }) => manifest ?? [])].filter(isIngressManifest);
}

function ofKind<M extends Manifest>(read: ReadResult, kind: ManifestKind<M>): readonly M[] {
  const all: readonly Manifest[] = readable(read);
  return all.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)).filter((manifest) => isOfKind(kind, manifest));
}

/** The hosted controller's derived Service is `mci-NAME-svc-` and 16 letters, within 63. Ours is cut and hashed. */
const HOSTED_NAME = 38;
const LONGEST_NAME = 63;

function checkName(service: MultiClusterService): readonly Diagnostic[] {
  const { length } = service.name;
  if (length <= HOSTED_NAME) return [];
  const [code, most] =
    length <= LONGEST_NAME ? (['long-service-name', HOSTED_NAME] as const) : (['name-too-long', LONGEST_NAME] as const);
  const message = `the name has ${length} characters, and may have ${most}`;
  return [diagnostic(code, message, service.at(['metadata', 'name']))];
}

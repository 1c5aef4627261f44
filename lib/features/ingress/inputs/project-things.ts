// Things of the project that a manifest names and somebody else makes: each is looked up before the merge, because
// Compute refuses a name that leads nowhere only in the middle of a rollout.
import type { Diagnostic, SourceRef } from '../../../core/index.ts';
import { diagnostic } from '../codes/index.ts';
import type { Facts, Fleet, ProjectFacts } from '../../../fleet/index.ts';
import { didYouMean, type Manifest } from '../../../manifest/index.ts';
import {
  annotationPlace,
  type IngressManifest,
  isIngressManifest,
  type MultiClusterIngress,
  parseStaticIp,
  PRE_SHARED_CERTIFICATES,
  preSharedCertificates,
  STATIC_IP,
} from '../manifests/index.ts';
import { certificateFindings } from './certificate-findings.ts';

export interface ProjectThing {
  readonly kind: keyof typeof KINDS;
  /** A name, or of an address the literal IP, or the path of one in another project. */
  readonly name: string;
  readonly source: SourceRef;
}

/** By the list of facts that knows them: what one is called, and how somebody makes one. */
const KINDS = {
  addresses: { title: 'global address', make: (name: string) => `gcloud compute addresses create ${name} --global` },
  certificates: {
    title: 'global SSL certificate',
    make: (name: string) => `gcloud compute ssl-certificates create ${name} --global …`,
  },
  sslPolicies: { title: 'global SSL policy', make: (name: string) => `gcloud compute ssl-policies create ${name} …` },
  securityPolicies: {
    title: 'global Cloud Armor policy',
    make: (name: string) => `gcloud compute security-policies create ${name} --global …`,
  },
} as const satisfies Partial<Record<keyof ProjectFacts, { title: string; make: (name: string) => string }>>;

/** What a manifest names, in the order of its fields. */
export function thingsNamed(manifest: IngressManifest): readonly ProjectThing[] {
  switch (manifest.kind) {
    case 'MultiClusterIngress':
      return [...addressNamed(manifest), ...certificatesNamed(manifest)];
    case 'FrontendConfig':
      return named('sslPolicies', manifest.spec?.sslPolicy, manifest.at(['spec', 'sslPolicy']));
    case 'BackendConfig':
      return named(
        'securityPolicies',
        manifest.spec?.securityPolicy?.name,
        manifest.at(['spec', 'securityPolicy', 'name']),
      );
    case 'MultiClusterService':
      return [];
  }
}

/**
 * A finding for each thing that is known to be missing, of no use, or about to end; nothing for what could not be read.
 */
export function checkThings(fleet: Fleet, facts: Facts, manifest: IngressManifest): readonly Diagnostic[] {
  const { project } = facts;
  if (project === undefined) return [];
  const found = thingsNamed(manifest).flatMap((thing) => problemOf(thing, fleet, project));
  const isOursToMake = manifest.kind === 'MultiClusterIngress' && fleet.controller === 'rangelight';
  return isOursToMake ? [...found, ...checkHolders(manifest, project)] : found;
}

/** A warning for each thing of a list that could not be read, which is never taken for one that is there. */
export function unknownThings(project: ProjectFacts, manifests: readonly Manifest[]): readonly Diagnostic[] {
  return manifests
    .filter(isIngressManifest)
    .flatMap(thingsNamed)
    .flatMap(({ kind, name, source }) => {
      const isElsewhere = name.startsWith('projects/');
      if (project[kind] !== undefined && !isElsewhere) return [];
      const why = isElsewhere ? 'it is of another project' : 'they cannot be read';
      const message = `whether there is a ${KINDS[kind].title} ${name} is not known: ${why}`;
      return [diagnostic('project-thing-unknown', message, source)];
    });
}

function named(kind: ProjectThing['kind'], name: string | undefined, source: SourceRef): readonly ProjectThing[] {
  return name === undefined || name === '' ? [] : [{ kind, name, source }];
}

function addressNamed(ingress: MultiClusterIngress): readonly ProjectThing[] {
  const claim = parseStaticIp(ingress.annotations[STATIC_IP] ?? '');
  if (claim === undefined) return [];
  const source = ingress.at(annotationPlace(STATIC_IP));
  if (claim.type === 'literal') return named('addresses', claim.ip, source);
  const path = claim.project === undefined ? claim.name : `projects/${claim.project}/global/addresses/${claim.name}`;
  return named('addresses', path, source);
}

function certificatesNamed(ingress: MultiClusterIngress): readonly ProjectThing[] {
  const source = ingress.at(annotationPlace(PRE_SHARED_CERTIFICATES));
  return preSharedCertificates(ingress).flatMap((name) => named('certificates', name, source));
}

function problemOf(thing: ProjectThing, fleet: Fleet, project: ProjectFacts): readonly Diagnostic[] {
  const { kind, source } = thing;
  const name = inProject(thing.name, fleet.project);
  if (name === undefined) return [];
  const { title, make } = KINDS[kind];
  const wrong = (message: string, hint?: string): readonly Diagnostic[] => [
    diagnostic('project-thing-not-found', message, source, hint),
  ];
  const missing = (known: readonly string[]): readonly Diagnostic[] =>
    wrong(`the project ${fleet.project} has no ${title} ${name}`, didYouMean(name, known) ?? `Make it: ${make(name)}`);
  switch (kind) {
    case 'addresses': {
      const { addresses } = project;
      if (addresses === undefined) return [];
      const found = addressFor(addresses, name);
      if (found === undefined) return missing(Object.keys(addresses));
      const isUsable = found.external;
      return isUsable ? [] : wrong(`${name} is no external IPv4 address: clients of the internet cannot reach it`);
    }
    case 'certificates': {
      const { certificates } = project;
      if (certificates === undefined) return [];
      const found = Object.hasOwn(certificates, name) ? certificates[name] : undefined;
      if (found === undefined) return missing(Object.keys(certificates));
      const hint = `Make another SSL certificate, and name it in ${PRE_SHARED_CERTIFICATES}.`;
      return certificateFindings(`the SSL certificate ${name}`, found, source, hint);
    }
    case 'sslPolicies': {
      const { sslPolicies } = project;
      return sslPolicies === undefined || sslPolicies.includes(name) ? [] : missing(sslPolicies);
    }
    case 'securityPolicies': {
      const known = project.securityPolicies;
      if (known === undefined) return [];
      const type = Object.hasOwn(known, name) ? known[name] : undefined;
      if (type === undefined) return missing(Object.keys(known));
      return type === 'CLOUD_ARMOR' ? [] : wrong(`${name} is of type ${type}: a backend service takes CLOUD_ARMOR`);
    }
  }
}

/** The forwarding rules of others that hold the address and port which an ingress needs. */
function checkHolders(ingress: MultiClusterIngress, project: ProjectFacts): readonly Diagnostic[] {
  const [thing] = addressNamed(ingress);
  const { forwardingRules = [], addresses = {} } = project;
  if (thing === undefined) return [];
  const name = thing.name.split('/').at(-1) ?? '';
  const ip = addressFor(addresses, name)?.ip ?? name;
  const tls = (ingress.spec.template.spec.tls ?? []).length + preSharedCertificates(ingress).length;
  const ports = tls === 0 ? [80] : [80, 443];
  return forwardingRules
    .filter((rule) => rule.ip === ip && ports.some((port) => takes(rule.ports, port)))
    .map((rule) => {
      const message = `${name} is in use by the forwarding rule ${rule.name}${rule.ports === undefined ? '' : ` (port ${rule.ports})`}, which is not ours`;
      const hint = 'Take another address, or delete that rule first: clients of it lose the service.';
      return diagnostic('address-conflict', message, thing.source, hint);
    });
}

function takes(ports: string | undefined, port: number): boolean {
  if (ports === undefined) return true;
  const [from = '', to = from] = ports.split('-');
  return Number(from) <= port && port <= Number(to);
}

/** By its name, or by what it is. */
function addressFor(addresses: NonNullable<ProjectFacts['addresses']>, name: string) {
  if (Object.hasOwn(addresses, name)) return addresses[name];
  return Object.values(addresses).find(({ ip }) => ip === name);
}

/** Undefined for what lies in another project, where nothing is looked up. */
function inProject(name: string, project: string): string | undefined {
  const [, elsewhere, own] = /^projects\/([^/]+)\/global\/addresses\/(.+)$/.exec(name) ?? [];
  return elsewhere === undefined ? name : elsewhere === project ? own : undefined;
}

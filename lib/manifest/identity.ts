// Which object a document declares. A document whose identity is in doubt makes the set of objects unknown: the object
// that it was meant to declare must not look deleted. May import: core, manifest.
import { type Diagnostic, diagnostic, isJsonObject, type Json, type JsonObject } from '../core/index.ts';
import { didYouMean, isTypingError } from './did-you-mean.ts';
import { NO_OBJECT } from './foreign-objects.ts';
import { groupOf, KNOWN_KINDS, knownKind, versionsOf } from './kinds/index.ts';
import { keyPlaceOf, type Path, placeOf } from './located.ts';
import type { Identity } from './manifest.ts';
import type { YamlDocument } from './yaml-file.ts';

export type IdentityReading =
  | { readonly identity: Identity; readonly apiVersion: string }
  /** The document may be an object of ours. */
  | { readonly problem: Diagnostic }
  /** Certainly none of ours, so that nothing is hidden: its kind. */
  | { readonly foreign: string };

const IDENTITY_PATHS: readonly string[] = ['apiVersion', 'kind', 'metadata', 'metadata.name', 'metadata.namespace'];

/** Kinds of GKE in the API group of ours. Source: definitions of GKE 1.34 clusters. */
const GKE_KINDS: ReadonlySet<string> = new Set([
  'EgressNATPolicy',
  'FQDNNetworkPolicy',
  'GCPBackendPolicy',
  'GCPGatewayPolicy',
  'GCPHTTPFilter',
  'GCPSessionAffinityFilter',
  'GCPSessionAffinityPolicy',
  'GCPTrafficDistributionPolicy',
  'GKENetworkParamSet',
  'GKEServiceLBConfig',
  'HealthCheckPolicy',
  'ManagedCertificate',
  'Network',
  'NetworkInterface',
  'NetworkLogging',
  'RedirectService',
  'ServiceAttachment',
  'ServiceNetworkEndpointGroup',
]);

/** Reads apiVersion, kind, namespace and name of a document. */
export function readIdentity({ root, findings }: YamlDocument): IdentityReading {
  const { value } = root;
  const doubt = findings.find((finding) => isIdentityPath(finding.path));
  const foreign =
    isJsonObject(value) && !isKindInDoubt(doubt?.path) ? foreignKind(value, findings.length > 0) : undefined;
  if (foreign !== undefined) return { foreign };
  const metadata = isJsonObject(value) ? value['metadata'] : undefined;
  if (doubt !== undefined) return { problem: diagnostic(doubt.code, doubt.message, doubt.source) };
  if (!isJsonObject(value) || !isJsonObject(metadata)) return notAnObject(root.source);
  const { apiVersion, kind } = value;
  const { name, namespace } = metadata;
  if (!isText(apiVersion) || !isText(kind) || !isText(name)) return notAnObject(root.source);

  const known = knownKind(apiVersion, kind);
  if (known === undefined) {
    const place = placeOf(root, [KNOWN_KINDS.includes(kind) ? 'apiVersion' : 'kind']);
    const message = `${apiVersion} ${kind} is not a kind that Rangelight manages`;
    return { problem: diagnostic('unknown-kind', message, place, hintFor(kind)) };
  }
  if (!isText(namespace)) {
    const place = keyPlaceOf(root, ['metadata']);
    return { problem: diagnostic('missing-namespace', `${kind} ${name} has no namespace`, place) };
  }
  return { identity: { group: groupOf(known), kind: known, namespace, name }, apiVersion };
}

function isKindInDoubt(path: Path | undefined): boolean {
  return path !== undefined && (path.length === 0 || path[0] === 'apiVersion' || path[0] === 'kind');
}

/** The kind of an object that is certainly for others; undefined for what may be meant for us. */
function foreignKind(value: JsonObject, isInDoubt: boolean): string | undefined {
  const { apiVersion, kind } = value;
  const hasShape = ['metadata', 'spec'].some((key) => Object.hasOwn(value, key));
  if (!isText(kind)) return hasShape || isInDoubt || kind !== undefined ? undefined : NO_OBJECT;
  if (!isText(apiVersion) || versionsOf(kind).length > 0 || kind.endsWith('List')) return undefined;
  // A Service is part of a MultiClusterService by its letters, and is not meant for one.
  if (isTypingError(kind, KNOWN_KINDS)) return undefined;
  return apiVersion.startsWith('networking.gke.io/') && !GKE_KINDS.has(kind) ? undefined : kind;
}

function hintFor(kind: string): string | undefined {
  const versions = versionsOf(kind);
  if (versions.length > 0) return `Write ${versions.join(' or ')}.`;
  return kind.endsWith('List') ? 'Write each of its items as a document of its own.' : didYouMean(kind, KNOWN_KINDS);
}

/** Objects of ours that a text declares in plain words, though it is no YAML: each with kind, namespace and name. */
export function guessIdentities(text: string): readonly Identity[] {
  return text.split(/^---.*$/m).flatMap((document) => {
    const kind = /^kind: *["']?(\w+)["']? *$/m.exec(document)?.[1] ?? '';
    const apiVersion = /^apiVersion: *["']?([\w./-]+)["']? *$/m.exec(document)?.[1] ?? '';
    const metadata = /^metadata:(.*(?:\n[ \t]+.*|\n[ \t]*)*)/m.exec(document)?.[1] ?? '';
    const named = (key: string): string | undefined =>
      new RegExp(`(?:^|[\\s{,])${key}: *["']?([\\w.-]+)["']?(?=\\s*(?:[,}]|$))`, 'm').exec(metadata)?.[1];
    const [known, namespace, name] = [knownKind(apiVersion, kind), named('namespace'), named('name')];
    if (known === undefined || namespace === undefined || name === undefined) return [];
    return [{ group: groupOf(known), kind: known, namespace, name }];
  });
}

function notAnObject(source: Diagnostic['source']): IdentityReading {
  const message = 'the document lacks apiVersion, kind or metadata.name';
  return { problem: diagnostic('not-an-object', message, source) };
}

function isIdentityPath(path: Path): boolean {
  return path.length === 0 || IDENTITY_PATHS.includes(path.join('.'));
}

function isText(value: Json | undefined): value is string {
  return typeof value === 'string' && value !== '';
}

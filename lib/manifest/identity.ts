// Which object a document declares. A document whose identity is in doubt makes the set of objects unknown: the object
// that it was meant to declare must not look deleted. May import: core, manifest.
import { type Diagnostic, diagnostic, isJsonObject, type Json } from '../core/index.ts';
import { didYouMean } from './did-you-mean.ts';
import { groupOf, KNOWN_KINDS, knownKind, versionsOf } from './kinds/index.ts';
import { keyPlaceOf, type Path, placeOf } from './located.ts';
import type { Identity } from './manifest.ts';
import type { YamlDocument } from './yaml-file.ts';

export type IdentityReading =
  | { readonly identity: Identity; readonly apiVersion: string }
  /** `foreign`: certainly not one of our objects, so nothing of ours is hidden. */
  | { readonly problem: Diagnostic; readonly foreign: boolean };

const IDENTITY_PATHS: readonly string[] = ['apiVersion', 'kind', 'metadata', 'metadata.name', 'metadata.namespace'];

/** Reads apiVersion, kind, namespace and name of a document. */
export function readIdentity({ root, findings }: YamlDocument): IdentityReading {
  const { value } = root;
  const metadata = isJsonObject(value) ? value['metadata'] : undefined;
  const doubt = findings.find((finding) => isIdentityPath(finding.path));
  if (doubt !== undefined) {
    return { problem: diagnostic(doubt.code, doubt.message, doubt.source), foreign: false };
  }
  if (!isJsonObject(value) || !isJsonObject(metadata)) return notAnObject(root.source);
  const { apiVersion, kind } = value;
  const { name, namespace } = metadata;
  if (!isText(apiVersion) || !isText(kind) || !isText(name)) return notAnObject(root.source);

  const known = knownKind(apiVersion, kind);
  if (known === undefined) {
    const versions = versionsOf(kind);
    const hint = versions.length > 0 ? `Write ${versions.join(' or ')}.` : didYouMean(kind, KNOWN_KINDS);
    const foreign = hint === undefined && !apiVersion.startsWith('networking.gke.io/');
    const place = placeOf(root, [KNOWN_KINDS.includes(kind) ? 'apiVersion' : 'kind']);
    const message = `${apiVersion} ${kind} is not a kind that Rangelight manages`;
    return { problem: diagnostic('unknown-kind', message, place, hint), foreign };
  }
  if (!isText(namespace)) {
    const place = keyPlaceOf(root, ['metadata']);
    return { problem: diagnostic('missing-namespace', `${kind} ${name} has no namespace`, place), foreign: false };
  }
  return { identity: { group: groupOf(known), kind: known, namespace, name }, apiVersion };
}

function notAnObject(source: Diagnostic['source']): IdentityReading {
  const message = 'the document lacks apiVersion, kind or metadata.name';
  return { problem: diagnostic('not-an-object', message, source), foreign: false };
}

function isIdentityPath(path: Path): boolean {
  return path.length === 0 || IDENTITY_PATHS.includes(path.join('.'));
}

function isText(value: Json | undefined): value is string {
  return typeof value === 'string' && value !== '';
}

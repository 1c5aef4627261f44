// What an API server asks of the metadata that copies of a manifest have in a cluster. No schema of ours says it, and
// what is refused there would be refused in the middle of a rollout. Source: Kubernetes, "Labels and Selectors",
// "Annotations", and apimachinery's validation (IsQualifiedName, IsValidLabelValue).
import { type Diagnostic, diagnostic, type SourceRef } from '../core/index.ts';
import type { Path } from './located.ts';
import type { Manifest } from './manifest.ts';

const NAME_PART = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const LABEL = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;
const LONGEST_NAME = 63;
const LONGEST_PREFIX = 253;
/**
 * All keys and values of an object's annotations, in bytes: 256 KiB, of which the mark of a copy takes less than one.
 */
const ANNOTATION_BYTES = 255 * 1024;

const LETTERS = 'letters, digits, hyphens, underscores and dots, with a letter or digit at both ends';
const LABEL_KEY = `at most ${LONGEST_NAME} ${LETTERS}, perhaps after a DNS name and a slash`;
const LABEL_VALUE = `at most ${LONGEST_NAME} ${LETTERS}`;

/** Labels and annotations of a manifest, which its copies in the config clusters have. */
export function checkMetadata(manifest: Manifest): readonly Diagnostic[] {
  const annotations = Object.entries(manifest.annotations);
  const found = [...checkLabels(manifest, manifest.labels, ['metadata', 'labels'])];
  const bytes = new TextEncoder().encode(annotations.flat().join('')).length;
  if (bytes > ANNOTATION_BYTES) {
    const message = `the annotations have ${bytes} bytes, and may have ${ANNOTATION_BYTES} together`;
    found.push(refused(message, manifest.keyAt(['metadata', 'annotations'])));
  }
  for (const [key] of annotations) {
    // The server looks at annotation keys in lower case.
    if (isQualifiedName(key.toLowerCase())) continue;
    const message = `${shown(key)} is not the key of an annotation: ${LABEL_KEY}`;
    found.push(refused(message, manifest.keyAt(['metadata', 'annotations', key])));
  }
  return found;
}

/** Labels, or what an API server judges as it judges labels. */
export function checkLabels(
  manifest: Pick<Manifest, 'at' | 'keyAt'>,
  labels: Readonly<Record<string, string>>,
  place: Path,
): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const [key, value] of Object.entries(labels)) {
    if (!isQualifiedName(key)) {
      found.push(refused(`${shown(key)} is not the key of a label: ${LABEL_KEY}`, manifest.keyAt([...place, key])));
    }
    if (value === '' || isNamePart(value)) continue;
    found.push(refused(`${shown(value)} is not the value of a label: ${LABEL_VALUE}`, manifest.at([...place, key])));
  }
  return found;
}

function refused(message: string, source: SourceRef, hint?: string): Diagnostic {
  return diagnostic('schema-violation', message, source, hint);
}

/** `name`, or `prefix/name`. */
function isQualifiedName(key: string): boolean {
  const slash = key.indexOf('/');
  return isNamePart(key.slice(slash + 1)) && (slash === -1 || isSubdomain(key.slice(0, slash)));
}

function isSubdomain(prefix: string): boolean {
  return prefix.length <= LONGEST_PREFIX && prefix.split('.').every((label) => LABEL.test(label));
}

function isNamePart(text: string): boolean {
  return text.length <= LONGEST_NAME && NAME_PART.test(text);
}

/** A key or value in a message, which is not to be filled by it. */
export function shown(text: string): string {
  return JSON.stringify(text.length > LONGEST_NAME + 1 ? `${text.slice(0, LONGEST_NAME)}…` : text);
}

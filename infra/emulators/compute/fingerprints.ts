// Fingerprints and identifiers: what clients hand back to prove that they saw the current content.
import { createHash } from 'node:crypto';

/** What the real API answers for a resource without labels. */
const NO_LABELS = '42WmSpB8rSM=';

/** URL-safe base64, with padding, of eight bytes that depend on `content` alone (not on the order of its keys). */
export function fingerprintOf(content: unknown): string {
  const bytes = createHash('sha256').update(canonicalJson(content)).digest().subarray(0, 8);
  return bytes.toString('base64').replaceAll('+', '-').replaceAll('/', '_');
}

export function labelFingerprintOf(labels: Readonly<Record<string, string>>): string {
  return Object.keys(labels).length === 0 ? NO_LABELS : fingerprintOf(labels);
}

/** A decimal uint64 that depends on `path` alone, for resources that were never inserted. */
export function stableId(path: string): string {
  const word = createHash('sha256').update(path).digest().readBigUInt64BE();
  return String(1_000_000_000_000_000_000n + (word % 8_000_000_000_000_000_000n));
}

/** JSON with sorted keys; absent and undefined members are the same. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`).join(',')}}`;
}

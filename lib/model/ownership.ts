// The marks by which we recognise what is ours. An API: constant text, versioned, no commit in it, because descriptions
// are immutable on many kinds. May import: core.
import { isJsonObject, type JsonObject } from '../core/index.ts';

export const OWNER_ANNOTATION = 'rangelight.dev/owner';
/** Label on every object in a cluster, so that a list finds them. */
export const MANAGED_BY = { 'app.kubernetes.io/managed-by': 'rangelight' } as const;

/** `rangelight/v1 fleet=prod unit=blue`. */
export function ownershipMark(fleet: string, unit: string): string {
  return `rangelight/v1 fleet=${fleet} unit=${unit}`;
}

/** The mark that a body carries (description in Compute, annotation in Kubernetes); undefined without one. */
export function derivedMark(body: JsonObject): { readonly fleet: string; readonly unit: string } | undefined {
  const match = /^rangelight\/v1 fleet=(\S+) unit=(\S+)$/.exec(markText(body));
  return match === null ? undefined : { fleet: match[1] ?? '', unit: match[2] ?? '' };
}

/** Whether a body carries the mark of this fleet. */
export function isOurs(body: JsonObject, fleet: string): boolean {
  return derivedMark(body)?.fleet === fleet;
}

function markText(body: JsonObject): string {
  if (typeof body['description'] === 'string') return body['description'];
  const metadata = body['metadata'];
  if (!isJsonObject(metadata) || !isJsonObject(metadata['annotations'])) return '';
  const mark = metadata['annotations'][OWNER_ANNOTATION];
  return typeof mark === 'string' ? mark : '';
}

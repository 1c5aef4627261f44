// The marks by which we recognise what is ours. An API: constant text, versioned, no commit in it, because descriptions
// are immutable on many kinds.
import { isJsonObject, type JsonObject } from '../core/index.ts';

/** As which we write to clusters. */
export const FIELD_MANAGER = 'rangelight';
export const OWNER_ANNOTATION = 'rangelight.dev/owner';
/** Label on every object in a cluster, so that a list finds them. */
export const MANAGED_BY = { 'app.kubernetes.io/managed-by': 'rangelight' } as const;

/** Whose a resource is: two installations may each have a fleet of one name. */
export interface Owner {
  /** Id of the installation: `[a-z0-9][a-z0-9-]{0,31}`. */
  readonly installation: string;
  readonly fleet: string;
}

export interface Mark {
  /** Undefined in a mark of version 1, which names none: it is nobody's of today. */
  readonly installation: string | undefined;
  readonly fleet: string;
  readonly unit: string;
}

/** `rangelight/v2 installation=3f2a9c417d0e fleet=prod unit=blue`. */
export function ownershipMark({ installation, fleet }: Owner, unit: string): string {
  return `rangelight/v2 installation=${installation} fleet=${fleet} unit=${unit}`;
}

const MARK = /^rangelight\/(?:v1|v2 installation=(\S+)) fleet=(\S+) unit=(\S+)$/;

/** The mark that a body carries (description in Compute, annotation in Kubernetes); undefined without one. */
export function derivedMark(body: JsonObject): Mark | undefined {
  const match = MARK.exec(markText(body));
  if (match === null) return undefined;
  const [, installation, fleet = '', unit = ''] = match;
  return { installation, fleet, unit };
}

/** Whether a body carries the mark of this installation's fleet. */
export function isOurs(body: JsonObject, owner: Owner): boolean {
  const mark = derivedMark(body);
  return mark !== undefined && mark.installation === owner.installation && mark.fleet === owner.fleet;
}

/** Whether a body carries a mark of any version and of anybody: what does can be taken over by nobody. */
export function isMarked(body: JsonObject): boolean {
  return markText(body).startsWith('rangelight/');
}

/** What keeps us from a body that is not ours, after "it exists and". */
export function notOursBecause(body: JsonObject): string {
  const mark = derivedMark(body);
  if (mark === undefined) return 'does not carry the mark of this fleet';
  const by = mark.installation === undefined ? 'no installation (version 1)' : `installation ${mark.installation}`;
  return `carries the mark of fleet ${mark.fleet} of ${by}`;
}

function markText(body: JsonObject): string {
  if (typeof body['description'] === 'string') return body['description'];
  const metadata = body['metadata'];
  if (!isJsonObject(metadata) || !isJsonObject(metadata['annotations'])) return '';
  const mark = metadata['annotations'][OWNER_ANNOTATION];
  return typeof mark === 'string' ? mark : '';
}

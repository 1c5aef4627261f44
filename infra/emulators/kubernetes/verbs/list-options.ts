// The options of a list or a watch. Source: apimachinery, ValidateListOptions.
import { type Cause, badRequest, forbiddenValue, invalid, unsupportedValue } from '../errors.ts';

/** Which of them may not stand together. @throws ApiError 422 */
export function requireListOptions(query: URLSearchParams, isWatch: boolean): void {
  const match = query.get('resourceVersionMatch') ?? '';
  const at = 'resourceVersionMatch';
  const causes: Cause[] = [];
  const forbid = (field: string, why: string): void => void causes.push(forbiddenValue(field, why));
  const initial = query.has('sendInitialEvents');
  if (initial && !isWatch) forbid('sendInitialEvents', 'sendInitialEvents is forbidden for list');
  if (initial && isWatch && match !== 'NotOlderThan') {
    forbid(at, 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan');
  }
  if (match !== '') {
    const version = query.get('resourceVersion') ?? '';
    if (isWatch && !initial)
      forbid(at, 'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided');
    if (!isWatch && version === '') forbid(at, 'resourceVersionMatch is forbidden unless resourceVersion is provided');
    if ((query.get('continue') ?? '') !== '') forbid(at, 'resourceVersionMatch is forbidden when continue is provided');
    const allowed = isWatch ? ['NotOlderThan'] : ['Exact', 'NotOlderThan'];
    if (!allowed.includes(match)) causes.push(unsupportedValue(at, match, [...allowed, '']));
    if (match === 'Exact' && version === '0')
      forbid(at, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"');
  }
  if (causes.length > 0) throw invalid({ kind: 'ListOptions', group: 'meta.k8s.io' }, '', causes);
}

/** How many objects a page may have; undefined: all. @throws ApiError 400 */
export function limitOf(query: URLSearchParams): number | undefined {
  const text = query.get('limit') ?? '';
  if (!/^[-+]?\d*$/u.test(text)) throw badRequest(`strconv.ParseInt: parsing "${text}": invalid syntax`);
  const limit = Number(text);
  // What the server's cache answers it answers whole.
  return limit > 0 && query.get('resourceVersion') !== '0' ? limit : undefined;
}

/** Stands in a token for the newest version. */
const NEWEST = -1;

/** Where the next page starts. */
export interface Place {
  /** Absent: whatever is the newest when it is asked for. */
  readonly resourceVersion?: number;
  /** Name of the last object, with its namespace in lists over all of them. */
  readonly after: string;
}

export function tokenOf({ resourceVersion = NEWEST, after }: Place): string {
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: resourceVersion, start: `${after}\0` })).toString(
    'base64url',
  );
}

/** Undefined without a token. @throws ApiError 400 for what is no token of a server, or goes with a version */
export function placeOf(query: URLSearchParams): Place | undefined {
  const token = query.get('continue') ?? '';
  if (token === '') return undefined;
  const place = readToken(token);
  const version = query.get('resourceVersion') ?? '';
  if (version !== '' && version !== '0') {
    throw badRequest('specifying resource version is not allowed when using continue');
  }
  return place;
}

function readToken(token: string): Place {
  try {
    const { v, rv, start } = JSON.parse(Buffer.from(token, 'base64url').toString()) as Record<string, unknown>;
    if (v === 'meta.k8s.io/v1' && typeof rv === 'number' && typeof start === 'string') {
      return { ...(rv < 0 ? {} : { resourceVersion: rv }), after: start.replace(/\0$/u, '') };
    }
  } catch {
    // Not even JSON.
  }
  throw badRequest('invalid continue token: continue key is not valid');
}

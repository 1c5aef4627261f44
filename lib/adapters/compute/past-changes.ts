// Who changed a resource, as the record of operations has it. Source: compute v1 globalOperations.list and
// zoneOperations.list: `user` is who requested an operation, `clientOperationId` its request id; operations are kept
// for about two weeks.
import { version as uuidVersion, validate } from 'uuid';
import { type JsonObject, objectsAt, textAt } from '../../core/index.ts';
import { type ComputeRef, refKey } from '../../model/index.ts';
import type { PastChange } from '../../ports/index.ts';
import type { Calls } from './calls.ts';
import { scopeOf } from './request-path.ts';

const PAGE_SIZE = 50;
/** A page of a filtered list may be empty and have more behind it. */
const MOST_PAGES = 4;

/** Those since our own last one, the newest first, of the last 50 to 200 operations. */
export async function pastChanges(calls: Calls, ref: ComputeRef, signal: AbortSignal): Promise<readonly PastChange[]> {
  const changes: PastChange[] = [];
  for (const operation of await operationsOn(calls, ref, signal)) {
    if (textAt(operation, 'status') !== 'DONE' || operation['error'] !== undefined) continue;
    if (isOurs(textAt(operation, 'clientOperationId'))) break;
    const [by, at] = [textAt(operation, 'user') ?? '', timeOf(operation)];
    if (by !== '' && !Number.isNaN(at)) changes.push({ by, at });
  }
  return changes;
}

/** The newest first. */
async function operationsOn(calls: Calls, ref: ComputeRef, signal: AbortSignal): Promise<readonly JsonObject[]> {
  const client = ref.zone === undefined ? 'globalOperations' : 'zoneOperations';
  // Hosts and versions of the API differ in links. An expression must match the whole link.
  const filter = `targetLink eq ".*/${refKey(ref).split('/').slice(2).join('/')}"`;
  const found: JsonObject[] = [];
  let pageToken: string | undefined;
  for (let page = 0; page < MOST_PAGES && found.length < PAGE_SIZE; page += 1) {
    const asked = { ...scopeOf(ref), filter, orderBy: 'creationTimestamp desc', maxResults: PAGE_SIZE };
    const request = pageToken === undefined ? asked : { ...asked, pageToken };
    const body = await calls.one(client, 'list', request, { signal });
    found.push(...objectsAt(body, 'items'));
    pageToken = textAt(body, 'nextPageToken') || undefined;
    if (pageToken === undefined) break;
  }
  return found.sort((a, b) => timeOf(b) - timeOf(a));
}

/** Every request id of ours is a UUID made of a name, as those of other clients, which make them by chance, are not. */
function isOurs(requestId: string | undefined): boolean {
  return requestId !== undefined && validate(requestId) && uuidVersion(requestId) === 5;
}

/** Milliseconds since the epoch. */
function timeOf(operation: JsonObject): number {
  return Date.parse(textAt(operation, 'insertTime') ?? '');
}

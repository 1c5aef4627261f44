// Which method of the JSON API a request is, and its answer.
import { type Access, checkAccess, type ObjectPermission } from './access.ts';
import { policyOf } from './bucket-settings.ts';
import { downloadResponse } from './download.ts';
import { invalid, notImplemented } from './errors.ts';
import { listPage } from './listing.ts';
import { readMetadata } from './object-metadata.ts';
import { bucketResource, etag, objectResource } from './resources.ts';
import type { StorageState } from './state.ts';
import { readUpload } from './upload.ts';

interface Call {
  readonly request: Request;
  readonly state: StorageState;
  readonly may: (permission: ObjectPermission, bucket: string, object?: string) => void;
  readonly url: URL;
  readonly query: URLSearchParams;
}

/** Parameters that would change the answer and are not emulated: refused rather than ignored. */
const REFUSED_PARAMETERS = [
  'versions',
  'softDeleted',
  'matchGlob',
  'startOffset',
  'endOffset',
  'includeTrailingDelimiter',
  'includeFoldersAsPrefixes',
  'predefinedAcl',
  'predefinedDefaultObjectAcl',
  'kmsKeyName',
] as const;

/** Answers one request. Throws StorageError. */
export async function route(request: Request, state: StorageState, access: Access | undefined): Promise<Response> {
  const url = new URL(request.url);
  const may: Call['may'] = (permission, bucket, object) => checkAccess(access, request, permission, bucket, object);
  const call: Call = { request, state, may, url, query: url.searchParams };
  for (const name of REFUSED_PARAMETERS) {
    const value = call.query.get(name);
    if (value !== null && value !== 'false') throw notImplemented(`parameter ${name}`);
  }
  const target = readTarget(url.pathname);
  if (target === undefined) throw unknown(call);
  const { bucket, object } = target;
  const method = `${request.method} ${target.surface}`;
  if (object !== undefined && bucket !== undefined) {
    if (method === 'GET api' || method === 'GET download') return getObject(call, bucket, object);
    if (method === 'PATCH api') return patchObject(call, bucket, object);
    if (method === 'DELETE api') return deleteObject(call, bucket, object);
  } else if (target.objects && bucket !== undefined) {
    if (method === 'GET api') return listObjects(call, bucket);
    if (method === 'POST upload') return insertObject(call, bucket);
  } else if (bucket !== undefined && target.policy) {
    if (method === 'GET api') return Response.json(policyOf(bucket, state.bucket(bucket).settings));
  } else if (bucket !== undefined) {
    if (method === 'GET api') return Response.json(bucketResource(url.origin, state.bucket(bucket)));
  } else {
    if (method === 'GET api') return listBuckets(call);
    if (method === 'POST api') return insertBucket(call);
  }
  throw unknown(call);
}

interface Target {
  readonly surface: string;
  readonly bucket: string | undefined;
  /** The path goes on to the bucket's objects. */
  readonly objects: boolean;
  /** The path goes on to its policy. */
  readonly policy: boolean;
  readonly object: string | undefined;
}

/** `[/upload|/download]/storage/v1/b[/BUCKET[/iam|/o[/OBJECT]]]`; a name's own slashes arrive as %2F. */
function readTarget(pathname: string): Target | undefined {
  const match = /^(?:\/(upload|download))?\/storage\/v1\/b(?:\/([^/]+)(?:\/(iam)|(\/o(?:\/([^/]+))?))?)?\/?$/.exec(
    pathname,
  );
  if (match === null) return undefined;
  const [, surface = 'api', bucket, iam, objects, object] = match;
  return {
    surface,
    bucket: bucket === undefined ? undefined : decodeSegment(bucket),
    objects: objects !== undefined,
    policy: iam !== undefined,
    object: object === undefined ? undefined : decodeSegment(object),
  };
}

function decodeSegment(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw invalid(`Malformed path segment: ${part}`);
  }
}

function unknown({ request, url }: Call): Error {
  return notImplemented(`${request.method} ${url.pathname}`);
}

function listBuckets({ state, url, query }: Call): Response {
  const all = state.buckets();
  const page = listPage(
    all.map((bucket) => bucket.name),
    query,
  );
  const items = page.names.map((name) => bucketResource(url.origin, state.bucket(name)));
  return Response.json({ kind: 'storage#buckets', items, nextPageToken: page.nextPageToken });
}

async function insertBucket({ request, state, url }: Call): Promise<Response> {
  const { name } = await jsonObject(request);
  if (typeof name !== 'string' || !/^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/.test(name)) {
    throw invalid(`Invalid bucket name: '${String(name)}'`);
  }
  return Response.json(bucketResource(url.origin, state.addBucket(name)));
}

function listObjects({ state, may, url, query }: Call, bucketName: string): Response {
  may('list', bucketName);
  const { objects } = state.bucket(bucketName);
  const page = listPage(objects.keys(), query);
  const items = page.names
    .flatMap((name) => objects.get(name) ?? [])
    .map((object) => objectResource(url.origin, object));
  return Response.json({
    kind: 'storage#objects',
    ...(items.length > 0 ? { items } : {}),
    ...(page.prefixes.length > 0 ? { prefixes: page.prefixes } : {}),
    nextPageToken: page.nextPageToken,
  });
}

async function insertObject({ request, state, may, url, query }: Call, bucketName: string): Promise<Response> {
  const { name, content } = await readUpload(request, query);
  may('create', bucketName, name);
  // Whoever replaces an object takes the old one away.
  if (state.bucket(bucketName).objects.has(name)) may('delete', bucketName, name);
  return Response.json(objectResource(url.origin, state.write(bucketName, name, content, query)));
}

function getObject({ request, state, may, url, query }: Call, bucketName: string, name: string): Response {
  may('get', bucketName, name);
  const object = state.read(bucketName, name, query);
  if (query.get('alt') === 'media') return downloadResponse(request, object);
  return Response.json(objectResource(url.origin, object), { headers: { etag: etag(object) } });
}

async function patchObject(
  { request, state, may, url, query }: Call,
  bucketName: string,
  name: string,
): Promise<Response> {
  may('create', bucketName, name);
  const patch = readMetadata(await jsonObject(request));
  return Response.json(objectResource(url.origin, state.patch(bucketName, name, patch, query)));
}

function deleteObject({ state, may, query }: Call, bucketName: string, name: string): Response {
  may('delete', bucketName, name);
  state.remove(bucketName, name, query);
  return new Response(null, { status: 204 });
}

async function jsonObject(request: Request): Promise<Readonly<Record<string, unknown>>> {
  const parsed: unknown = await request.json().catch(() => undefined);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw invalid('The body is not a JSON object.');
  return { ...parsed };
}

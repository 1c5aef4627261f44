// The bytes of an object with the headers that clients check them by.
import { gunzipSync } from 'node:zlib';
import { notImplemented } from './errors.ts';
import { checksums, etag } from './resources.ts';
import type { StoredObject } from './state.ts';

/** Answers `alt=media`. A gzip-encoded object is decompressed for a client that does not accept gzip. */
export function downloadResponse(request: Request, object: StoredObject): Response {
  if (request.headers.has('range')) throw notImplemented('Range downloads');
  const { crc32c, md5Hash } = checksums(object.bytes);
  const { contentEncoding, contentType, cacheControl, contentDisposition, contentLanguage } = object.metadata;
  const acceptsGzip = /\bgzip\b/.test(request.headers.get('accept-encoding') ?? '');
  const transcode = contentEncoding === 'gzip' && !acceptsGzip;
  const body = transcode ? gunzipSync(object.bytes) : object.bytes;
  const headers = new Headers({
    'content-type': contentType ?? 'application/octet-stream',
    'content-length': String(body.byteLength),
    etag: etag(object),
    'last-modified': new Date(object.updated).toUTCString(),
    'x-goog-hash': `crc32c=${crc32c},md5=${md5Hash}`,
    'x-goog-generation': String(object.generation),
    'x-goog-metageneration': String(object.metageneration),
    'x-goog-stored-content-encoding': contentEncoding ?? 'identity',
    'x-goog-stored-content-length': String(object.bytes.byteLength),
    'x-goog-storage-class': 'STANDARD',
  });
  if (contentEncoding && !transcode) headers.set('content-encoding', contentEncoding);
  if (cacheControl) headers.set('cache-control', cacheControl);
  if (contentDisposition) headers.set('content-disposition', contentDisposition);
  if (contentLanguage) headers.set('content-language', contentLanguage);
  return new Response(Uint8Array.from(body), { headers });
}

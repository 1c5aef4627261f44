// Reads an upload: metadata and bytes of a multipart or a media request.
import { invalid, notImplemented } from './errors.ts';
import { mergeMetadata, readMetadata } from './object-metadata.ts';
import { checksums } from './resources.ts';
import type { ObjectContent } from './state.ts';

export interface Upload {
  readonly name: string;
  readonly content: ObjectContent;
}

/**
 * Reads the request of `objects.insert`. Throws 400 for one that cannot be read, 501 for an upload type not emulated.
 */
export async function readUpload(request: Request, query: URLSearchParams): Promise<Upload> {
  const type = query.get('uploadType');
  const contentType = request.headers.get('content-type') ?? undefined;
  const body = Buffer.from(await request.arrayBuffer());
  if (type === 'media') return upload({}, contentType, body, query);
  if (type !== 'multipart') throw notImplemented(`uploadType=${type ?? ''}`);

  const [first, second, ...rest] = splitMultipart(body, boundaryOf(contentType ?? ''));
  if (first === undefined || second === undefined || rest.length > 0) {
    throw invalid('A multipart upload has two parts: metadata and media.');
  }
  return upload(parseResource(first.body), second.contentType, second.body, query);
}

function upload(
  resource: Readonly<Record<string, unknown>>,
  contentType: string | undefined,
  bytes: Buffer,
  query: URLSearchParams,
): Upload {
  const name = query.get('name') ?? resource['name'];
  if (typeof name !== 'string' || name === '') throw invalid('Required parameter: name', 'name');
  if (Buffer.byteLength(name) > 1024 || /[\r\n]/.test(name)) throw invalid(`Invalid object name: ${name}`, 'name');
  const actual = checksums(bytes);
  for (const field of ['crc32c', 'md5Hash'] as const) {
    const stated = resource[field];
    if (stated !== undefined && stated !== actual[field]) {
      throw invalid(`Provided ${field} ${JSON.stringify(stated)} doesn't match calculated "${actual[field]}".`);
    }
  }
  const fromMedia = { contentType: contentType ?? 'application/octet-stream' };
  return { name, content: { bytes, metadata: mergeMetadata(fromMedia, readMetadata(resource)) } };
}

function parseResource(body: Buffer): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'));
    if (typeof parsed === 'object' && parsed !== null) return { ...parsed };
  } catch {
    // Falls through to the one answer for anything that is not a JSON object.
  }
  throw invalid('The metadata part is not a JSON object.');
}

interface Part {
  readonly contentType: string | undefined;
  readonly body: Buffer;
}

function boundaryOf(contentType: string): string {
  const [, quoted, bare] = /^multipart\/related;.*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType) ?? [];
  const boundary = quoted ?? bare;
  if (boundary === undefined) throw invalid('Content-Type must be multipart/related with a boundary.');
  return boundary;
}

/** RFC 2046: each part sits between `--boundary` lines; the line break before a boundary belongs to the boundary. */
function splitMultipart(body: Buffer, boundary: string): Part[] {
  const parts: Part[] = [];
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  const framed = Buffer.concat([Buffer.from('\r\n'), body]);
  let at = framed.indexOf(delimiter);
  while (at !== -1) {
    const start = at + delimiter.length;
    if (framed.subarray(start, start + 2).toString() === '--') return parts;
    const end = framed.indexOf(delimiter, start);
    const headEnd = framed.indexOf('\r\n\r\n', start);
    if (end === -1 || headEnd === -1 || headEnd > end) break;
    const head = framed.subarray(start, headEnd).toString('latin1');
    const contentType = /^content-type:\s*(.+?)\s*$/im.exec(head)?.[1];
    parts.push({ contentType, body: framed.subarray(headEnd + 4, end) });
    at = end;
  }
  throw invalid('The multipart body does not end with its boundary.');
}

// The text of an object and its generation. Our documents are canonical JSON, which the client's plain request reads,
// parses and gives back as a value: spelled again, it is held against the hash of the bytes. What does not come out
// the same (somebody else's spelling, a damaged document) is read by the client's stream, byte for byte. A stream costs
// a new process twice the CPU of a plain request (docs/adr/0082).
import { CRC32C, type File } from '@google-cloud/storage';
import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { canonicalJson, RangelightError } from '../../core/index.ts';
import type { StoredText } from '../../ports/index.ts';

/** Of an answer, with lower-case names. */
type Headers = Readonly<Record<string, unknown>>;

interface Parsed {
  readonly value: unknown;
  readonly headers: Headers;
}

/** Names of a parsed value stand as they were spelled, but those that are whole numbers: these come first. */
const SPELLINGS: readonly ((value: unknown) => string)[] = [JSON.stringify, canonicalJson];

/** One answer has the bytes and names their generation (Objects: get, `alt=media`): never those of two writes. */
export async function readText(file: File): Promise<StoredText> {
  const { value, headers } = await requestValue(file);
  if (value === undefined) return streamed(file);
  for (const spell of typeof value === 'string' ? [String] : SPELLINGS) {
    const text = spell(value);
    if (isOfHash(text, headers)) return { text, generation: generationOf(headers['x-goog-generation']) };
  }
  return streamed(file);
}

/** Without a value where the client took the text of an object for no JSON, or for one that tells of an error. */
function requestValue(file: File): Promise<Parsed> {
  const request = { uri: '', qs: { alt: 'media' }, headers: { 'cache-control': 'no-store' } };
  return new Promise((resolve, reject) => {
    file.request(request, (error, value: unknown, response) => {
      const { statusCode, headers = {} } = (response ?? {}) as { readonly statusCode?: number; headers?: Headers };
      if (error === null || error === undefined) resolve({ value, headers });
      else if (statusCode === 200) resolve({ value: undefined, headers });
      else reject(error);
    });
  });
}

/** Source: Cloud Storage, "Hashes and ETags": `x-goog-hash: crc32c=…,md5=…`, of the bytes as they are stored. */
function isOfHash(text: string, headers: Headers): boolean {
  const stored = (name: string): string | undefined =>
    new RegExp(`(?:^|,)\\s*${name}=([^,]+)`).exec(String(headers['x-goog-hash']))?.[1];
  const md5 = stored('md5');
  // Node's own; the library adds CRC32C up byte by byte.
  if (md5 !== undefined) return createHash('md5').update(text).digest('base64') === md5;
  // Of an object that was composed.
  const checksum = new CRC32C();
  checksum.update(Buffer.from(text));
  return checksum.toString() === stored('crc32c');
}

async function streamed(file: File): Promise<StoredText> {
  let generation: unknown;
  const stream = file.createReadStream();
  stream.once('response', (answer: IncomingMessage) => {
    generation = answer.headers['x-goog-generation'];
    // The library lays three pipelines on an answer that comes in parts: twelve listeners, and no leak.
    answer.setMaxListeners(2 * EventEmitter.defaultMaxListeners);
  });
  const bytes = await buffer(stream);
  return { text: bytes.toString('utf8'), generation: generationOf(generation) };
}

export function generationOf(answered: unknown): string {
  if (typeof answered === 'string' || typeof answered === 'number') return String(answered);
  throw new RangelightError('unexpected', 'storage', 'Cloud Storage answered an object without its generation');
}

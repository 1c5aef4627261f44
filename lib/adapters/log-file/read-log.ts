// A log, one line after the other. What is not read yet stays on the disk.
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { RangelightError } from '../../core/index.ts';

export interface LogPlace {
  /** As it was named, or as it is called in the folder. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

export interface LogLines {
  readonly take: (line: string, place: LogPlace) => void;
  /** A line that is too long to be read. */
  readonly skip: (place: LogPlace) => void;
  /** After each piece of the log: how many bytes were read so far, as they lie on the disk. */
  readonly onProgress?: (bytes: number) => void;
}

/** Of a line. Cloud Logging takes entries of 256 KiB; a row of BigQuery may repeat one. */
const MOST_CHARACTERS = 1_048_576;
const NAMES = /\.(?:json|jsonl|ndjson|log)(?:\.gz)?$|\.gz$/;

/**
 * @param path a file, a folder of files (`.json`, `.jsonl`, `.ndjson`, `.log`, each of them also `.gz`), or `-` for
 * `input`.
 * Fails with `not-found` where there is none, `invalid` for a gzip file that is damaged.
 */
export async function readLog(path: string, input: Readable, lines: LogLines, signal: AbortSignal): Promise<void> {
  let bytes = 0;
  const count = (read: number): void => lines.onProgress?.((bytes += read));
  if (path === '-') return readStream(input, '-', lines, count, signal);
  for (const file of await filesOf(path)) await readStream(createReadStream(file), file, lines, count, signal);
}

/** In the order of their names, which is that of time for what Cloud Logging exports. */
async function filesOf(path: string): Promise<readonly string[]> {
  const found = await stat(path).catch((cause: unknown) => {
    throw failed('not-found', `${path} is not there: name a file or a folder of the log`, cause);
  });
  if (!found.isDirectory()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && NAMES.test(entry.name));
  if (files.length > 0) return files.map((entry) => join(entry.parentPath, entry.name)).sort();
  throw failed(
    'not-found',
    `${path} has no file of a log in it: .json, .jsonl, .ndjson or .log, or one of these with .gz`,
  );
}

async function readStream(
  raw: Readable,
  name: string,
  { take, skip }: LogLines,
  count: (bytes: number) => void,
  signal: AbortSignal,
): Promise<void> {
  let rest = '';
  let isTooLong = false;
  let number = 0;
  const onText = (text: string): void => {
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      const line = rest + text.slice(from, end);
      const place = { file: name, line: (number += 1) };
      if (isTooLong || line.length > MOST_CHARACTERS) skip(place);
      else if (line.trim() !== '') take(line, place);
      [rest, isTooLong, from] = ['', false, end + 1];
    }
    rest += text.slice(from);
    if (rest.length > MOST_CHARACTERS) [rest, isTooLong] = ['', true];
  };
  try {
    const decoder = new TextDecoder();
    for await (const piece of unpacked(raw, count)) {
      signal.throwIfAborted();
      onText(decoder.decode(piece, { stream: true }));
    }
    onText(`${decoder.decode()}\n`);
  } catch (cause) {
    signal.throwIfAborted();
    const why = cause instanceof Error ? cause.message : String(cause);
    throw failed('invalid', `${name}:${number + 1} cannot be read: ${why}; fetch the file again`, cause);
  }
}

/** Whether it is gzip its first bytes say, whatever it is called. Source: RFC 1952. */
async function* unpacked(raw: Readable, count: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  const pieces = counted(raw, count);
  const first = await pieces.next();
  if (first.done === true) return;
  const whole = (async function* () {
    yield first.value;
    yield* pieces;
  })();
  const isGzip = first.value[0] === 0x1f && first.value[1] === 0x8b;
  yield* isGzip ? gunzipped(whole) : whole;
}

async function* gunzipped(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip();
  const fed = pipeline(pieces, gunzip);
  // What goes wrong is met by whoever reads; here it is only not to go unheard.
  fed.catch(() => {});
  yield* gunzip as AsyncIterable<Uint8Array>;
  await fed;
}

async function* counted(raw: Readable, count: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  for await (const piece of raw as AsyncIterable<Uint8Array>) {
    count(piece.length);
    yield piece;
  }
}

function failed(code: 'not-found' | 'invalid', message: string, cause?: unknown): RangelightError {
  return new RangelightError(code, 'log', message, cause === undefined ? {} : { cause });
}

// A gzipped tar archive to its regular files, in memory, and what else it names. Whole or not at all: a tree that lacks
// files would look like one from which they were deleted.
import { Parser, type ReadEntry } from 'tar';
import { isOddPath, RangelightError } from '../../core/index.ts';
import type { Wanted } from '../../ports/index.ts';

export interface ArchiveLimits {
  /** Bytes of the archive as it is sent. */
  readonly packed: number;
  /** Bytes of all that is in it, wanted or not: each is unpacked, at most twice. */
  readonly unpacked: number;
  /** Bytes of the files that are wanted. */
  readonly wanted: number;
  /** Files, folders and links. */
  readonly entries: number;
  /** Letters of all their paths: patterns are held against each. */
  readonly paths: number;
}

/** What every entry takes up in a tar. Source: POSIX.1-2017, pax, "ustar Interchange Format". */
const HEADER_BYTES = 512;

/** Bytes that are unpacked before the limits are looked at: they may become a thousand times as many. */
const AT_ONCE = 16 * 1024;

/** Paths are without the folder that GitHub puts around the tree; odd ones are left out. */
export interface Archive {
  /** Those that are wanted. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Paths of all regular files. */
  readonly regular: ReadonlySet<string>;
  /** Symbolic links → what they say. */
  readonly links: ReadonlyMap<string, string>;
}

/**
 * Fails with `unavailable` for an archive that breaks off, `too-large` for one over its limits.
 */
export async function readArchive(
  stream: AsyncIterable<Uint8Array>,
  limits: ArchiveLimits,
  wanted: Wanted,
): Promise<Archive> {
  const packed: Uint8Array[] = [];
  const first = await unpack(keptIn(packed, stream, limits.packed), limits, wanted.first);
  const isWanted = wanted.others(first.files);
  const others = await unpack(packed, limits, (path) => !wanted.first(path) && isWanted(path));
  return { ...first, files: new Map([...first.files, ...others.files]) };
}

async function* keptIn(
  chunks: Uint8Array[],
  stream: AsyncIterable<Uint8Array>,
  most: number,
): AsyncIterable<Uint8Array> {
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += chunk.byteLength;
    if (bytes > most) throw tooLarge(`its archive has more than ${most} bytes`);
    chunks.push(chunk);
    yield chunk;
  }
}

async function unpack(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  limits: ArchiveLimits,
  isWanted: (path: string) => boolean,
): Promise<Archive> {
  const files = new Map<string, Uint8Array>();
  const regular = new Set<string>();
  const links = new Map<string, string>();
  const failure: { first?: unknown } = {};
  const fail = (error: unknown): void => {
    failure.first ??= error;
  };
  const seen = { entries: 0, unpacked: 0, wanted: 0, paths: 0 };

  const take = (entry: ReadEntry): void => {
    seen.entries += 1;
    seen.paths += entry.path.length;
    seen.unpacked += HEADER_BYTES + entry.size;
    const safe = failure.first === undefined ? safePath(entry.path) : undefined;
    if (safe !== undefined && entry.type === 'File') regular.add(safe);
    if (safe !== undefined && entry.type === 'SymbolicLink') links.set(safe, entry.linkpath ?? '');
    const path = safe !== undefined && regular.has(safe) && isWanted(safe) ? safe : undefined;
    if (path !== undefined) seen.wanted += entry.size;
    const problem = problemOf(seen, limits);
    if (problem !== undefined) fail(tooLarge(problem));
    if (path === undefined || problem !== undefined) {
      entry.resume();
      return;
    }
    const content: Uint8Array[] = [];
    entry.on('data', (chunk) => content.push(chunk));
    entry.on('end', () => {
      const whole = Buffer.concat(content);
      if (whole.byteLength === entry.size) files.set(path, whole);
      else fail(brokenOff(`${path} is cut short`));
    });
  };

  const parser = new Parser({ strict: true, onReadEntry: take });
  const ended = new Promise<void>((resolve) => {
    parser.on('end', resolve);
    parser.on('error', (error) => {
      fail(brokenOff(error instanceof Error ? error.message : String(error)));
      resolve();
    });
  });

  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.byteLength && failure.first === undefined; at += AT_ONCE) {
      parser.write(Buffer.from(chunk.subarray(at, at + AT_ONCE)));
    }
    if (failure.first !== undefined) break;
  }
  if (failure.first === undefined) {
    parser.end();
    await ended;
  }
  if (failure.first !== undefined) throw failure.first;
  if (seen.entries === 0) throw brokenOff('it is empty');
  return { files, regular, links };
}

/** The path inside the first folder; undefined for one that could leave it or mean something else elsewhere. */
function safePath(path: string): string | undefined {
  const [root = '', ...inner] = path.split('/');
  const safe = inner.join('/');
  return root === '' || isOddPath(safe) ? undefined : safe;
}

function brokenOff(why: string): RangelightError {
  return new RangelightError('unavailable', 'github', `the archive of the commit is broken: ${why}`);
}

function problemOf(
  seen: { readonly entries: number; readonly unpacked: number; readonly wanted: number; readonly paths: number },
  limits: ArchiveLimits,
): string | undefined {
  const { entries, unpacked, wanted, paths } = seen;
  if (entries > limits.entries) return `it has more than ${limits.entries} files and folders`;
  if (paths > limits.paths) return `the paths of its files have more than ${limits.paths} letters`;
  if (unpacked > limits.unpacked) return `its files have more than ${limits.unpacked} bytes`;
  if (wanted > limits.wanted) return `its fleet files and manifests have more than ${limits.wanted} bytes`;
  return undefined;
}

function tooLarge(why: string): RangelightError {
  return new RangelightError('too-large', 'github', `the commit is too large to be read: ${why}`);
}

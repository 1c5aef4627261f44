// A gzipped tar archive to a map of its regular files, in memory. Whole or not at all: a tree that lacks files would look
// like one from which they were deleted. May import: core, tar.
import { Parser, type ReadEntry } from 'tar';
import { RangelightError } from '../../core/index.ts';

export interface ArchiveLimits {
  /** Most bytes, of the archive and of the files in it. */
  readonly bytes: number;
  readonly entries: number;
}

/**
 * Files by path, without the folder that GitHub puts around the tree. Links and unsafe paths are left out.
 * Fails with `unavailable` for an archive that breaks off, `invalid` for one over its limits.
 */
export async function readArchive(
  stream: ReadableStream<Uint8Array>,
  limits: ArchiveLimits,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  const failure: { first?: unknown } = {};
  const fail = (error: unknown): void => {
    failure.first ??= error;
  };
  let entries = 0;
  let unpacked = 0;

  const take = (entry: ReadEntry): void => {
    entries += 1;
    unpacked += entry.size;
    if (entries > limits.entries || unpacked > limits.bytes) fail(tooLarge(limits));
    const path = failure.first === undefined && entry.type === 'File' ? safePath(entry.path) : undefined;
    if (path === undefined) {
      entry.resume();
      return;
    }
    const chunks: Uint8Array[] = [];
    entry.on('data', (chunk) => chunks.push(chunk));
    entry.on('end', () => {
      const content = Buffer.concat(chunks);
      if (content.byteLength === entry.size) files.set(path, content);
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

  let packed = 0;
  for await (const chunk of stream) {
    packed += chunk.byteLength;
    if (packed > limits.bytes) fail(tooLarge(limits));
    if (failure.first !== undefined) break;
    parser.write(Buffer.from(chunk));
  }
  if (failure.first === undefined) {
    parser.end();
    await ended;
  }
  if (failure.first !== undefined) throw failure.first;
  if (entries === 0) throw brokenOff('it is empty');
  return files;
}

/** The path inside the first folder; undefined for one that could leave it or mean something else elsewhere. */
function safePath(path: string): string | undefined {
  if (path.startsWith('/') || path.includes('\0') || path.includes('\\')) return undefined;
  const [, ...inner] = path.split('/');
  const safe = inner.length > 0 && inner.every((part) => part !== '' && part !== '.' && part !== '..');
  return safe ? inner.join('/') : undefined;
}

function brokenOff(why: string): RangelightError {
  return new RangelightError('unavailable', 'github', `the archive of the commit is broken: ${why}`);
}

function tooLarge({ bytes, entries }: ArchiveLimits): RangelightError {
  return new RangelightError('invalid', 'github', `the archive has over ${bytes} bytes or ${entries} entries`);
}

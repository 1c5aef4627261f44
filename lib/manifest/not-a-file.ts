// What stands where a file is meant and is none: nobody knows what it would declare, so that what it did declare must
// not look deleted.
import { type Diagnostic, diagnostic, type NoFile, type Tree } from '../core/index.ts';

/**
 * Source: git-lfs, docs/spec.md, "The Pointer": the key `version` stands first, and a pointer is shorter than 1024
 * bytes.
 */
const LFS_POINTER = 'version https://git-lfs.github.com/spec/';

/** Of one kind so many are named, each at its path. */
const MOST_NAMED = 5;

type Kind = NoFile | 'lfs-pointer';

const WORDS: Readonly<Record<Kind, string>> = {
  'link-to-file': 'is a symbolic link: put the file in its place',
  link: 'is a symbolic link: put the file, or the folder, in its place',
  submodule: 'is a submodule, whose files are of another repository: put the files in its place',
  'left-out': 'is left out of the archive of the commit: take export-ignore away from it in .gitattributes',
  'odd-path': 'has a path that means another one elsewhere: rename it, with letters of UTF-8 and without backslashes',
  'lfs-pointer': 'is a pointer of Git LFS, without the file: put the file itself into Git',
};

const HINT = 'Or leave the path out of spec.manifests. Until then nothing is deleted or shrunk.';

/** Undefined for a regular file with something of its own in it. */
export function problemOfFile(path: string, entry: Uint8Array | NoFile): Diagnostic | undefined {
  const kind = kindOf(entry);
  return kind === undefined ? undefined : problem(path, kind, '');
}

/** Every path that holds no file, and a finding at each, or at the first few of a kind. */
export function findWithoutFile(tree: Tree): {
  readonly paths: ReadonlySet<string>;
  readonly diagnostics: readonly Diagnostic[];
} {
  const byKind = new Map<Kind, string[]>();
  for (const path of [...tree.keys()].sort()) {
    const kind = kindOf(tree.get(path));
    if (kind !== undefined) byKind.set(kind, [...(byKind.get(kind) ?? []), path]);
  }
  const diagnostics = [...byKind].flatMap(([kind, paths]) => {
    const untold = paths.length - MOST_NAMED;
    return paths.slice(0, MOST_NAMED).map((path, index) => {
      const isLast = index === MOST_NAMED - 1 && untold > 0;
      return problem(path, kind, isLast ? `; so is it with ${untold} more` : '');
    });
  });
  return { paths: new Set([...byKind.values()].flat()), diagnostics };
}

function kindOf(entry: Uint8Array | NoFile | undefined): Kind | undefined {
  if (typeof entry === 'string' || entry === undefined) return entry;
  const isShort = entry.byteLength >= LFS_POINTER.length && entry.byteLength < 1024;
  return isShort && Buffer.from(entry).toString('latin1').startsWith(LFS_POINTER) ? 'lfs-pointer' : undefined;
}

function problem(path: string, kind: Kind, more: string): Diagnostic {
  return diagnostic('not-a-file', `${path} ${WORDS[kind]}${more}`, { file: path, line: 1, column: 1 }, HINT);
}

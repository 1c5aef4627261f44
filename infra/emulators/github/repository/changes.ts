// The files that differ between two trees, as git sees them: status, line counts and patch.
import type { Git } from '../git.ts';

export interface FileChange {
  readonly filename: string;
  /** Blob SHA after the change; before it for a removed file. */
  readonly sha: string;
  readonly status: 'added' | 'removed' | 'modified' | 'renamed' | 'changed';
  readonly previousFilename?: string;
  readonly additions: number;
  readonly deletions: number;
  /** Hunks without the file header; absent for binary files, pure renames and changes of type. */
  readonly patch?: string;
}

const options = ['-r', '-M', '--no-ext-diff', '--no-textconv', '--full-index'];

/** Changes from one commit or tree to another, by path. */
export async function changedFiles(git: Git, from: string, to: string): Promise<FileChange[]> {
  const [summary, patches] = await Promise.all([
    git.bytes(['diff-tree', ...options, '--raw', '--numstat', '-z', from, to, '--']),
    git.bytes(['diff-tree', ...options, '--patch', from, to, '--']),
  ]);
  const { entries, counts } = parseSummary(summary.toString().split('\0'));
  const hunks = patches
    .toString()
    .split(/^diff --git /m)
    .slice(1)
    .map(hunksOf);
  let section = 0;
  return entries.map((entry, index) => {
    // A file that becomes a link (or the reverse) is shown as two sections, a removal and an addition.
    const patch = entry.status === 'changed' ? undefined : hunks[section];
    section += entry.status === 'changed' ? 2 : 1;
    const [additions, deletions] = counts[index] ?? [0, 0];
    return { ...entry, additions, deletions, ...(patch === undefined ? {} : { patch }) };
  });
}

type Entry = Omit<FileChange, 'additions' | 'deletions' | 'patch'>;

/** `--raw -z` records first, then one `--numstat -z` record per file in the same order. */
function parseSummary(tokens: readonly string[]): { entries: Entry[]; counts: [number, number][] } {
  const entries: Entry[] = [];
  const counts: [number, number][] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at] ?? '';
    if (token === '') continue;
    if (token.startsWith(':')) {
      const [, , before = '', after = '', letter = 'M'] = token.split(' ');
      const path = tokens[++at] ?? '';
      const renamed = letter.startsWith('R') ? tokens[++at] : undefined;
      entries.push({
        filename: renamed ?? path,
        sha: letter === 'D' ? before : after,
        status: statusOf(letter),
        ...(renamed === undefined ? {} : { previousFilename: path }),
      });
      continue;
    }
    const [additions = '', deletions = '', path = ''] = token.split('\t');
    // A rename spreads its two paths over the next two tokens.
    if (path === '') at += 2;
    counts.push([Number(additions) || 0, Number(deletions) || 0]);
  }
  return { entries, counts };
}

function statusOf(letter: string): FileChange['status'] {
  switch (letter.charAt(0)) {
    case 'A':
      return 'added';
    case 'D':
      return 'removed';
    case 'R':
      return 'renamed';
    case 'T':
      return 'changed';
    default:
      return 'modified';
  }
}

function hunksOf(filePatch: string): string | undefined {
  const start = filePatch.search(/^@@ /m);
  return start < 0 ? undefined : filePatch.slice(start).replace(/\n$/, '');
}

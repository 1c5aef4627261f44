// What stands beside the manifests and is for others: counted in one line.
import { type Diagnostic, diagnostic } from '../core/index.ts';

const MOST_KINDS = 5;

/** In place of a kind, where a document has none. */
export const NO_OBJECT = 'without a kind';

/** One finding for all of them; none for none. */
export function foreignObjects(
  found: readonly { readonly file: string; readonly kind: string }[],
): readonly Diagnostic[] {
  if (found.length === 0) return [];
  const counts = new Map<string, number>();
  for (const { kind } of found) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const kinds = [...counts].sort(
    ([a, m], [b, n]) => n - m || Number(a === NO_OBJECT) - Number(b === NO_OBJECT) || (a < b ? -1 : 1),
  );
  const named = kinds.slice(0, MOST_KINDS).map(([kind, count]) => `${count} ${kind}`);
  const untold = kinds.length - named.length;
  const all =
    untold === 0 ? named.join(', ') : `${named.join(', ')} and ${untold} more ${untold === 1 ? 'kind' : 'kinds'}`;
  const files = new Set(found.map(({ file }) => file)).size;
  const what = found.length === 1 ? '1 document' : `${found.length} documents`;
  const where = files === 1 ? '1 file' : `${files} files`;
  const message = `${what} of other kinds in ${where} ${found.length === 1 ? 'is' : 'are'} left to others: ${all}`;
  return [diagnostic('foreign-objects', message)];
}

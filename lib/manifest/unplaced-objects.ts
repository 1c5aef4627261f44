// Objects that stand in a cluster, where the folder of their file names none that is a member of the fleet.
import { type Diagnostic, diagnostic, type SourceRef } from '../core/index.ts';
import type { ManifestKind } from './kind.ts';
import type { Identity } from './manifest.ts';
import type { FolderCluster } from './placement.ts';

export interface Unplaced {
  /** The cluster that the folder names, and that is no member. */
  readonly stranger?: string;
  readonly hint: string | undefined;
}

/** Undefined for what stands for the fleet, in a member, or wherever its feature places it. */
export function whyUnplaced({ stands }: Pick<ManifestKind, 'stands'>, folder: FolderCluster): Unplaced | undefined {
  if (stands === 'fleet') return undefined;
  if (folder.cluster === undefined) return stands === 'cluster' ? { hint: folder.hint } : undefined;
  return folder.stranger === undefined ? undefined : { stranger: folder.cluster, hint: folder.stranger.hint };
}

/**
 * One finding for each object without a cluster, and one for each folder of a cluster that is no member, at its first
 * object.
 */
export function unplacedObjects(
  declared: readonly { readonly identity: Identity; readonly source: SourceRef; readonly unplaced?: Unplaced }[],
): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const inFolder = new Map<string, { readonly source: SourceRef; readonly hint: string | undefined; count: number }>();
  for (const { identity, source, unplaced } of declared) {
    if (unplaced === undefined) continue;
    const { stranger, hint } = unplaced;
    const first = stranger === undefined ? undefined : inFolder.get(stranger);
    if (first !== undefined) first.count += 1;
    else if (stranger !== undefined) inFolder.set(stranger, { source, hint, count: 1 });
    else {
      const message = `no folder says in which cluster ${identity.kind} ${identity.namespace}/${identity.name} stands`;
      found.push(diagnostic('cluster-not-named', message, source, hint));
    }
  }
  for (const [stranger, { source, hint, count }] of inFolder) {
    const more = count === 1 ? '' : `; so it is with ${count - 1} more of its objects`;
    const message = `the folder of this file names the cluster ${stranger}, which is not in spec.clusters${more}`;
    found.push(diagnostic('unknown-cluster-folder', message, source, hint));
  }
  return found;
}

// Objects of ours in files that no pattern meets, and that nothing else declares: they look deleted, or never come to
// be. Of such a file only that is told; it holds nothing up.
import { type Diagnostic, diagnostic, type Tree } from '../../core/index.ts';
import { type Fleet, isNearManifestOf } from '../../fleet/index.ts';
import { type ManifestReading, type ReadResult, readManifests } from '../../manifest/index.ts';
import { objectKey } from '../../model/index.ts';

/** @param reading that of the manifests: of its budget what they left. */
export function findUnmet(
  fleet: Pick<Fleet, 'folder' | 'manifests'>,
  files: Tree,
  { manifests, rejected }: ReadResult,
  reading: ManifestReading,
): readonly Diagnostic[] {
  const isNear = isNearManifestOf(fleet);
  const near = new Map([...files].filter(([path]) => isNear(path)));
  if (near.size === 0) return [];
  const declared = new Set([...manifests, ...rejected].map(objectKey));
  const found = readManifests(near, reading);
  return [...found.manifests, ...found.rejected]
    .filter((object) => !declared.has(objectKey(object)))
    .map((object) =>
      diagnostic(
        'manifest-not-met',
        `declares ${object.kind} ${object.namespace}/${object.name}${object.cluster === undefined ? '' : ` in ${object.cluster}`}, but no pattern of spec.manifests meets this file`,
        'source' in object ? object.source : object.at([]),
        'Rename it, or add a pattern that meets it to spec.manifests.',
      ),
    );
}

// Which namespaces manifests use, judged once for every feature: an object that may not use its own is held, as one
// with any other error is.
import { type Diagnostic, hasErrors } from '../core/index.ts';
import { checkNamespaceName, type Fleet, namespaceCheck } from '../fleet/index.ts';
import type { Manifest, ReadResult, Rejected } from '../manifest/index.ts';
import { objectKey } from '../model/index.ts';

/** @param fleet with the policy in force. */
export function withinNamespaces(
  fleet: Pick<Fleet, 'folder' | 'policy'>,
  read: ReadResult,
): { readonly read: ReadResult; readonly diagnostics: readonly Diagnostic[] } {
  const checkPolicy = namespaceCheck(fleet);
  const manifests: Manifest[] = [];
  const rejected: Rejected[] = [...read.rejected];
  const diagnostics: Diagnostic[] = [];
  for (const manifest of read.manifests) {
    const found = [...checkNamespaceName(manifest), ...checkPolicy(manifest)];
    diagnostics.push(...found);
    if (hasErrors(found)) rejected.push(asRejected(manifest));
    else manifests.push(manifest);
  }
  for (const { manifest } of read.rejected) {
    if (manifest !== undefined) diagnostics.push(...checkNamespaceName(manifest), ...checkPolicy(manifest));
  }
  rejected.sort((a, b) => (objectKey(a) < objectKey(b) ? -1 : 1));
  return { read: { ...read, manifests, rejected }, diagnostics };
}

function asRejected(manifest: Manifest): Rejected {
  const { group, kind, namespace, name, cluster } = manifest;
  const identity = { group, kind, namespace, name, ...(cluster === undefined ? {} : { cluster }) };
  return { ...identity, source: manifest.at([]), manifest };
}

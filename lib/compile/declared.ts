// Which objects a commit declares, those with an error included, and where.
import type { SourceRef } from '../core/index.ts';
import type { ReadResult } from '../manifest/index.ts';
import { objectKey, type ObjectKey } from '../model/index.ts';

export interface Declared {
  readonly namespace: string;
  readonly source: SourceRef;
}

export function declaredIn({ manifests, rejected }: ReadResult): ReadonlyMap<ObjectKey, Declared> {
  return new Map([
    ...manifests.map((one) => [objectKey(one), { namespace: one.namespace, source: one.at([]) }] as const),
    ...rejected.map((one) => [objectKey(one), { namespace: one.namespace, source: one.source }] as const),
  ]);
}

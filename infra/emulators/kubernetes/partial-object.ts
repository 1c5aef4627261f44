// Objects reduced to their metadata, for clients that want no more.
import type { JsonObject } from './json.ts';
import type { KubeObject } from './object.ts';

type Version = 'v1' | 'v1beta1';

export function partialObject({ metadata }: KubeObject, version: Version): JsonObject {
  return { kind: 'PartialObjectMetadata', apiVersion: `meta.k8s.io/${version}`, metadata };
}

/** @param metadata of the list */
export function partialList(objects: readonly KubeObject[], metadata: JsonObject, version: Version): JsonObject {
  const items = objects.map((object) => partialObject(object, version));
  return {
    kind: 'PartialObjectMetadataList',
    apiVersion: `meta.k8s.io/${version}`,
    metadata,
    items: items.length === 0 ? null : items,
  };
}

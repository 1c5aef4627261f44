// An object of a kind before anything is said of it: what ownership is counted from.
import type { KubeObject } from './object.ts';
import { type Resource, apiVersionOf } from './resource.ts';
import { goValue } from './schema/go-value.ts';

/** Structs have their members from the start; a custom object has none. */
export function blankObject(resource: Resource): KubeObject {
  const head = { apiVersion: apiVersionOf(resource), kind: resource.kind, metadata: { name: '' } };
  return resource.custom ? head : { ...(goValue(head, resource.schema) as KubeObject), metadata: { name: '' } };
}

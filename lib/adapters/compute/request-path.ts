// The part of a request that says which resource.
import type { ComputeKey } from '../../model/index.ts';
import { type Collections, callsOf } from './collection-calls.ts';

export type Scope = { readonly project: string; readonly zone?: string };

/** Project and, for a zonal resource, zone. */
export function scopeOf({ project, zone }: ComputeKey): Scope {
  return zone === undefined ? { project } : { project, zone };
}

/** The name, under the parameter that the collection's methods call it by. */
export function nameParameter(
  collections: Collections,
  { collection, name }: ComputeKey,
): Readonly<Record<string, string>> {
  return { [callsOf(collections, collection).name]: name };
}

// The part of a request that says which resource. May import: model.
import type { ComputeRef } from '../../model/index.ts';
import { callsOf } from './kind-calls.ts';

export type Scope = { readonly project: string; readonly zone?: string };

/** Project and, for a zonal resource, zone. */
export function scopeOf({ project, zone }: ComputeRef): Scope {
  return zone === undefined ? { project } : { project, zone };
}

/** The name, under the parameter that the kind's methods call it by. */
export function nameOf({ kind, name }: ComputeRef): Readonly<Record<string, string>> {
  return { [callsOf(kind).name]: name };
}

// What a resource gives to those that refer to it, and that only its API knows: the IP of an address.
import { type JsonObject, textAt } from '../core/index.ts';
import type { Kinds } from './kinds.ts';
import { isComputeRef, type ResourceRef } from './ref.ts';

export function givesSomething(kinds: Kinds, ref: ResourceRef): boolean {
  return memberOf(kinds, ref) !== undefined;
}

/** @param body as the API answers it. Undefined while there is nothing to give, and for what never gives anything. */
export function givenBy(kinds: Kinds, ref: ResourceRef, body: JsonObject | undefined): string | undefined {
  const member = memberOf(kinds, ref);
  return member === undefined ? undefined : textAt(body, member);
}

function memberOf(kinds: Kinds, ref: ResourceRef): string | undefined {
  return isComputeRef(ref) ? kinds.ofCompute(ref.kind).gives : undefined;
}

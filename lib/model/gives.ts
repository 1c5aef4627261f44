// What a resource gives to those that refer to it, and that only its API knows: the IP of an address.
import { isJsonList, isJsonObject, type Json, type JsonObject, textAt } from '../core/index.ts';
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

/** A body in which each reference to something that gives is what that gives, where it is known: clusters know no references. */
export function withGiven(body: JsonObject, givenFor: (reference: string) => string | undefined): JsonObject {
  return Object.fromEntries(Object.entries(body).map(([member, value]) => [member, given(value, givenFor)]));
}

function given(value: Json | undefined, givenFor: (reference: string) => string | undefined): Json | undefined {
  if (typeof value === 'string') return givenFor(value) ?? value;
  if (isJsonList(value)) return value.map((item) => given(item, givenFor) ?? null);
  return isJsonObject(value) ? withGiven(value, givenFor) : value;
}

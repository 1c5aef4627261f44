// What a resource gives to those that refer to it, and that only its API knows: the IP of an address, the uid of an
// object.
import { isJsonList, isJsonObject, type Json, type JsonObject, textAt } from '../core/index.ts';
import type { Kinds } from './kinds.ts';
import type { ResourceRef } from './ref.ts';

export function givesSomething(kinds: Kinds, ref: ResourceRef): boolean {
  return kinds.of(ref.kind).gives !== undefined;
}

/** @param body as the API answers it. Undefined while there is nothing to give, and for what never gives anything. */
export function givenBy(kinds: Kinds, ref: ResourceRef, body: JsonObject | undefined): string | undefined {
  const { gives } = kinds.of(ref.kind);
  return gives === undefined ? undefined : textAt(body, ...gives.split('.'));
}

/**
 * A body in which each reference to something that gives is what that gives, where it is known: clusters know no
 * references.
 */
export function withGiven(body: JsonObject, givenFor: (reference: string) => string | undefined): JsonObject {
  return Object.fromEntries(Object.entries(body).map(([member, value]) => [member, given(value, givenFor)]));
}

function given(value: Json | undefined, givenFor: (reference: string) => string | undefined): Json | undefined {
  if (typeof value === 'string') return givenFor(value) ?? value;
  if (isJsonList(value)) return value.map((item) => given(item, givenFor) ?? null);
  return isJsonObject(value) ? withGiven(value, givenFor) : value;
}

// What is sent to an API server and what it answers, as both servers of the differential see it.

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/**
 * One request. Path and body may name what only the server knows: `{{version PATH}}` and `{{uid PATH}}` of the object
 * at a path as it was answered last, `{{continue}}` of the last list.
 */
export interface Input {
  readonly method: string;
  readonly path: string;
  /** The content type of the body; default JSON. */
  readonly type?: string;
  readonly accept?: string;
  /** A text goes out as it is. */
  readonly body?: Json;
}

export interface Answer {
  readonly code: number;
  /** A text when the answer is no JSON. */
  readonly body: Json;
  /** The texts of `Warning` headers. */
  readonly warnings: readonly string[];
}

/** Requests that build on each other, in a namespace of their own; two episodes have nothing to do with each other. */
export interface Episode {
  readonly title: string;
  readonly inputs: readonly Input[];
}

export const APPLY = 'application/apply-patch+yaml';
export const MERGE = 'application/merge-patch+json';
export const STRATEGIC = 'application/strategic-merge-patch+json';

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

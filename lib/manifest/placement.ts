// What a fleet file says of the objects of a file, by its path. May import: nothing.

/** The namespace of objects that write none. */
export type DefaultNamespace =
  | { readonly namespace: string }
  /** There is none: why, where that is not plain, and what to write instead. */
  | { readonly why?: string; readonly hint?: string };

export interface Placement {
  readonly namespaceIn: (file: string) => DefaultNamespace;
}

/** No fleet file says anything. */
export const NO_PLACEMENT: Placement = { namespaceIn: () => ({}) };

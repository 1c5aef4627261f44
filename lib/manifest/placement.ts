// What a fleet file says of the objects of a file, by its path: their namespace, and the cluster in which they stand.

/** The namespace of objects that write none. */
export type DefaultNamespace =
  | { readonly namespace: string }
  /** There is none: why, where that is not plain, and what to write instead. */
  | { readonly why?: string; readonly hint?: string };

/** The cluster that the folder of a file names. */
export type FolderCluster =
  /** `stranger`: it is no member of the fleet; what was probably meant. */
  | { readonly cluster: string; readonly stranger?: { readonly hint?: string } }
  /** It names none: what to do about an object that needs one. */
  | { readonly cluster?: undefined; readonly hint?: string };

export interface FilePlace {
  readonly namespace: DefaultNamespace;
  readonly cluster: FolderCluster;
}

/** By the path of a file. */
export type Placement = (file: string) => FilePlace;

/** No fleet file says anything. */
export const NO_PLACEMENT: Placement = () => ({ namespace: {}, cluster: {} });

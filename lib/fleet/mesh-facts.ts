// What is read in a cluster of the mesh that a team runs itself, and that Git does not have.

export interface MeshFacts {
  /** Versions of istiod in the images of its Deployments, sorted; absent where they could not be read. */
  readonly istiod?: readonly string[];
  /** SHA-256 of each root that the control plane gives to proxies, sorted; absent where they could not be read. */
  readonly roots?: readonly string[];
  /** They were changed so short a time ago that proxies may hold others. */
  readonly rootsAreNew?: true;
}

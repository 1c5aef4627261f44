// The roots by which the proxies of a cluster know certificates: as the fleet file names them, or as they are read in
// the cluster, by their fingerprints.
export interface MeshRoots {
  readonly trusted: readonly string[];
  /** That of the cluster's own certificates; a bundle that is read does not say which one it is. */
  readonly own: string | undefined;
  readonly by: 'fleet-file' | 'cluster';
}

/** @param said in the fleet file, its own first. @param read fingerprints. */
export function meshRoots(said: readonly string[] = [], read: readonly string[] = []): MeshRoots | undefined {
  const [own] = said;
  if (own !== undefined) return { trusted: said, own, by: 'fleet-file' };
  return read.length === 0 ? undefined : { trusted: read, own: undefined, by: 'cluster' };
}

// The API groups of ServiceExport, and the section of the fleet file that asks for them.
export { EXPORTS_SECTION as SECTION } from '../common/export-places.ts';

/** Groups with the versions that manifests may be written in: the one that GKE serves before the other one. */
export const GROUPS = [
  { group: 'net.gke.io', versions: ['v1'] },
  { group: 'multicluster.x-k8s.io', versions: ['v1beta1', 'v1alpha1'] },
] as const;

/**
 * What GKE's importer writes on its imports: who made it, and the Service behind the name. Seen in what its samples
 * print.
 */
export const IMPORTER = 'gke-mcs-controller.gke.io';
export const DERIVED_SERVICE = 'net.gke.io/derived-service';

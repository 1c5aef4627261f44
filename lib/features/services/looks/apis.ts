// What is looked at in clusters around exports, and is of no kind of ours.
import type { ClusterApi } from '../../../model/index.ts';

export const SERVICES: ClusterApi = {
  group: '',
  versions: ['v1'],
  kind: 'Service',
  plural: 'services',
  scope: 'namespaced',
};

/** Of GKE's group: its twin of the standard group is for others. */
export const IMPORTS: ClusterApi = {
  group: 'net.gke.io',
  versions: ['v1'],
  kind: 'ServiceImport',
  plural: 'serviceimports',
  scope: 'namespaced',
  custom: true,
};

// What ingress programs, as data: a door of its own, for functions that compile nothing need it too.
// In: nothing. Out: the definitions of the kinds, and refs and names of what is of them.
export { type ClusterKind, type ComputeKind, INGRESS_KINDS, type ResourceKind } from './ingress-kinds.ts';
export { clusterRef, computeRef, givenName, OWN_KINDS } from './refs.ts';

// The mesh across clusters: whether a call of one workload to another will be answered, said of Istio's rules, Services
// and workloads that lie in the folders of clusters. In: CompileInput. Out: findings, and answers to questions.
export { type MeshAnswer, meshAsked } from './answer/mesh-asked.ts';
export { verdictLines } from './answer/verdict-lines.ts';
export { compileMesh } from './compile.ts';
export { secretsOfMesh } from './discovery/remote-secrets-of.ts';
export { MESH_MANIFESTS } from './manifests.ts';

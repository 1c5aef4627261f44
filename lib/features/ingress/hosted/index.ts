// What the hosted controller would make of a commit, to be compared with what stands of its. In: what is compiled. Out:
// a graph in which only what manifests say is said.
export { compileHosted, hostRuleAsRead } from './compile-hosted.ts';

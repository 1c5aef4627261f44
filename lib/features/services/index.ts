// Multi-cluster Services: ServiceExports in Git stand in the clusters that their folders name; GKE's hosted controller
// does the rest. In: CompileInput. Out: resources by unit, held objects, findings.
export { nameAsked } from './answer/ask.ts';
export { nameLines } from './answer/name-lines.ts';
export { compileServices } from './compile.ts';
export { SERVICE_MANIFESTS, SERVICE_NEIGHBOURS } from './manifests.ts';

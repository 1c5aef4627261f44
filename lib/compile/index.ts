// Manifests + fleet + facts → the desired graph of every unit, with everything that is wrong on the way.
// In: Fleet, ReadResult, Facts. Out: Compiled. May import: core, manifest, fleet, model.
export { unknownThings } from './project-things.ts';
export { secretsNamed } from './tls-secrets.ts';
export { type Compiled, compile, type CompileInput } from './compile.ts';

// Manifests + fleet + facts → the desired graph of every unit, with everything that is wrong on the way. Each feature
// compiles its own manifests; what they make together is put into one graph here. In: Fleet, ReadResult, Facts, the
// features' compilers. Out: Compiled.
export { compile } from './compile.ts';
export type { Compiled, CompiledPart, CompileInput, Compiler, Features } from './compiler.ts';

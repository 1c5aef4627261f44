// The command line on a directory, without functions, bucket and GitHub.
// 1. The tree is read, and the one fleet that is meant is found in it.
// 2. validate, compile and questions about the graph need no cloud; facts are assumed, and said to be.
// 3. plan reads a live fleet and writes nothing; there is no applied record, so every difference counts as pending.
export { askDirectory, askedText } from './ask-directory.ts';
export { compileDirectory } from './compile-directory.ts';
export { type CompileOutput, outputDiagnostic } from './compile-output.ts';
export { compileText } from './compile-text.ts';
export { explain, explanationText } from './explain.ts';
export { type FleetLook, lookAtFleet } from './look-at-fleet.ts';
export { planDirectory, type PlannedDirectory } from './plan-directory.ts';
export { validateDirectory } from './validate-directory.ts';
export { importFleet } from './import-fleet.ts';
export { isUnknownPart, isUnlike, parityLines } from './parity-lines.ts';
export { parityOfDirectory } from './parity-of-directory.ts';
export { withSecrets } from './with-secrets.ts';
export { proposeFleet } from './propose-fleet.ts';

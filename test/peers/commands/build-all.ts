// `peers build`: every program that is not to be had yet.
import { unbuilt } from '../abilities.ts';
import { build } from '../build.ts';
import { fetchDefinitions, findDefinitions } from '../definitions.ts';
import { findPrograms } from '../find.ts';
import { versionOf } from '../programs.ts';

/** @returns the exit status. @throws BuildFailed */
export async function buildAll(say: (line: string) => void, signal: AbortSignal): Promise<number> {
  const programs = findPrograms();
  for (const [name, { path, by }] of programs) say(`${name} is there: ${path} (${by}).`);
  for (const program of unbuilt(programs)) {
    say(`${program.name} ${versionOf(program)} is being built …`);
    // One at a time: each takes all cores.
    await build(program, say, signal);
  }
  if (findDefinitions() === undefined) {
    await fetchDefinitions(signal);
    say('The definitions of ServiceImport and ServiceExport are fetched.');
  }
  return 0;
}

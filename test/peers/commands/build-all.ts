// `peers build`: every program that is not to be had yet; those of a mesh when they are asked for.
import { unbuilt } from '../abilities.ts';
import { build } from '../build.ts';
import { fetchFiles, findFiles, ISTIO, MCS_API } from '../definitions.ts';
import { findPrograms } from '../find.ts';
import { versionOf } from '../programs.ts';

/** @returns the exit status. @throws BuildFailed */
export async function buildAll(mesh: boolean, say: (line: string) => void, signal: AbortSignal): Promise<number> {
  const programs = findPrograms();
  for (const [name, { path, by }] of programs) say(`${name} is there: ${path} (${by}).`);
  for (const program of unbuilt(programs, mesh)) {
    say(`${program.name} ${versionOf(program)} is being built …`);
    // One at a time: each takes all cores.
    await build(program, say, signal);
  }
  for (const files of mesh ? [MCS_API, ISTIO] : [MCS_API]) {
    if (findFiles(files) !== undefined) continue;
    await fetchFiles(files, signal);
    say(`${files.files.length} files of ${files.goModule} are fetched.`);
  }
  return 0;
}

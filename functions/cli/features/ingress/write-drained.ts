// A drained cluster written into a fleet file, for a person's own pull request.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RangelightError } from '../../../../lib/core/index.ts';
import { drainedInFile, type DrainedLine, FLEET_FILE } from '../../../../lib/features/ingress/drain/index.ts';

/**
 * @param folder of the fleet file.
 * @returns the file, and its text with the line. Fails with `invalid` where there is no fleet file of that fleet.
 */
export async function withDrained(
  folder: string,
  line: DrainedLine,
): Promise<{ readonly path: string; readonly text: string }> {
  const path = join(folder, FLEET_FILE);
  let before: string;
  try {
    before = await readFile(path, 'utf8');
  } catch (cause) {
    const message = `${path} cannot be read: --write takes the folder of a fleet file`;
    throw new RangelightError('invalid', 'options', message, { cause });
  }
  const text = drainedInFile(before, line);
  if (text !== undefined) return { path, text };
  throw new RangelightError('invalid', 'options', `${path} is not the fleet file of ${line.fleet}`);
}

/** @returns what was done, a sentence. */
export async function writeDrained(folder: string, line: DrainedLine): Promise<string> {
  const { path, text } = await withDrained(folder, line);
  await writeFile(path, text);
  return `${path} drains ${line.cluster} now (traffic.drained): open a pull request with it`;
}

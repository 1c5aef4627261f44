// How much of a tree is read from this machine.
import { RangelightError } from '../../core/index.ts';

export interface DirectoryLimits {
  /** Most bytes of all files together. */
  readonly bytes: number;
  /** Most files and folders. */
  readonly entries: number;
}

/** Those of the planner, which reads the same tree from an archive. */
export const DIRECTORY_LIMITS: DirectoryLimits = { bytes: 50_000_000, entries: 20_000 };

export function tooLarge(what: string, { bytes, entries }: DirectoryLimits): RangelightError {
  const message = `${what} holds more than ${bytes} bytes or ${entries} files: name the folder of the fleet file`;
  return new RangelightError('invalid', 'directory', message);
}

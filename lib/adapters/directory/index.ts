// A tree of files on this machine's disk, as the planner sees a commit's.
// In: a folder, or a commit of its repository. Out: bytes by path.
export type { DirectoryLimits } from './limits.ts';
export { readLocalCommit } from './read-commit.ts';
export { readDirectory } from './read-directory.ts';

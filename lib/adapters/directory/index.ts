// A tree of files on this machine's disk, as the planner sees a commit's.
// In: a folder. Out: bytes by path.
export { type DirectoryLimits, readDirectory } from './read-directory.ts';

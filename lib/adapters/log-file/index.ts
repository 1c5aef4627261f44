// Files of logs on this machine, read as they come: lines, gzip or not, never a whole file at once.
// In: a file, a folder of them, or the standard input. Out: lines.
export { type LogLines, type LogPlace, readLog } from './read-log.ts';

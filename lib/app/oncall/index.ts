// What somebody on call asks, answered from the buckets alone: GitHub and the functions may be down.
// 1. `status`: where each unit of a fleet stands, since when, and what it waits for.
// 2. `runs` and `run`: what was carried out, step by step, and who let it through.
// 3. `history`: what was done to one resource, and which commit asked for it.
// Nothing is written, and nothing is asked of the cloud: what the functions noted last is what is told, with its time.
export { readHistory } from './read-history.ts';
export { readRun } from './read-run.ts';
export { readRuns } from './read-runs.ts';
export { readStatus } from './read-status.ts';

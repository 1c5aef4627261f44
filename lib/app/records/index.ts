// What the functions remember, as the other rooms ask for it. Of a fleet: where it lives, its applied records, the runs
// that have not ended, the policy in force, units without a record. Of a repository: its open pull requests, the
// revisions of each, the ways by which its branch may move. Nothing here judges or plans. What a record looks like in
// the bucket, and who may write it, is lib/state's.
export { fleetNamed, knownFleets } from './known-fleets.ts';

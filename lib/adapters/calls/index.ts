// How every call to an outside system ends: in time, or as soon as its caller gives up.
// In: promises and signals. Out: promises and signals. May import: nothing of Rangelight.
export { signalWithin, untilAborted } from './deadline.ts';

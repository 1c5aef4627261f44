// A cluster drained in all load balancers of a fleet, and given its requests back.
export { type BackendMark, backendMark, type Drain, parseBackendMark } from './backend-mark.ts';
export {
  type Drained,
  drainOutlook,
  type DrainOrder,
  type DrainOutlook,
  drainServices,
  type DrainWorld,
  toDrain,
} from './drain.ts';
export { drainedInFile, type DrainedLine, FLEET_FILE } from './drained-in-file.ts';
export { drainedLines, givenBackText, outlookLines } from './drain-text.ts';
export { MOST_LOAD } from './floor.ts';
export { giveBack, type GivenBack } from './give-back.ts';
export { type PeakOf, peaksOf } from './peaks.ts';
export { servicesOfCluster } from './standing-services.ts';

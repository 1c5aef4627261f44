// The tick of each minute.
// 1. Runs whose time has come are waked before anything is read.
// 2. Facts and the cloud are read; what the planner should plan again is asked for.
// 3. Each unit is compared with its record: drift is told, and put back when it is seen twice and the policy says so.
// 4. What stops, and what is lost or damaged, is remembered, so that people hear of it when it begins, changes and
//    ends.
export { sweep } from './sweep.ts';

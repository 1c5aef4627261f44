// What the traffic of a log would meet after a change: requests of a load balancer's log, answered by the routes before
// and after. In: surfaces, lines of the log. Out: counts.
export { keptTraffic } from './kept-traffic.ts';
export { unreadLinesOf } from './unread-lines.ts';
export { countTraffic, type Effect, type LogLine, type Uncounted, type Traffic, type TrafficCount } from './traffic.ts';

// How long Pub/Sub takes to answer a call; deliveries take their own time. All unverified: estimates within one region.
import type { LatencyTable } from '../kit/latency.ts';

export const latencies: LatencyTable = [
  { path: /(\/Publish|:publish)$/u, ms: [20, 100] },
  { path: /\/Pull$/u, ms: [20, 100] },
  { ms: [50, 500] },
];

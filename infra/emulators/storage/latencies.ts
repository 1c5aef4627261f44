// How long Cloud Storage takes to answer. All unverified: estimates for a caller in the bucket's region.
import type { LatencyTable } from '../kit/latency.ts';

export const latencies: LatencyTable = [
  { method: 'GET', ms: [20, 80] },
  { path: /^\/upload\//u, ms: [60, 250] },
  { ms: [40, 150] },
];

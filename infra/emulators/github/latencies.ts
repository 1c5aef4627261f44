// How long GitHub takes to answer. All unverified: estimates for a caller on the same continent.
import type { LatencyTable } from '../kit/latency.ts';

export const latencies: LatencyTable = [
  { path: /\.git\//u, ms: [300, 1500] },
  { path: /\/tarball(\/|$)/u, ms: [300, 1500] },
  { method: 'GET', ms: [80, 300] },
  { ms: [200, 700] },
];

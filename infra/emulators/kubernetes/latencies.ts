// How long an API server takes to answer. All unverified: estimates through Connect Gateway, from the same continent.
import type { LatencyTable } from '../kit/latency.ts';

export const latencies: LatencyTable = [
  { path: /[?&]watch=/u, ms: [30, 100] },
  { method: 'GET', ms: [50, 200] },
  { ms: [80, 300] },
];

// How long these APIs take. Unverified: an estimate for a caller in the same continent.
import type { LatencyTable } from '../kit/latency.ts';

export const latencies: LatencyTable = [{ ms: [50, 300] }];

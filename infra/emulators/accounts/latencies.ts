// How long Google takes to answer for its keys. Unverified: an estimate for a caller in the same continent.
import type { LatencyTable } from '../kit/latency.ts';

export const latencies: LatencyTable = [{ ms: [10, 100] }];

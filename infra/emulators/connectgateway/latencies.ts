// How long the way through Connect Gateway takes. Unverified: an estimate for a caller in the same continent.
import type { LatencyTable } from '../kit/latency.ts';

export const latencies: LatencyTable = [{ ms: [30, 150] }];

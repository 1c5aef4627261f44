// How long the Compute API takes to answer a request; operations take their own time. Recorded: 0.13–1.0 s for every
// method, reads and writes alike. `wait` comes on top of what it waits for.
import type { LatencyTable } from '../kit/latency.ts';

export const latencies: LatencyTable = [{ ms: [130, 1000] }];

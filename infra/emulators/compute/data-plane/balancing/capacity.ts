// RATE balancing: what a backend can take, and which backends are next in line for a request.
import type { NegEndpoint } from '../../view.ts';
import type { Backend } from '../shapes.ts';

/** One backend of a backend service as a region's edge sees it. */
export interface Pool {
  readonly neg: string;
  readonly zone: string;
  readonly region: string;
  /** Requests per emulated second. */
  readonly capacity: number;
  readonly healthy: readonly NegEndpoint[];
}

/** Requests per emulated second. All endpoints count, healthy or not; a backend without any limit takes everything. */
export function capacityOf(backend: Backend, endpoints: number): number {
  const scaler = backend.capacityScaler ?? 1;
  if (scaler === 0) return 0;
  const perEndpoint = (backend.maxRatePerEndpoint ?? Number.POSITIVE_INFINITY) * endpoints;
  return Math.min(backend.maxRate ?? Number.POSITIVE_INFINITY, perEndpoint) * scaler;
}

/**
 * The pools that share the next request: those of the nearest region that has healthy endpoints and capacity left.
 * When every region is full, the nearest one that has healthy endpoints takes the overload. Empty: nothing healthy.
 */
export function nextInLine(
  pools: readonly Pool[],
  nearestFirst: readonly string[],
  used: (pool: Pool) => number,
): readonly Pool[] {
  const serving = pools.filter((pool) => pool.healthy.length > 0 && pool.capacity > 0);
  for (const region of nearestFirst) {
    const open = serving.filter((pool) => pool.region === region && used(pool) < pool.capacity);
    if (open.length > 0) return open;
  }
  const nearest = nearestFirst.find((region) => serving.some((pool) => pool.region === region));
  return serving.filter((pool) => pool.region === nearest);
}

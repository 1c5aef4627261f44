// A request that an edge passed on to a backend: what Cloud Monitoring counts, whatever came of it.
import type { FrontEndNames } from './front-end.ts';

export interface Passed extends FrontEndNames {
  /** Emulated milliseconds since the epoch. */
  readonly at: number;
  /** Names. */
  readonly backendService: string;
  readonly neg: string;
  readonly zone: string;
}

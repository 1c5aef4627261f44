// What GitHub says of the App that Rangelight is, to the App itself. Read and never changed.
import type { Json } from '../core/index.ts';

export interface OwnApp {
  /**
   * The answer of a GET with the App's own token; undefined when there is none (404). Fails with `denied` when GitHub
   * does not take the App's key, `unavailable` and `rate-limited`.
   * @param path such as `/app/hook/config`.
   */
  read(path: string, signal: AbortSignal): Promise<Json | undefined>;
}

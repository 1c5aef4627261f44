// Documents with generations (Cloud Storage). Every write that can race names the generation it replaces.
// May import: core.

export interface Stored<T> {
  readonly value: T;
  readonly generation: string;
}

export interface StateStore {
  /** Undefined when absent. */
  read<T>(key: string, signal: AbortSignal): Promise<Stored<T> | undefined>;
  /**
   * Writes JSON. `generation` '0' creates only.
   * Fails with `precondition` when the object is at another generation.
   */
  write<T>(key: string, value: T, generation: string, signal: AbortSignal): Promise<Stored<T>>;
  /**
   * When a generation was written, by Cloud Storage's own clock: milliseconds since the epoch. Leases are judged by it.
   * Undefined when the object is gone or at another generation.
   */
  writtenAt(key: string, generation: string, signal: AbortSignal): Promise<number | undefined>;
  /** Keys that begin with `prefix`, sorted. */
  list(prefix: string, signal: AbortSignal): Promise<readonly string[]>;
  /** Fails with `precondition`; an absent object is fine. */
  remove(key: string, generation: string, signal: AbortSignal): Promise<void>;
}

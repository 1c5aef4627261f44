// Whether what is replaced is still used: what was asked, and what was seen.

/** Whether requests still come. */
export interface Usage {
  readonly answer: 'unused' | 'used' | 'unknown';
  /** A sentence: what was seen, or why nobody knows. */
  readonly said: string;
  /** Milliseconds since the epoch, as far as it is known. */
  readonly lastRequestAt?: number;
}

/** Since when something is replaced, milliseconds since the epoch, and how long no request may have come. */
export interface Quiet {
  readonly since: number;
  readonly quietMs: number;
}

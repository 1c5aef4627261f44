// Who made a change that Rangelight did not make.

/** Who made a change by hand, as the cloud tells it. */
export interface Author {
  /** Of an account in Compute its address, in a cluster the name of the tool. */
  readonly by: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly isPerson: boolean;
}

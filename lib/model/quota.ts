// How much of a kind of resource a project may hold.

export interface Quota {
  readonly limit: number;
  readonly usage: number;
}

/** By metric: `URL_MAPS`. */
export type Quotas = ReadonlyMap<string, Quota>;

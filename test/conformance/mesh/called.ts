// A call of a story, and what it met or is to meet.
import type { Link } from './story.ts';

/** Who answers a call, `CLUSTER WORKLOAD` each, sorted; a status where nobody does; or that the name is unknown. */
export type Answered = readonly string[];

/** Of which workload to which Service. */
export interface Called {
  readonly cluster: Link;
  readonly workload: string;
  readonly service: string;
  readonly answered: Answered;
  /** Of 100 requests, in the order of `answered`; absent where none are told. */
  readonly shares?: readonly number[];
}

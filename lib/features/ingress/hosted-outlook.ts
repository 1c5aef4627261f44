// What a merge changes of the load balancers that the hosted controller makes, as it is kept in a revision: for
// reports, which load no compiler.
import { isJsonObject, type JsonObject, numberAt, objectsAt, textAt, textsAt } from '../../core/index.ts';

/** Under this name it stands in the outlook. */
export const HOSTED = 'hosted';

export interface HostedDifference {
  /** `http://foo.example.com/bar/any`, or a setting: `blue/foo:8080: timeoutSec`. */
  readonly what: string;
  readonly isRequest: boolean;
  /** How much a client feels of it. */
  readonly risk: HostedRisk;
  readonly before: string;
  readonly after: string;
}

/** `stops`: nobody answers any more. `moves`: another backend answers. `changes`: the same, set up otherwise. */
export type HostedRisk = 'stops' | 'moves' | 'changes' | 'new';
const RISKS: readonly HostedRisk[] = ['stops', 'moves', 'changes', 'new'];

export interface HostedOutlook {
  readonly differences: readonly HostedDifference[];
  /** How many there are in all. */
  readonly count: number;
  /** How many requests stood for all. */
  readonly requests: number;
  readonly unknown: readonly string[];
}

export function keptHosted({ differences, count, requests, unknown }: HostedOutlook): JsonObject {
  return { differences: differences.map((one) => ({ ...one })), count, requests, unknown: [...unknown] };
}

/** Undefined for none, and for what no version of ours wrote. */
export function readHosted(kept: JsonObject | undefined): HostedOutlook | undefined {
  if (!isJsonObject(kept)) return undefined;
  const differences = objectsAt(kept, 'differences').map((one) => ({
    what: textAt(one, 'what') ?? '',
    isRequest: one['isRequest'] === true,
    risk: RISKS.find((risk) => risk === one['risk']) ?? 'changes',
    before: textAt(one, 'before') ?? '',
    after: textAt(one, 'after') ?? '',
  }));
  return {
    differences,
    count: numberAt(kept, 'count') ?? differences.length,
    requests: numberAt(kept, 'requests') ?? 0,
    unknown: textsAt(kept, 'unknown'),
  };
}

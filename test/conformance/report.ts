// What a run of the conformance check says: parts, their cases, and how each of them ended.

/**
 * - `passed`: the client saw what it sees from the real service.
 * - `mismatch`: it could tell the difference.
 * - `not implemented (501)`: the emulator said by name that it lacks this; nobody is misled.
 * - `not installed`: the client (or the other server) is not on this machine, so nothing is known.
 */
export type Outcome = 'passed' | 'mismatch' | 'not implemented (501)' | 'not installed';

export interface CaseName {
  /** The documentation page, suite or resource that the case belongs to. */
  readonly group: string;
  /** What is tried; unique in its group and part. */
  readonly name: string;
}

export interface CaseResult extends CaseName {
  readonly outcome: Outcome;
  /** What the client said, or what a passed case leaves open; one line or a few. */
  readonly note?: string;
}

export interface Client {
  /** Name and version, e.g. `Google Cloud SDK 528.0.0`. */
  readonly version: string;
}

export interface Absent {
  /** Why the client cannot be used here. */
  readonly absent: string;
}

export interface PartReport {
  readonly part: string;
  /** One sentence for readers of the page. */
  readonly about: string;
  /** The client's version, or why it is not there. */
  readonly client: string;
  readonly seconds: number;
  readonly cases: readonly CaseResult[];
}

export interface Report {
  readonly parts: readonly PartReport[];
}

export interface Part {
  readonly name: string;
  readonly about: string;
  readonly cases: readonly CaseName[];
  findClient(): Promise<Client | Absent>;
  /** Runs every case; an outcome for each of `cases`, in their order. */
  run(): Promise<readonly CaseResult[]>;
}

/** Runs a part where its client is installed; elsewhere every case is `not installed`. */
export async function runPart(part: Part): Promise<PartReport> {
  const started = performance.now();
  const client = await part.findClient();
  const cases =
    'absent' in client ? part.cases.map((one) => ({ ...one, outcome: 'not installed' as const })) : await part.run();
  return {
    part: part.name,
    about: part.about,
    client: 'absent' in client ? `not installed: ${client.absent}` : client.version,
    seconds: Math.round((performance.now() - started) / 100) / 10,
    cases,
  };
}

export function countOutcomes(cases: readonly CaseResult[]): ReadonlyMap<Outcome, number> {
  const counts = new Map<Outcome, number>();
  for (const { outcome } of cases) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  return counts;
}

export function mismatches(report: Report): readonly CaseResult[] {
  return report.parts.flatMap(({ cases }) => cases.filter(({ outcome }) => outcome === 'mismatch'));
}

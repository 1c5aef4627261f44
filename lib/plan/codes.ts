// What all codes mean that people meet in a report: of the engine, and of the features that are built in.
import { type DiagnosticEntry, DIAGNOSTICS, RangelightError } from '../core/index.ts';
import { type GateCode, type GateEntry, PLAN_GATES } from './gate-codes.ts';

type Diagnostics = Readonly<Record<string, DiagnosticEntry>>;
type Gates = Readonly<Record<GateCode, GateEntry>>;

/** The codes of one feature. */
export interface FeatureCodes {
  readonly diagnostics?: Diagnostics;
  readonly gates?: Gates;
}

export interface Codes {
  readonly diagnostics: Diagnostics;
  /** The gravest first. */
  readonly gates: ReadonlyMap<GateCode, GateEntry>;
}

/** Fails with `unexpected` where two bring one code. */
export function codesOf(features: readonly FeatureCodes[]): Codes {
  const all = [{ diagnostics: DIAGNOSTICS, gates: PLAN_GATES }, ...features];
  const gates = once(all.flatMap((one) => Object.entries<GateEntry>(one.gates ?? {})));
  return {
    diagnostics: Object.fromEntries(once(all.flatMap((one) => Object.entries<DiagnosticEntry>(one.diagnostics ?? {})))),
    gates: new Map(gates.sort(([, a], [, b]) => a.rank - b.rank)),
  };
}

function once<T>(entries: readonly (readonly [string, T])[]): (readonly [string, T])[] {
  const seen = new Set<string>();
  for (const [code] of entries) {
    if (seen.has(code)) throw new RangelightError('unexpected', 'codes', `two features bring ${code}`);
    seen.add(code);
  }
  return [...entries];
}

// What one line of the log says of a revision that was planned.
import type { Revision } from '../../plan/index.ts';

export function revisionLine({ occasion, verdict, units, diagnostics }: Revision): Readonly<Record<string, unknown>> {
  const changes = units.flatMap(({ counts }) => Object.values(counts)).reduce((sum, one) => sum + one, 0);
  return { commit: occasion.commit, verdict, units: units.length, changes, diagnostics: diagnostics.length };
}

// How bad it is, at a glance.
import { hasErrors } from '../../core/index.ts';
import type { Revision } from '../../plan/index.ts';
import { openGates } from '../changes/open-gates.ts';

/** Stands before the words that say the same; never alone. */
export function lightOf(revision: Revision): string {
  const { units } = revision;
  if (revision.verdict === 'blocked' || hasErrors(revision.diagnostics)) return '⛔';
  if (units.some((unit) => openGates(unit).length > 0 || unit.impact === 'certain')) return '🔴';
  // Nobody looked at what it does to traffic.
  if (revision.verdict === 'not-compared') return '🟡';
  if (units.some((unit) => unit.impact === 'possible' || unit.partial || unit.rolledBack !== undefined)) return '🟡';
  return units.some((unit) => unit.plan !== null) ? '🟢' : '⚪';
}

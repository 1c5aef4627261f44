// What the command line ends with; scripts and CI rely on it, so a meaning never changes.
import { type Diagnostic, type DiagnosticCode, hasErrors } from '../../core/index.ts';
import type { Gate, Revision } from '../../plan/index.ts';

/** The table of docs and `--help`. */
export const EXIT_CODES = {
  ok: { code: 0, meaning: 'nothing to do, or done' },
  errors: { code: 1, meaning: 'errors in the manifests or the fleet file' },
  pending: { code: 2, meaning: 'changes are pending' },
  blocked: { code: 3, meaning: 'blocked by a gate or a guard, or something waits for a person' },
} as const;

/** Errors that are nobody's typing: another controller or installation is, or may be, at work, or there is no room. */
const GUARDS: ReadonlySet<DiagnosticCode> = new Set([
  'fleet-of-another-installation',
  'hosted-controller-active',
  'hosted-controller-unknown',
  'not-ours',
  'quota-short',
]);

/** Errors in the input come before gates, gates before pending changes. */
export function exitCodeOf(
  verdict: Revision['verdict'],
  diagnostics: readonly Diagnostic[],
  gates: readonly Gate[] = [],
): 0 | 1 | 2 | 3 {
  if (hasErrors(diagnostics.filter((finding) => !GUARDS.has(finding.code)))) return EXIT_CODES.errors.code;
  if (verdict === 'blocked' || gates.length > 0 || hasErrors(diagnostics)) return EXIT_CODES.blocked.code;
  return verdict === 'nothing-to-do' ? EXIT_CODES.ok.code : EXIT_CODES.pending.code;
}

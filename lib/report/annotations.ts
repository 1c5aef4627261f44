// Diagnostics and gates on the lines that they are about. May import: core, plan.
import type { Diagnostic } from '../core/index.ts';
import type { Gate, Revision } from '../plan/index.ts';
import { GATE_WORDS } from './change-words.ts';
import type { Annotation } from './check-run.ts';
import { visible } from './escape.ts';
import { openGates } from './open-gates.ts';

/** GitHub shows no more in a useful way; the summary has the rest. */
export const MOST_ANNOTATIONS = 200;

/** Errors and warnings in the revision's order, then gates; plain texts. */
export function annotationsOf(revision: Revision): readonly Annotation[] {
  const gates = revision.units.flatMap(openGates);
  return [...findingAnnotations(revision.diagnostics), ...gates.flatMap(ofGate)].slice(0, MOST_ANNOTATIONS);
}

export function findingAnnotations(diagnostics: readonly Diagnostic[]): readonly Annotation[] {
  return diagnostics.flatMap(ofDiagnostic);
}

function ofDiagnostic(finding: Diagnostic): readonly Annotation[] {
  const { severity, code, message, hint, source } = finding;
  if (source === undefined || severity === 'info') return [];
  const level = severity === 'error' ? 'failure' : 'warning';
  return [{ source, level, title: code, message: visible(hint === undefined ? message : `${message}. ${hint}`) }];
}

function ofGate(gate: Gate): readonly Annotation[] {
  if (gate.source === undefined) return [];
  const title = `needs approval: ${GATE_WORDS[gate.code]}`;
  return [{ source: gate.source, level: 'failure', title, message: visible(gate.message) }];
}

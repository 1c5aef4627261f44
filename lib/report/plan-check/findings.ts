// Gates and findings in full, and what could not be read.
import { type Diagnostic, DIAGNOSTICS } from '../../core/index.ts';
import { type Kinds, type UnknownPart, whyUnread } from '../../model/index.ts';
import type { Gate, PlanEnvelope, Revision } from '../../plan/index.ts';
import { list } from '../markdown/blocks.ts';
import type { Section } from '../markdown/budget.ts';
import { plural, sourceWords } from '../changes/change-words.ts';
import { clusterWords } from '../changes/cluster-words.ts';
import { clip, code, escaped } from '../markdown/escape.ts';
import { openGates } from '../changes/open-gates.ts';

const MOST = 40;
const MESSAGE_LENGTH = 300;
const LIGHTS: Readonly<Record<Diagnostic['severity'], string>> = { error: '⛔ ', warning: '🟡 ', info: '' };

export function gateSections(units: readonly PlanEnvelope[]): readonly Section[] {
  const items = units.flatMap((unit) => openGates(unit).map((gate) => gateItem(unit.unit, gate)));
  return sectionOf(`🔴 **Needs approval**: ${plural(items.length, 'gate')}`, items);
}

function gateItem(unit: string, gate: Gate): string {
  const place = gate.source === undefined ? '' : ` (${code(sourceWords(gate.source))})`;
  return `${code(unit)}: ${escaped(clip(gate.message, MESSAGE_LENGTH))}${place} — ${code(gate.code)}`;
}

/** Errors, warnings, notes, in the revision's order within each. */
export function diagnosticSections(diagnostics: readonly Diagnostic[]): readonly Section[] {
  return (['error', 'warning', 'info'] as const).flatMap((severity) => {
    const found = diagnostics.filter((finding) => finding.severity === severity);
    const word = severity === 'info' ? 'note' : severity;
    const items = found.map((finding) => {
      const place = finding.source === undefined ? '' : `${code(sourceWords(finding.source))}: `;
      const hint = finding.hint === undefined ? '' : ` _${escaped(clip(finding.hint, MESSAGE_LENGTH))}_`;
      return `${place}${escaped(clip(finding.message, MESSAGE_LENGTH))} — ${code(finding.code)}${hint}`;
    });
    return sectionOf(`${LIGHTS[severity]}**${plural(found.length, word)}**`, items);
  });
}

/** A line of Markdown for each. */
export function unknownItems(kinds: Kinds, revision: Revision): readonly string[] {
  return [...new Set(revision.units.flatMap((unit) => unit.unknown).map((part) => unknownItem(kinds, part, revision)))];
}

/** The findings, without those that only say what `unknownItems` says, too: one cause is told once. */
export function findingsBesideUnknown({ diagnostics, units }: Revision): readonly Diagnostic[] {
  const unknown = units.flatMap((unit) => unit.unknown);
  if (unknown.length === 0) return diagnostics;
  const clusters = unknown.flatMap((part) => (part.part === 'cluster' ? [part.cluster] : []));
  return diagnostics.filter(({ code: of, message }) => {
    if (of === 'zones-unknown') return !clusters.some((link) => message.includes(` ${link} `));
    return of !== 'cluster-unreachable' && of !== 'cluster-refuses' && of !== 'compute-unreadable';
  });
}

function unknownItem(kinds: Kinds, part: UnknownPart, revision: Revision): string {
  const reason = escaped(clip(whyUnread(kinds, part), MESSAGE_LENGTH));
  if (part.part === 'cluster') {
    const cluster = clusterWords(part.cluster, revision);
    if (part.refused !== true)
      return `${part.kinds === undefined ? '' : 'part of '}cluster ${cluster} cannot be read: ${reason}`;
    return `cluster ${cluster} refuses the credential of the planner: ${reason}. ${escaped(DIAGNOSTICS['cluster-refuses'].next)}`;
  }
  const zone = part.zone === undefined ? '' : ` in ${code(part.zone)}`;
  return `${kinds.of(part.kind).title} list of Compute${zone} cannot be read: ${reason}`;
}

function sectionOf(title: string, items: readonly string[]): readonly Section[] {
  return items.length === 0 ? [] : [[title, `${title}\n\n${list(items, MOST)}`]];
}

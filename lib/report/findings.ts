// What a reviewer must see first: gates, what traffic can feel, diagnostics, and what could not be read.
// May import: core, model, plan, diff (types).
import type { Diagnostic } from '../core/index.ts';
import { KINDS, type UnknownPart } from '../model/index.ts';
import type { Gate, Plan, Revision } from '../plan/index.ts';
import { list } from './blocks.ts';
import type { Section } from './budget.ts';
import { CHANGE_WORDS, IMPACT_WORDS, placeWords, plural, sourceWords } from './change-words.ts';
import { clip, code, text } from './escape.ts';
import { openGates } from './open-gates.ts';

const MOST = 40;
const MESSAGE_LENGTH = 300;

/** Gates first, then changes that traffic can feel, the certain ones before the possible ones. */
export function riskSections(revision: Revision, plans: readonly Plan[]): readonly Section[] {
  const gates = revision.units.flatMap((unit) => openGates(unit).map((gate) => gateItem(unit.unit, gate)));
  const felt = (['certain', 'possible'] as const).flatMap((impact) =>
    plans.flatMap((plan) => plan.changes.filter((change) => change.impact === impact)),
  );
  const items = felt.map((change) => {
    const what = `${CHANGE_WORDS[change.kind]} ${KINDS[change.ref.kind].title} ${code(change.ref.name)}`;
    return `**${IMPACT_WORDS[change.impact]}**: ${what} in ${code(placeWords(change))}`;
  });
  return [
    ...sectionOf(`**Needs approval**: ${plural(gates.length, 'gate')}`, gates),
    ...sectionOf(`**Traffic**: ${plural(items.length, 'change')} that it can feel`, items),
  ];
}

function gateItem(unit: string, gate: Gate): string {
  const place = gate.source === undefined ? '' : ` (${code(sourceWords(gate.source))})`;
  return `${code(unit)}: ${text(clip(gate.message, MESSAGE_LENGTH))}${place} — ${code(gate.code)}`;
}

/** Errors, warnings, notes, in the revision's order within each. */
export function diagnosticSections(diagnostics: readonly Diagnostic[]): readonly Section[] {
  return (['error', 'warning', 'info'] as const).flatMap((severity) => {
    const found = diagnostics.filter((finding) => finding.severity === severity);
    const word = severity === 'info' ? 'note' : severity;
    const items = found.map((finding) => {
      const place = finding.source === undefined ? '' : `${code(sourceWords(finding.source))}: `;
      const hint = finding.hint === undefined ? '' : ` _${text(clip(finding.hint, MESSAGE_LENGTH))}_`;
      return `${place}${text(clip(finding.message, MESSAGE_LENGTH))} — ${code(finding.code)}${hint}`;
    });
    return sectionOf(`**${plural(found.length, word)}**`, items);
  });
}

/** What could not be read, each part once. Unknown is never empty. */
export function unknownSections(revision: Revision): readonly Section[] {
  const items = new Set(revision.units.flatMap((unit) => unit.unknown).map(unknownItem));
  return sectionOf('**Not known**: nothing of it is deleted or shrunk', [...items]);
}

function unknownItem(part: UnknownPart): string {
  const reason = text(clip(part.reason, MESSAGE_LENGTH));
  if (part.part === 'cluster') return `cluster ${code(part.cluster)} cannot be read: ${reason}`;
  const zone = part.zone === undefined ? '' : ` in ${code(part.zone)}`;
  return `${KINDS[part.kind].title} list of Compute${zone} cannot be read: ${reason}`;
}

function sectionOf(title: string, items: readonly string[]): readonly Section[] {
  return items.length === 0 ? [] : [[title, `${title}\n\n${list(items, MOST)}`]];
}

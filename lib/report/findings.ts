// What a reviewer must see first: gates, what traffic can feel, diagnostics, and what could not be read.
// May import: core, model, plan, diff (types).
import type { Diagnostic } from '../core/index.ts';
import type { Change } from '../diff/index.ts';
import { KINDS, type UnknownPart } from '../model/index.ts';
import type { Gate, Plan, PlanEnvelope, Revision } from '../plan/index.ts';
import { list } from './blocks.ts';
import type { Section } from './budget.ts';
import { CHANGE_WORDS, IMPACT_WORDS, placeWords, plural, sourceWords } from './change-words.ts';
import { clusterWords } from './cluster-words.ts';
import { clip, code, text } from './escape.ts';
import { openGates } from './open-gates.ts';
import { envelopeOf } from './plans-of.ts';
import { routeWords } from './route-words.ts';
import { routesOf } from './routes.ts';

const MOST = 40;
const NAME_LENGTH = 100;
const MESSAGE_LENGTH = 300;
const LIGHTS: Readonly<Record<Diagnostic['severity'], string>> = { error: '⛔ ', warning: '🟡 ', info: '' };

/** Gates first, then what else traffic can feel, the certain before the possible, then what somebody else changed. */
export function riskSections(revision: Revision, plans: readonly Plan[]): readonly Section[] {
  const gated = new Set(revision.units.flatMap((unit) => openGates(unit).flatMap(({ key }) => key ?? [])));
  const changes = plans.flatMap((plan) => plan.changes);
  const felt = (['certain', 'possible'] as const).flatMap((impact) =>
    changes.filter((change) => change.impact === impact && !gated.has(change.key)),
  );
  const drift = changes.filter(({ cause }) => cause === 'drift');
  const empty = emptyRoutes(revision, plans);
  return [
    ...gateSections(revision.units),
    ...sectionOf(
      `${felt.some(({ impact }) => impact === 'certain') ? '🔴' : '🟡'} **Traffic**: ${plural(felt.length, 'change')} that it can feel`,
      felt.map((change) => `**${IMPACT_WORDS[change.impact]}**: ${changeItem(change)}`),
    ),
    ...sectionOf('🟡 **No endpoint is ready** behind what these routes lead to, in any cluster', empty),
    ...sectionOf(
      `🟡 **Drift in the way**: ${plural(drift.length, 'change')} of somebody else that this puts back`,
      drift.map((change) => `${changeItem(change)}: ${text(change.why)}`),
    ),
  ];
}

export function gateSections(units: readonly PlanEnvelope[]): readonly Section[] {
  const items = units.flatMap((unit) => openGates(unit).map((gate) => gateItem(unit.unit, gate)));
  return sectionOf(`🔴 **Needs approval**: ${plural(items.length, 'gate')}`, items);
}

/** Routes that are new or lead elsewhere than before, to a service that has no ready endpoint. */
function emptyRoutes(revision: Revision, plans: readonly Plan[]): readonly string[] {
  return plans.flatMap((plan) => {
    const rows = routesOf(plan, envelopeOf(revision, plan)).flatMap((routes) => routes.rows);
    return rows.flatMap(({ change, after, host, path }) => {
      if (change === 'same' || after === undefined || after.places.length === 0) return [];
      if (after.places.some(({ ready }) => ready !== 0)) return [];
      return [`${routeWords({ host, path })} → ${code(clip(after.service, NAME_LENGTH))}`];
    });
  });
}

function changeItem(change: Change): string {
  const what = `${CHANGE_WORDS[change.kind]} ${KINDS.of(change.ref.kind).title} ${code(change.ref.name)}`;
  return `${what} in ${code(placeWords(change))}`;
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
    return sectionOf(`${LIGHTS[severity]}**${plural(found.length, word)}**`, items);
  });
}

/** What could not be read, each part once. Unknown is never empty. */
export function unknownSections(revision: Revision): readonly Section[] {
  const rest = 'it stays as it is: nothing of it is deleted or shrunk, and it is planned again when it can be read';
  return sectionOf(`🟡 **Not known**: ${rest}`, unknownItems(revision));
}

/** A line of Markdown for each. */
export function unknownItems(revision: Revision): readonly string[] {
  return [...new Set(revision.units.flatMap((unit) => unit.unknown).map((part) => unknownItem(part, revision)))];
}

/** The findings, without those that only say what `unknownSections` says, too. */
export function findingsBesideUnknown({ diagnostics, units }: Revision): readonly Diagnostic[] {
  if (!units.some(({ unknown }) => unknown.length > 0)) return diagnostics;
  return diagnostics.filter(({ code: of }) => of !== 'cluster-unreachable' && of !== 'compute-unreadable');
}

function unknownItem(part: UnknownPart, revision: Revision): string {
  const reason = text(clip(part.reason, MESSAGE_LENGTH));
  if (part.part === 'cluster') return `cluster ${clusterWords(part.cluster, revision)} cannot be read: ${reason}`;
  const zone = part.zone === undefined ? '' : ` in ${code(part.zone)}`;
  return `${KINDS.of(part.kind).title} list of Compute${zone} cannot be read: ${reason}`;
}

function sectionOf(title: string, items: readonly string[]): readonly Section[] {
  return items.length === 0 ? [] : [[title, `${title}\n\n${list(items, MOST)}`]];
}

// Plans and diagnostics for a terminal: plain text, no colours, nothing hidden.
import type { Diagnostic } from '../../core/index.ts';
import type { Change } from '../../diff/index.ts';
import type { Gate, Plan, Revision } from '../../plan/index.ts';
import { groupsOf, type GroupOf } from '../changes/change-groups.ts';
import { CHANGE_WORDS, objectWords, placeWords, resourceWords, sourceWords } from '../changes/change-words.ts';
import { visible } from '../markdown/escape.ts';
import { fieldLines } from '../changes/field-lines.ts';
import { headline } from '../plan-check/headline.ts';
import { type Telling, type Told, toldOf } from '../part.ts';
import { plansOf } from '../plan-check/plans-of.ts';
import type { Kinds } from '../../model/index.ts';

/** `file:line:column severity code message`, the hint on a line of its own. */
export function diagnosticText(finding: Diagnostic): string {
  const place = finding.source === undefined ? '' : `${sourceWords(finding.source)} `;
  const line = visible(`${place}${finding.severity} ${finding.code} ${finding.message}`);
  return finding.hint === undefined ? line : `${line}\n  ${visible(finding.hint)}`;
}

/** The whole plan of a revision; ends with a newline. */
export function planText(telling: Telling, revision: Revision, plans: ReadonlyMap<string, Plan>): string {
  const own = plansOf(revision, plans);
  const told = toldOf(telling, revision, own);
  const gates = revision.units.flatMap((unit) => unit.gates);
  const lines = [
    ...revision.diagnostics.map(diagnosticText),
    ...gates.map(gateText),
    ...own.flatMap((plan) => planLines(telling.kinds, told, plan)),
    ...told.whole(),
    headline(telling, revision, own),
  ];
  return `${lines.join('\n')}\n`;
}

function gateText(gate: Gate): string {
  const place = gate.source === undefined ? '' : `${sourceWords(gate.source)} `;
  return visible(`${place}gate ${gate.code} ${gate.message}`);
}

function planLines(kinds: Kinds, told: Told, plan: Plan): readonly string[] {
  return [
    `unit ${plan.unit}  plan ${plan.digest.slice(0, 12)}`,
    ...told.text(plan).map((line) => `  ${line}`),
    ...groupsOf(kinds, plan.changes).flatMap((group) => [
      `  ${groupText(group.of)}`,
      ...group.changes.flatMap((change) => changeLines(kinds, change)),
    ]),
    '',
  ];
}

function groupText(of: GroupOf): string {
  switch (of.type) {
    case 'roots':
      return visible(`${of.heading} ${of.roots.map(objectWords).join(', ')}`);
    case 'compute':
      return 'compute';
    case 'member-clusters':
      return 'member clusters';
    case 'config-clusters':
      return of.clusters.length === 1
        ? `config cluster ${of.clusters.join('')}`
        : `config clusters ${of.clusters.join(' and ')}: the same in both`;
  }
}

function changeLines(kinds: Kinds, change: Change): readonly string[] {
  const impact = change.impact === 'none' ? '' : `, traffic: ${change.impact}`;
  const head = `    ${CHANGE_WORDS[change.kind]} ${resourceWords(kinds, change)} in ${placeWords(change)}: ${change.why}${impact}`;
  const fields = change.kind === 'create' || change.kind === 'delete' ? [] : fieldLines(kinds, change).slice(1);
  return [visible(head), ...fields.map((line) => `      ${visible(line)}`)];
}

// Plans and diagnostics for a terminal: plain text, no colours, nothing hidden.
import type { Diagnostic } from '../core/index.ts';
import type { Change } from '../diff/index.ts';
import type { Gate, Plan, PlanEnvelope, Revision } from '../plan/index.ts';
import { groupsOf, type GroupOf } from './change-groups.ts';
import { CHANGE_WORDS, objectWords, placeWords, resourceWords, sourceWords } from './change-words.ts';
import { visible } from './escape.ts';
import { fieldLines } from './field-lines.ts';
import { headline } from './headline.ts';
import { envelopeOf, plansOf } from './plans-of.ts';
import type { RouteTarget } from './route-target.ts';
import { type RouteRow, routesOf } from './routes.ts';
import type { Kinds } from '../model/index.ts';

/** `file:line:column severity code message`, the hint on a line of its own. */
export function diagnosticText(finding: Diagnostic): string {
  const place = finding.source === undefined ? '' : `${sourceWords(finding.source)} `;
  const line = visible(`${place}${finding.severity} ${finding.code} ${finding.message}`);
  return finding.hint === undefined ? line : `${line}\n  ${visible(finding.hint)}`;
}

/** The whole plan of a revision; ends with a newline. */
export function planText(kinds: Kinds, revision: Revision, plans: ReadonlyMap<string, Plan>): string {
  const own = plansOf(revision, plans);
  const gates = revision.units.flatMap((unit) => unit.gates);
  const lines = [
    ...revision.diagnostics.map(diagnosticText),
    ...gates.map(gateText),
    ...own.flatMap((plan) => planLines(kinds, plan, envelopeOf(revision, plan))),
    headline(revision, own),
  ];
  return `${lines.join('\n')}\n`;
}

function gateText(gate: Gate): string {
  const place = gate.source === undefined ? '' : `${sourceWords(gate.source)} `;
  return visible(`${place}gate ${gate.code} ${gate.message}`);
}

function planLines(kinds: Kinds, plan: Plan, envelope: PlanEnvelope | undefined): readonly string[] {
  return [
    `unit ${plan.unit}  plan ${plan.digest.slice(0, 12)}`,
    ...routesOf(plan, envelope).flatMap(({ rows }) => rows.map(routeText)),
    ...groupsOf(kinds, plan.changes).flatMap((group) => [
      `  ${groupText(group.of)}`,
      ...group.changes.flatMap((change) => changeLines(kinds, change)),
    ]),
    '',
  ];
}

function routeText({ host, path, before, after, change }: RouteRow): string {
  const shown = [before, after].flatMap((target) => (target === undefined ? [] : [targetText(target)]));
  const sides = change === 'same' ? shown.slice(1) : shown;
  return visible(`  route ${host}${path} ${sides.map((side) => `→ ${side}`).join(' ')}: ${change}`);
}

function targetText({ service, places }: RouteTarget): string {
  const where = places.map(({ name, ready }) => (ready === undefined ? name : `${name} (${ready} ready)`));
  return where.length === 0 ? service : `${service} in ${where.join(', ')}`;
}

function groupText(of: GroupOf): string {
  switch (of.type) {
    case 'load-balancer':
      return visible(`load balancer ${of.ingresses.map(objectWords).join(', ')}`);
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

// Writes docs/reference/diagnostics.md, gates.md, outcomes.md, stops.md, mcs-api.md, mesh-findings.md, incidents.md and
// cost.md out of their tables, docs/parity.md out of the clauses, docs/adr/README.md out of the decisions,
// infra/deploy/contract.json, schemas/editor out of the CRDs, and schemas/state out of lib/state: `npm run gen`. The
// test in test/unit/docs fails when one is stale.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CODES } from '../../functions/wiring/codes.ts';
import type { DiagnosticEntry, Severity } from '../../lib/core/index.ts';
import { costPage } from './cost-page.ts';
import { decisions, decisionsPage } from './decisions-page.ts';
import { gatesPage } from './gates-page.ts';
import { incidentsPage } from './incidents-page.ts';
import { outcomesPage } from './outcomes-page.ts';
import { parityPages } from '../../test/conformance/clauses/page.ts';
import { editorSchemas } from './editor-schemas.ts';
import { mcsApiPage } from './mcs-api-page.ts';
import { meshFindingsPage } from './mesh-findings-page.ts';
import { stopsPage } from './stops-page.ts';
import { stateSchemas } from './state-schemas.ts';
import { contractJson } from '../../infra/deploy/contract-json.ts';

export const DIAGNOSTICS_PAGE = join(import.meta.dirname, 'diagnostics.md');
export const GATES_PAGE = join(import.meta.dirname, 'gates.md');
export const OUTCOMES_PAGE = join(import.meta.dirname, 'outcomes.md');
export const COST_PAGE = join(import.meta.dirname, 'cost.md');
export const INCIDENTS_PAGE = join(import.meta.dirname, 'incidents.md');
export const MCS_API_PAGE = join(import.meta.dirname, 'mcs-api.md');
export const MESH_FINDINGS_PAGE = join(import.meta.dirname, 'mesh-findings.md');
export const STOPS_PAGE = join(import.meta.dirname, 'stops.md');
export const DECISIONS_PAGE = join(import.meta.dirname, '../adr/README.md');
/** Pages of it are named from here. */
export const DOCS = join(import.meta.dirname, '..');
export const EDITOR_SCHEMAS = join(import.meta.dirname, '../../schemas/editor');
export const CONTRACT = join(import.meta.dirname, '../../infra/deploy/contract.json');
export const STATE_SCHEMAS = join(import.meta.dirname, '../../schemas/state');

const SEVERITIES: readonly { readonly severity: Severity; readonly title: string; readonly meaning: string }[] = [
  {
    severity: 'error',
    title: 'Errors',
    meaning:
      'What an error is about is held: it stays as it was applied. An error in the fleet file blocks the revision.',
  },
  { severity: 'warning', title: 'Warnings', meaning: 'Nothing is held; what it says is worth a look.' },
  { severity: 'info', title: 'Information', meaning: 'Nothing to do.' },
];

/** The page as Markdown: every code, errors first, by name. */
export function diagnosticsPage(): string {
  const lines = [
    '<!-- Generated from lib/core/diagnostic-codes and the codes of features by `npm run gen`. Do not edit. -->',
    '',
    '# Diagnostics',
    '',
    'What Rangelight finds in manifests, in the fleet file, and in the fleet. Codes are stable: scripts may rely on them.',
  ];
  for (const { severity, title, meaning } of SEVERITIES) {
    const codes = entriesOf(severity);
    if (codes.length === 0) continue;
    lines.push('', `## ${title}`, '', meaning);
    for (const [code, entry] of codes) {
      lines.push(
        '',
        `### ${code}`,
        '',
        `**${markdown(entry.title)}.** ${markdown(entry.doc)}`,
        '',
        `_Next:_ ${markdown(entry.next)}`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}

function entriesOf(severity: Severity): readonly (readonly [string, DiagnosticEntry])[] {
  const entries = Object.entries(CODES.diagnostics).filter(([, entry]) => entry.severity === severity);
  return entries.sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Characters with a meaning in Markdown are shown as they are; between backticks they are already. */
function markdown(text: string): string {
  return text.replaceAll(/`[^`]*`|[<*_]/g, (found) => {
    if (found.startsWith('`')) return found;
    return found === '<' ? '&lt;' : `\\${found}`;
  });
}

if (import.meta.main) {
  mkdirSync(EDITOR_SCHEMAS, { recursive: true });
  for (const [name, text] of editorSchemas()) writeFileSync(join(EDITOR_SCHEMAS, name), text);
  mkdirSync(STATE_SCHEMAS, { recursive: true });
  for (const [name, text] of stateSchemas()) writeFileSync(join(STATE_SCHEMAS, name), text);
  writeFileSync(DIAGNOSTICS_PAGE, diagnosticsPage());
  writeFileSync(GATES_PAGE, gatesPage());
  writeFileSync(OUTCOMES_PAGE, outcomesPage());
  writeFileSync(COST_PAGE, costPage());
  writeFileSync(STOPS_PAGE, stopsPage());
  writeFileSync(INCIDENTS_PAGE, incidentsPage());
  writeFileSync(MCS_API_PAGE, mcsApiPage());
  writeFileSync(MESH_FINDINGS_PAGE, meshFindingsPage());
  writeFileSync(DECISIONS_PAGE, decisionsPage(decisions()));
  mkdirSync(join(DOCS, 'parity'), { recursive: true });
  for (const [path, text] of parityPages()) writeFileSync(join(DOCS, path), text);
  writeFileSync(CONTRACT, contractJson());
}

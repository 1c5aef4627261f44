// docs/reference/incidents.md as text.
import { INCIDENTS, type IncidentSource } from '../../infra/local/incidents/table.ts';
import { markdownTable } from './markdown-table.ts';

/** The page as Markdown: every incident, in the order of the table. */
export function incidentsPage(): string {
  const rows = INCIDENTS.map(({ name, happens, source }) => [`\`${name}\``, happens, sourceText(source)]);
  const lines = [
    '<!-- Generated from infra/local/incidents/table.ts by `npm run gen`. Do not edit. -->',
    '',
    '# Incidents of the edge',
    '',
    'What the proof has happen to the edges of a load balancer and to the metric from the merge of a change on ([what it shows](../incidents.md)).',
    'Times of reports are those of the US west coast.',
    '',
    ...markdownTable(['name', 'what happens', 'source'], rows),
  ];
  return `${lines.join('\n')}\n`;
}

function sourceText(source: IncidentSource): string {
  if (!('report' in source)) return `made up: ${source.madeUp}`;
  const { report, on, says, madeUp } = source;
  return `[${on}](${report}): ${says}${madeUp === undefined ? '' : `. Made up: ${madeUp}`}`;
}

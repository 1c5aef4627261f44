// A compiled fleet for a terminal: what would stand where, by name; the bodies are in the JSON.
import type { Diagnostic } from '../../core/index.ts';
import { diagnosticText, visible } from '../../report/index.ts';
import type { CompileOutput } from './compile-output.ts';

/** Ends with a newline. Nothing in it is hidden: names are as they stand in the manifests. */
export function compileText(output: CompileOutput, diagnostics: readonly Diagnostic[]): string {
  const { fleet, resources, services, copies } = output;
  const counts = `${resources.length} Compute resources, ${services.length} derived Services, ${copies.length} copies`;
  return [
    ...diagnostics.map(diagnosticText),
    ...section(
      'Compute',
      resources.map(({ kind, scope, name, unit }) => [unit, scope, kind, name]),
    ),
    ...section(
      'derived Services',
      services.map(({ cluster, namespace = '', name }) => [namespace, cluster, 'service', name]),
    ),
    ...section(
      'copies in the config clusters',
      copies.map(({ cluster, unit, kind, name }) => [unit, cluster, kind, name]),
    ),
    fleet === undefined ? 'the fleet file cannot be used' : `fleet ${fleet}: ${counts}`,
    '',
  ].join('\n');
}

function section(title: string, rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 0) return [];
  const columns = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(columns[column] ?? 0)).join('  '));
  return [title, ...lines.map((line) => `  ${visible(line.trimEnd())}`)];
}

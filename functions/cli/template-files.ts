// Templates, as what was rendered from them names them → files of the repository that a job is for. Helm names them by
// the chart's name, Kustomize from the folder that it built: what is left of the name has to meet one file.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SourceRef } from '../../lib/core/index.ts';
import type { Revision } from '../../lib/plan/index.ts';

const SKIPPED: ReadonlySet<string> = new Set(['.git', 'node_modules']);

/**
 * The same revision, with templates as paths in the repository; one that meets no file, or several, is left out.
 * @param rendered folder that holds what was rendered, which is no template; '' for the root.
 */
export async function withTemplateFiles(revision: Revision, workspace: string, rendered: string): Promise<Revision> {
  const { diagnostics, sources, units } = revision;
  const all = [...diagnostics, ...units.flatMap(({ gates }) => gates)].map(({ source }) => source);
  const isRendered = [...all, ...Object.values(sources)].some((source) => source?.template !== undefined);
  if (!isRendered) return revision;
  const files = (await filesBelow(workspace)).filter((file) => rendered === '' || !file.startsWith(`${rendered}/`));
  const found = (source: SourceRef): SourceRef => {
    const { template, ...own } = source;
    const file = template === undefined ? undefined : fileOf(template, files);
    return file === undefined ? own : { ...own, template: file };
  };
  const placed = <T extends { readonly source?: SourceRef }>(one: T): T =>
    one.source === undefined ? one : { ...one, source: found(one.source) };
  return {
    ...revision,
    diagnostics: diagnostics.map(placed),
    sources: Object.fromEntries(Object.entries(sources).map(([key, source]) => [key, source && found(source)])),
    units: units.map((unit) => ({ ...unit, gates: unit.gates.map(placed) })),
  };
}

/** With the chart's name before it, or in a chart whose folder has another name. */
export function fileOf(template: string, files: readonly string[]): string | undefined {
  const name = template.replace(/^(?:\.{1,2}\/)+/, '');
  for (const end of [name, name.slice(name.indexOf('/') + 1)]) {
    const [one, ...more] = files.filter((file) => file === end || file.endsWith(`/${end}`));
    if (one !== undefined) return more.length === 0 ? one : undefined;
  }
  return undefined;
}

/** With `/` between the parts. */
async function filesBelow(root: string, inside = ''): Promise<readonly string[]> {
  const entries = await readdir(join(root, inside), { withFileTypes: true });
  const found = await Promise.all(
    entries.map(async (entry): Promise<readonly string[]> => {
      const path = inside === '' ? entry.name : `${inside}/${entry.name}`;
      if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : filesBelow(root, path);
      return entry.isFile() ? [path] : [];
    }),
  );
  return found.flat().sort();
}

// Which namespace the objects of a file have that write none, by the fleet file. The written one wins, as over the namespace of a
// kubectl context; kustomize's `namespace:`, which overwrites, is rendered before. May import: core, manifest, fleet.
import type { Placement } from '../manifest/index.ts';
import type { Fleet } from './fleet.ts';
import { fleetFileIn } from './manifest-files.ts';
import { readPattern } from './path-pattern.ts';

/** In place of a name that only the reader of a finding knows. */
const NAME = 'NAME';

export function placementOf({ folder, namespaces = {} }: Pick<Fleet, 'folder' | 'namespaces'>): Placement {
  const rules = Object.entries(namespaces).flatMap(([pattern, namespace]) => {
    const read = readPattern(pattern);
    return 'matches' in read ? [{ pattern, namespace, matches: read.matches }] : [];
  });
  const inFolder = folder === '' ? 0 : folder.length + 1;
  return {
    namespaceIn(file) {
      const path = file.slice(inFolder);
      const names = path.split('/');
      const found = rules.filter(({ matches }) => matches(names));
      const [first, ...others] = found;
      const other = others.find(({ namespace }) => namespace !== first?.namespace);
      if (first === undefined) return { hint: hintFor(path, fleetFileIn(folder), rules.length > 0) };
      if (other === undefined) return { namespace: first.namespace };
      return { why: `spec.namespaces gives ${said(first)} and ${said(other)}`, hint: WRITE_IT };
    },
  };
}

function said({ pattern, namespace }: { readonly pattern: string; readonly namespace: string }): string {
  return `${namespace} (by ${JSON.stringify(pattern)})`;
}

const WRITE_IT = `Write namespace: ${NAME} under metadata.`;

/** With the very line to add. */
function hintFor(path: string, fleetFile: string, hasSome: boolean): string {
  const pattern = patternFor(path);
  if (pattern === undefined) return WRITE_IT;
  const entry = `${JSON.stringify(pattern)}: ${NAME}`;
  const line = hasSome ? `under spec.namespaces: ${entry}` : `under spec: namespaces: {${entry}}`;
  return `Write namespace: ${NAME} under metadata, or in ${fleetFile}, ${line}`;
}

/** Meets all files of the folder; in the folder of the fleet file, that file alone. Undefined where no pattern can. */
export function patternFor(path: string): string | undefined {
  const literal = path.replace(/[^A-Za-z0-9_./@-]/g, '?');
  const folder = literal.slice(0, Math.max(0, literal.lastIndexOf('/')));
  return [...(folder === '' ? [] : [`${folder}/**`]), literal].find((pattern) => {
    const read = readPattern(pattern);
    return 'matches' in read && read.matches(path.split('/'));
  });
}

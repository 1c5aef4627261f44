// Where two kinds of data plane answer otherwise although routes and settings are the same. Source: Cloud Load
// Balancing, "Migrate to the global external Application Load Balancer", data plane differences; docs/data-planes.md.
import { pathPattern } from '../views/index.ts';
import type { Surface } from './surface.ts';

/** Sentences about what both serve; none where one kind serves both, or one is not known. */
export function dataPlaneNotes(a: Surface, b: Surface): readonly string[] {
  if (a.scheme === undefined || b.scheme === undefined || a.scheme === b.scheme) return [];
  const paths = [a, b].flatMap(({ routing }) =>
    routing.hosts.flatMap((host) => [
      ...host.paths.map(({ pattern }) => pattern),
      ...host.rules.flatMap(({ matches }) => matches.map(({ path }) => pathPattern(path))),
    ]),
  );
  const doubled = [...new Set(paths.filter((path) => path.includes('//')))].sort();
  const back = [...new Set(paths.filter((path) => path.includes('\\')))].sort();
  return [
    `${a.id}: one side is ${nameOf(a.scheme)} and the other ${nameOf(b.scheme)}: errors, headers and odd paths are answered differently (docs/data-planes.md)`,
    ...doubled.map(
      (path) => `${a.id}: ${path} has two slashes in a row, which the Envoy-based one merges before it looks at paths`,
    ),
    ...back.map((path) => `${a.id}: ${path} has a backslash, which the Envoy-based one turns into a slash`),
  ];
}

function nameOf(scheme: string): string {
  return scheme === 'EXTERNAL' ? 'classic' : scheme === 'EXTERNAL_MANAGED' ? 'Envoy-based' : scheme;
}

// `policy.namespaces`: which namespaces the manifests under a path may use, so that whoever owns a folder owns no more than
// its namespaces. May import: core, manifest, fleet, picomatch.
import picomatch from 'picomatch';
import { type Diagnostic, diagnostic } from '../core/index.ts';
import type { Manifest } from '../manifest/index.ts';
import type { Fleet } from './fleet.ts';

/** In place of names: every namespace. */
const ANY = '*';

/** What is wrong with a manifest's namespace by the policy of the fleet. */
export type NamespaceCheck = (manifest: Pick<Manifest, 'namespace' | 'at'>) => readonly Diagnostic[];

/** A path that several patterns match may use the namespaces of all of them; one that none matches, any. */
export function namespaceCheck({ folder, policy }: Pick<Fleet, 'folder' | 'policy'>): NamespaceCheck {
  const rules = Object.entries(policy.namespaces ?? {}).map(([pattern, namespaces]) => ({
    matches: picomatch(pattern, { noextglob: true }),
    namespaces,
  }));
  const inFolder = folder === '' ? 0 : folder.length + 1;
  return ({ namespace, at }) => {
    const place = at(['metadata', 'namespace']);
    const own = rules.filter(({ matches }) => matches(place.file.slice(inFolder)));
    const allowed = [...new Set(own.flatMap(({ namespaces }) => namespaces))].sort();
    if (own.length === 0 || allowed.includes(namespace) || allowed.includes(ANY)) return [];
    const hint = allowed.length === 0 ? 'None may be used here.' : `Here may be used: ${allowed.join(', ')}.`;
    const message = `policy.namespaces lets no manifest of ${place.file} use the namespace ${namespace}`;
    return [diagnostic('namespace-not-allowed', message, place, hint)];
  };
}

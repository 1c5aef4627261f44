// `policy.namespaces`: which namespaces the manifests under a path may use, so that whoever owns a folder owns no more
// than its namespaces.
import { type Diagnostic, diagnostic } from '../core/index.ts';
import type { Manifest } from '../manifest/index.ts';
import type { Fleet } from './fleet.ts';
import { readPattern } from './path-pattern.ts';

/** In place of names: every namespace. */
const ANY = '*';
/** Each object that uses another namespace names so many. */
const MOST_NAMED = 20;

/** What is wrong with a manifest's namespace by the policy of the fleet. */
export type NamespaceCheck = (manifest: Pick<Manifest, 'namespace' | 'at'>) => readonly Diagnostic[];

/** A path that several patterns match may use the namespaces of all of them; one that none matches, any. */
export function namespaceCheck({ folder, policy }: Pick<Fleet, 'folder' | 'policy'>): NamespaceCheck {
  const rules = Object.entries(policy.namespaces ?? {}).map(([pattern, namespaces]) => {
    const read = readPattern(pattern);
    // Refused in a fleet file; of a policy in force that is not understood nothing may follow but less freedom.
    return 'matches' in read ? { matches: read.matches, namespaces } : { matches: () => true, namespaces: [] };
  });
  const inFolder = folder === '' ? 0 : folder.length + 1;
  const matching = new Map<string, typeof rules>();
  const rulesFor = (file: string): typeof rules => {
    const names = file.slice(inFolder).split('/');
    const found = matching.get(file) ?? rules.filter(({ matches }) => matches(names));
    matching.set(file, found);
    return found;
  };
  return ({ namespace, at }) => {
    const place = at(['metadata', 'namespace']);
    const own = rulesFor(place.file);
    const allowed = [...new Set(own.flatMap(({ namespaces }) => namespaces))].sort();
    if (own.length === 0 || allowed.includes(namespace) || allowed.includes(ANY)) return [];
    const more = allowed.length > MOST_NAMED ? ` and ${allowed.length - MOST_NAMED} more` : '';
    const named = `Here may be used: ${allowed.slice(0, MOST_NAMED).join(', ')}${more}.`;
    const hint = allowed.length === 0 ? 'None may be used here.' : named;
    const message = `policy.namespaces lets no manifest of ${place.file} use the namespace ${namespace}`;
    return [diagnostic('namespace-not-allowed', message, place, hint)];
  };
}

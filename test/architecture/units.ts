// A number of time says its unit in its name: `callTimeoutMs`, `leaseSeconds`. What a document or another's API has
// keeps the name that it has there.
import { type Finding, sources, type Tree, withoutComments } from './source.ts';

/** `FILE MEMBER`, and whose name it is. */
export const NAMED_ELSEWHERE: Readonly<Record<string, string>> = {
  'lib/adapters/compute/clients.ts timeout': 'google-gax',
  'lib/app/words/freezes.ts duration': 'a command, as people say it',
  'lib/app/words/pauses.ts duration': 'a command, as people say it',
  'lib/commands/command.ts duration': 'a command, as people say it',
  'lib/features/ingress/manifests/backend-config-spec.ts clientTtl': 'BackendConfig',
  'lib/features/ingress/manifests/backend-config-spec.ts defaultTtl': 'BackendConfig',
  'lib/features/ingress/manifests/backend-config-spec.ts maxTtl': 'BackendConfig',
  'lib/features/ingress/manifests/backend-config-spec.ts ttl': 'BackendConfig',
  'lib/state/worker/lease.ts duration': 'the document of a lease',
};

const TIME =
  /readonly (\w*(?:timeout|delay|interval|duration|budget|maxage|patience|grace|settle|bake|drain|poll|pause|ttl))\??: number/gi;

export function checkUnits(
  tree: Tree,
  elsewhere: Readonly<Record<string, string>> = NAMED_ELSEWHERE,
): readonly Finding[] {
  const met = new Set<string>();
  const found = sources(tree, 'lib').flatMap(([path, text]) =>
    [...withoutComments(text).matchAll(TIME)].flatMap(([, member = '']): readonly Finding[] => {
      const place = `${path} ${member}`;
      met.add(place);
      return Object.hasOwn(elsewhere, place) ? [] : [{ path, message: `${member} does not say its unit` }];
    }),
  );
  const unmet = Object.keys(elsewhere).filter((place) => !met.has(place));
  return [...found, ...unmet.map((path) => ({ path, message: 'there is no such number' }))];
}

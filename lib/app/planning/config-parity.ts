// Primary and backup that change places: whether they hold the same. Pure.
import { canonicalJson, type Diagnostic, diagnostic, objectAt } from '../../core/index.ts';
import { type Fleet, placeInFleet } from '../../fleet/index.ts';
import { type ClusterLink, isClusterRef, isConfigCopy, type Kinds, type ObservedState } from '../../model/index.ts';

/** @param before as the branch has it. */
export function findSwap(
  kinds: Kinds,
  fleet: Fleet,
  before: Pick<Fleet, 'primary' | 'backup'> | undefined,
  observed: ObservedState,
): readonly Diagnostic[] {
  const { primary, backup } = fleet;
  if (before?.primary !== backup || before.backup !== primary) return [];
  return [
    diagnostic(
      'config-clusters-swapped',
      `${primary} is to be the primary: ${parityOf(kinds, fleet, observed)}`,
      placeInFleet(fleet, ['configClusters']),
    ),
  ];
}

function parityOf(kinds: Kinds, { primary, backup }: Fleet, observed: ObservedState): string {
  const unread = observed.unknown.flatMap((part) => (part.part === 'cluster' ? [part.cluster] : []));
  const away = [primary, backup].filter((link) => unread.includes(link));
  if (away.length > 0)
    return `whether it holds what ${backup} holds is not known, for ${away.join(' and ')} cannot be read`;
  const [next, old] = [copiesIn(kinds, primary, observed), copiesIn(kinds, backup, observed)];
  const differing = [...new Set([...next.keys(), ...old.keys()])]
    .filter((key) => next.get(key) !== old.get(key))
    .sort();
  if (differing.length === 0) return `it holds the same copies as ${backup} (${next.size})`;
  return `what it holds differs from ${backup}: ${differing.length} of the copies, such as ${differing[0]}`;
}

function copiesIn(kinds: Kinds, link: ClusterLink, { resources }: ObservedState): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { ref, body, ours } of resources.values()) {
    if (!ours || !isClusterRef(ref) || !isConfigCopy(kinds, ref) || ref.cluster !== link) continue;
    const { labels = {}, annotations = {} } = objectAt(body, 'metadata');
    const said = canonicalJson([body['spec'] ?? null, labels, annotations, objectAt(body, 'status')]);
    found.set(`${ref.kind} ${ref.namespace ?? ''}/${ref.name}`, said);
  }
  return found;
}

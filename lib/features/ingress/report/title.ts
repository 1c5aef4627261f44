// What counts most of load balancers, in the few words of a heading. Plain texts.
import type { Plan, Revision } from '../../../plan/index.ts';
import { objectWords, openGates, plural } from '../../../report/index.ts';
import { isHosts, type RouteGroup } from './route-groups.ts';

/** The gravest first, each counted. */
export function titleParts(
  revision: Revision,
  plans: readonly Plan[],
  groups: readonly RouteGroup[],
): readonly string[] {
  const gates = new Set(revision.units.flatMap(openGates).map(({ code }) => code));
  const parts = [...balancerParts(plans), ...routeParts(groups, gates.has('host-removed'))];
  const isEdited = revision.units.some(({ edits = [] }) => edits.length > 0);
  return parts.length > 0 || gates.size > 0 || isEdited ? parts : ['no route changes'];
}

/** What people look for first: whether clients can keep the address that they know. */
export function vipWords(revision: Revision, plans: readonly Plan[]): string {
  const gates = new Set(revision.units.flatMap((unit) => unit.gates.map((gate) => gate.code)));
  if (gates.has('vip-release')) return 'VIP released';
  if (gates.has('vip-change')) return 'VIP changes';
  const isNew = plans
    .flatMap((plan) => plan.changes)
    .some((change) => change.ref.kind === 'forwardingRule' && change.kind === 'create' && change.cause !== 'drift');
  return isNew ? 'new VIP' : 'VIP stays';
}

function balancerParts(plans: readonly Plan[]): readonly string[] {
  const named = (kind: 'create' | 'delete', words: string): readonly string[] => {
    const maps = plans
      .flatMap(({ changes }) => changes)
      .filter((one) => one.ref.kind === 'urlMap' && one.kind === kind);
    const names = new Set(maps.flatMap(({ owners }) => owners.map(objectWords)));
    const [only, ...others] = names;
    if (only === undefined) return [];
    return [others.length === 0 ? `${only} ${words}` : `${names.size} load balancers ${words.replace('is ', 'are ')}`];
  };
  return [...named('delete', 'is taken down'), ...named('create', 'is new')];
}

/** @param isTold that routes are removed. */
function routeParts(groups: readonly RouteGroup[], isTold: boolean): readonly string[] {
  const of = (change: RouteGroup['change']): readonly RouteGroup[] => groups.filter((group) => group.change === change);
  const routes = (change: 'removed' | 'moved' | 'shares' | 'new', words: string): readonly string[] => {
    const rows = of(change).flatMap((group) => group.rows);
    return rows.length === 0 ? [] : [`${plural(rows.length, isHosts(rows) ? 'host' : 'route')} ${words}`];
  };
  const services = (change: 'places' | 'rebuilt'): number =>
    new Set(of(change).flatMap(({ rows }) => rows.map(({ after }) => after?.service))).size;
  return [
    ...(isTold ? [] : routes('removed', 'removed')),
    ...routes('moved', 'moved'),
    ...routes('shares', 'divided otherwise'),
    ...(services('places') === 0 ? [] : [`${plural(services('places'), 'service')} in other clusters`]),
    ...(services('rebuilt') === 0 ? [] : [`${plural(services('rebuilt'), 'service')} rebuilt beside the old one`]),
    ...routes('new', 'added'),
  ];
}

// The heading of a fleet in the comment: what counts most of it, in one line.
import { objectWords } from '../change-words.ts';
import { gateWords, plural } from '../change-words.ts';
import { clip, visible } from '../escape.ts';
import { rolledBackParts, vipWords } from '../headline.ts';
import { openGates } from '../open-gates.ts';
import { WITHHELD_TITLE } from '../withheld.ts';
import type { Plan, Revision } from '../../plan/index.ts';
import type { Concern } from './concerns.ts';
import { isHosts, type RouteGroup } from './route-groups.ts';

const TITLE_LENGTH = 120;
const MOST_PARTS = 3;

/** Plain text. */
export function titleOf(
  revision: Revision,
  plans: readonly Plan[],
  concerns: readonly Concern[],
  groups: readonly RouteGroup[],
): string {
  const changes = revision.units.some(({ plan }) => plan !== null);
  const parts = [
    ...troubles(revision, concerns),
    ...clusterParts(revision),
    ...(changes ? whatChanges(revision, plans, groups) : []),
  ];
  if (parts.length === 0 && revision.verdict === 'nothing-to-do') parts.push('nothing to do');
  const vip = changes ? [vipWords(revision, plans)] : [];
  return clip(visible([revision.fleet, ...parts.slice(0, MOST_PARTS), ...vip].join(' · ')), TITLE_LENGTH);
}

function troubles(revision: Revision, concerns: readonly Concern[]): readonly string[] {
  const errors = revision.diagnostics.filter(({ severity }) => severity === 'error').length;
  const gates = gateWords(revision.units.flatMap(openGates));
  return [
    ...(revision.verdict === 'blocked' ? ['blocked'] : []),
    ...(revision.policyUnknown ? ['the policy in force is not known'] : []),
    ...(revision.withheld === undefined ? [] : [WITHHELD_TITLE[revision.withheld.why]]),
    ...(errors === 0 ? [] : [plural(errors, 'error')]),
    ...(revision.units.some(({ overtaken }) => overtaken !== undefined) ? ['not the plan that was approved'] : []),
    ...rolledBackParts(revision),
    ...(gates === '' ? [] : [gates]),
    ...new Set(concerns.flatMap(({ title }) => title ?? [])),
  ];
}

/** The gravest first, each counted. */
function whatChanges(revision: Revision, plans: readonly Plan[], groups: readonly RouteGroup[]): readonly string[] {
  const gates = new Set(revision.units.flatMap(openGates).map(({ code }) => code));
  const parts = [...balancerParts(plans), ...routeParts(groups, gates.has('host-removed'))];
  if (parts.length > 0 || gates.size > 0) return parts;
  const edits = revision.units.flatMap((unit) => unit.edits ?? []);
  if (edits.length > 0) return [`${plural(edits.length, 'object')} changed`];
  return ['no route changes'];
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

function clusterParts({ fleetEdits = [] }: Revision): readonly string[] {
  const members = fleetEdits.filter(({ path }) => path.length === 2 && path[0] === 'clusters');
  const [come, gone] = [
    members.filter(({ after }) => after !== undefined),
    members.filter(({ before }) => before !== undefined),
  ];
  return [
    ...(gone.length === 0 ? [] : [`${plural(gone.length, 'cluster')} ${gone.length === 1 ? 'leaves' : 'leave'}`]),
    ...(come.length === 0 ? [] : [`${plural(come.length, 'cluster')} added`]),
  ];
}

/** @param isTold that routes are removed. */
function routeParts(groups: readonly RouteGroup[], isTold: boolean): readonly string[] {
  const of = (change: RouteGroup['change']): readonly RouteGroup[] => groups.filter((group) => group.change === change);
  const routes = (change: 'removed' | 'moved' | 'new', words: string): readonly string[] => {
    const rows = of(change).flatMap((group) => group.rows);
    return rows.length === 0 ? [] : [`${plural(rows.length, isHosts(rows) ? 'host' : 'route')} ${words}`];
  };
  const services = (change: 'places' | 'rebuilt'): number =>
    new Set(of(change).flatMap(({ rows }) => rows.map(({ after }) => after?.service))).size;
  return [
    ...(isTold ? [] : routes('removed', 'removed')),
    ...routes('moved', 'moved'),
    ...(services('places') === 0 ? [] : [`${plural(services('places'), 'service')} in other clusters`]),
    ...(services('rebuilt') === 0 ? [] : [`${plural(services('rebuilt'), 'service')} rebuilt beside the old one`]),
    ...routes('new', 'added'),
  ];
}

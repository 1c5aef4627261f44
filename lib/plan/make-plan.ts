// Changes → steps. The order comes from the graph's edges alone: what a resource needs is made before it, what refers
// to it goes before it, and nothing is taken away before the data plane has taken up what replaced it.
import type { Change } from '../diff/index.ts';
import { hasEndpoints, isComputeRef, type Kinds, type RefKey } from '../model/index.ts';
import { shrinksLast } from './bodies.ts';
import { type Component, componentsOf, indexed } from './components.ts';
import { digestOfPlan } from './digest-of-plan.ts';
import { letGoFirst } from './hand-over.ts';
import type { Plan, Step } from './plan.ts';
import type { Around, Rules } from './rules.ts';
import { inOrder, inTurn, needing, step, stepId, type Takers } from './step-order.ts';
import { watchedServices } from './watched-services.ts';

/**
 * The plan of a unit; undefined when there is nothing to do. Changes come sorted by key, without `none`.
 * @param retires keys of those whose taking away is left to a later run, sorted.
 */
export function makePlan(
  rules: Rules,
  fleet: string,
  unit: string,
  changes: readonly Change[],
  retires: readonly RefKey[] = [],
): Plan | undefined {
  const left = new Set(retires);
  const doing = changes.filter(({ key, kind }) => kind === 'update' || !left.has(key));
  if (doing.length === 0) return undefined;
  const takers = letGoFirst(rules.kinds, doing);
  const parts = componentsOf(doing).map((part) => ({ rules, takers, component: indexed(part), retires: left }));
  const steps = inOrder(inTurn(takers, parts.flatMap(stepsOf)));
  const content = { fleet, unit, changes, ...(retires.length === 0 ? {} : { retires }), steps };
  return { ...content, digest: digestOfPlan(content) };
}

/** One connected part of the graph: one load balancer, or several that share something. */
interface Part {
  readonly rules: Rules;
  /** Who waits until something is handed over. */
  readonly takers: Takers;
  readonly component: Component;
  /** What of it is left to a later run. */
  readonly retires: ReadonlySet<RefKey>;
}

function stepsOf(part: Part): readonly Step[] {
  const { rules, component } = part;
  const { changes } = component;
  const of = changes[0]?.key ?? '';
  const watch = watchedServices(rules, changes);
  const services = [...new Set(watch.flatMap(({ from }) => from))].sort();
  const baseline = step('expand', { type: 'baseline', of, services }, []);
  const standing = changes
    .flatMap((change) => standingSteps(part, change))
    .map((one) => (isAtRisk(one, part) && watch.length > 0 ? needing(one, baseline.id) : one));
  const takingAway = changes.filter((change) => isContracted(rules.kinds, change));
  if (takingAway.length === 0 && watch.length === 0) return standing;
  // Only what serves is worth waiting for: a first copy in a config cluster needs no settling.
  const switched = standing.filter((step) => servesTraffic(step, part)).map((step) => step.id);
  const settle = step('settle', { type: 'settle', of }, switched);
  const bake = step('bake', { type: 'bake', of, baseline: baseline.id, watch }, [settle.id]);
  const waits = switched.length === 0 ? [] : [settle, bake];
  const after = waits.map((wait) => wait.id);
  const looks = watch.length === 0 || switched.length === 0 ? [] : [baseline];
  return [...looks, ...standing, ...waits, ...takingAway.flatMap((change) => contractSteps(part, change, after))];
}

/** Whether a step changes something that serves already. */
function isAtRisk({ action }: Step, { rules, component }: Part): boolean {
  if (action.type !== 'apply') return false;
  const change = component.byKey.get(action.key);
  return change?.kind === 'update' && rules.of(change.ref.kind).watch !== undefined;
}

/**
 * Who waits until something is handed over comes after all that is watched: what lets it go may be behind that itself.
 */
function servesTraffic({ action }: Step, { rules, component, takers }: Part): boolean {
  if (!('key' in action) || takers.has(action.key)) return false;
  const change = component.byKey.get(action.key);
  return change !== undefined && rules.of(change.ref.kind).serves === true;
}

/** Everything that adds or moves: phases expand and switch. */
function standingSteps(part: Part, change: Change): readonly Step[] {
  if (change.kind === 'delete' || change.kind === 'abandon' || change.kind === 'replace') return [];
  const { rules, component, takers } = part;
  const needs = change.needs.flatMap((key) => standingIds(part, key));
  if (change.maker === 'gke') return [step('expand', { type: 'await', key: change.key }, needs)];
  const kind = rules.kinds.of(change.ref.kind);
  const isGrown = shrinksLast(kind, change);
  // What only loses what leaves last has nothing to do before the contraction.
  if (isGrown && change.fields.every(({ effect }) => effect === 'shrink')) return [];
  if (isEndpointsOnly(rules.kinds, change)) return [step(kind.phase, { type: 'endpoints', key: change.key }, needs)];
  const { stand } = rules.of(change.ref.kind);
  if (stand !== undefined) {
    const around: Around = {
      needs,
      neededBy: (key) => component.neededBy.get(key) ?? [],
      // A step behind a wait would have what waits for it wait for itself.
      standing: (other) => (takers.has(other.key) ? [] : standingSteps(part, other).map(({ id }) => id)),
    };
    return stand(change, around);
  }
  const apply = step(kind.phase, { type: 'apply', key: change.key, stage: isGrown ? 'grown' : 'final' }, needs);
  return [apply, ...companionSteps(rules.kinds, change, apply)];
}

/** What is kept beside the body of what is made. */
function companionSteps(kinds: Kinds, { ref, key }: Change, made: Step): readonly Step[] {
  if (!hasEndpoints(kinds, ref)) return [];
  return [step(made.phase, { type: 'endpoints', key }, [made.id])];
}

/** Nothing of what has endpoints can be updated itself: an update of it is about these. */
export function isEndpointsOnly(kinds: Kinds, { ref, kind }: Change): boolean {
  return kind === 'update' && hasEndpoints(kinds, ref);
}

const NOTHING_AROUND: Omit<Part, 'rules'> = { takers: new Map(), component: indexed([]), retires: new Set() };

/** Ids of the steps after which a key stands for what refers to it, when it has a change of its own. */
function standingIds({ rules, component }: Part, key: RefKey): readonly string[] {
  const change = component.byKey.get(key);
  if (change === undefined) return [];
  if (change.kind === 'update' && rules.kinds.of(change.ref.kind).standsWhileItMoves === true) return [];
  return standingSteps({ rules, ...NOTHING_AROUND }, change).map((own) => own.id);
}

/** Whether something of ours is given up in what stays. */
function isReleased({ kind, isReleased: released }: Change): boolean {
  return kind === 'abandon' && released === true;
}

function isContracted(kinds: Kinds, change: Change): boolean {
  return (
    change.kind === 'delete' ||
    isReleased(change) ||
    change.kind === 'replace' ||
    shrinksLast(kinds.of(change.ref.kind), change)
  );
}

/** What is taken out of service: referrers first, then the thing itself, clusters' Services after the drain. */
function contractSteps(part: Part, change: Change, after: readonly string[]): readonly Step[] {
  const { rules } = part;
  const { key } = change;
  if (shrinksLast(rules.kinds.of(change.ref.kind), change)) {
    const own = standingSteps(part, change).map((standing) => standing.id);
    const isLeft = part.retires.has(key);
    const shrink = step('contract', { type: 'apply', key, stage: isLeft ? 'idle' : 'final' }, [...after, ...own]);
    if (isLeft) return [shrink];
    // An edge that lags behind still picks what has left; only then do the last requests to it run out.
    const settle = step('contract', { type: 'settle', of: key }, [shrink.id]);
    return [shrink, settle, step('contract', { type: 'drain', of: key }, [settle.id])];
  }
  if (isReleased(change))
    return [step('contract', { type: 'release', key }, [...after, ...referrerIds(part, key, after)])];
  const standing = change.needs.flatMap((need) => standingIds(part, need));
  const { goesAtOnce, usedElsewhere } = rules.of(change.ref.kind);
  const before = [
    ...(goesAtOnce?.(change) === true ? [] : after),
    ...referrerIds(part, key, after),
    // What takes its place in another cluster stands before it goes.
    ...(isComputeRef(change.ref) ? [] : standing),
  ];
  if (change.kind === 'delete' && usedElsewhere === true) {
    const unused = step('contract', { type: 'await-unused', key }, before);
    return [unused, step('contract', { type: 'delete', key }, [unused.id])];
  }
  const remove = step('contract', { type: 'delete', key }, before);
  if (change.kind !== 'replace') return [remove];
  // In its own place: the name does not cover what changed, so the old one has to go first.
  const make = step('contract', { type: 'apply', key, stage: 'final' }, [remove.id, ...standing]);
  return [remove, make, ...companionSteps(rules.kinds, change, make)];
}

/** The steps after which nothing refers to a key any more. */
function referrerIds(part: Part, key: RefKey, after: readonly string[]): readonly string[] {
  return (part.component.referrers.get(key) ?? []).flatMap((other) => leavingIds(part, other, after));
}

/** The steps after which a referrer no longer refers. */
function leavingIds(part: Part, other: Change, after: readonly string[]): readonly string[] {
  if (other.kind === 'delete' || other.kind === 'replace')
    return [stepId('contract', { type: 'delete', key: other.key })];
  if (isReleased(other)) return [stepId('contract', { type: 'release', key: other.key })];
  // Nobody here removes it; what it stands on is out of use once nothing refers to it.
  if (other.kind === 'abandon') return referrerIds(part, other.key, after);
  if (shrinksLast(part.rules.kinds.of(other.ref.kind), other))
    return contractSteps(part, other, after).map((leaving) => leaving.id);
  return standingSteps(part, other).map((standing) => standing.id);
}

// Changes → steps. The order comes from the graph's edges alone: what a resource needs is made before it, what refers to
// it goes before it, and nothing is taken away before the edge has taken up what replaced it. May import: core, model, diff.
import type { Change } from '../diff/index.ts';
import { takesAway } from '../diff/index.ts';
import { isComputeRef, type Kinds, type RefKey } from '../model/index.ts';
import { letGoFirst } from './address-order.ts';
import { type Component, componentsOf, indexed } from './components.ts';
import { digestOfPlan } from './digest-of-plan.ts';
import { routeMoves } from './route-moves.ts';
import type { Plan, Step, StepAction } from './plan.ts';
import type { Rules } from './rules.ts';
import { inOrder, inTurn, needing, stepId, type Takers } from './step-order.ts';
import { watchedServices } from './watched-services.ts';

/** What a step is before it is known what stands around it. */
const ALONE = indexed([]);

/** The plan of a unit; undefined when there is nothing to do. Changes come sorted by key, without `none`. */
export function makePlan(rules: Rules, fleet: string, unit: string, changes: readonly Change[]): Plan | undefined {
  if (changes.length === 0) return undefined;
  const takers = letGoFirst(changes);
  const steps = inOrder(
    inTurn(
      takers,
      componentsOf(changes).flatMap((part) => stepsOf(rules.kinds, indexed(part), takers)),
    ),
  );
  const content = { fleet, unit, changes, steps };
  return { ...content, digest: digestOfPlan(content) };
}

/** Steps of one connected part of the graph: one load balancer, or several that share something. */
function stepsOf(kinds: Kinds, component: Component, takers: Takers): readonly Step[] {
  const { changes } = component;
  const of = changes[0]?.key ?? '';
  const watch = watchedServices(changes);
  const services = [...new Set(watch.flatMap(({ from }) => from))].sort();
  const baseline = step('expand', { type: 'baseline', of, services }, []);
  const standing = changes
    .flatMap((change) => standingSteps(kinds, change, component, takers))
    .map((one) => (isAtRisk(one, component) && watch.length > 0 ? needing(one, baseline.id) : one));
  const takingAway = changes.filter((change) => isContracted(change));
  if (takingAway.length === 0 && watch.length === 0) return standing;
  // Only what serves is worth waiting for: a first copy in a config cluster needs no settling.
  const switched = standing.filter((step) => servesTraffic(step, component, takers)).map((step) => step.id);
  const settle = step('settle', { type: 'settle', of }, switched);
  const bake = step('bake', { type: 'bake', of, baseline: baseline.id, watch }, [settle.id]);
  const waits = switched.length === 0 ? [] : [settle, bake];
  const after = waits.map((wait) => wait.id);
  const looks = watch.length === 0 || switched.length === 0 ? [] : [baseline];
  return [
    ...looks,
    ...standing,
    ...waits,
    ...takingAway.flatMap((change) => contractSteps(kinds, change, component, after, of)),
  ];
}

/** Whether a step changes something that serves already. */
function isAtRisk({ action }: Step, component: Component): boolean {
  if (action.type !== 'apply') return false;
  const change = component.byKey.get(action.key);
  return change?.kind === 'update' && (change.ref.kind === 'urlMap' || change.ref.kind === 'backendService');
}

/** Who waits for an address comes after all that is watched: what lets it go may be behind that itself. */
function servesTraffic({ action }: Step, component: Component, takers: Takers): boolean {
  if (!('key' in action) || takers.has(action.key)) return false;
  const change = component.byKey.get(action.key);
  return change !== undefined && isComputeRef(change.ref);
}

/** Everything that adds or moves: phases expand and switch. */
function standingSteps(
  kinds: Kinds,
  change: Change,
  component: Component,
  takers: Takers = new Map(),
): readonly Step[] {
  if (change.kind === 'delete' || change.kind === 'abandon' || change.kind === 'replace') return [];
  const needs = change.needs.flatMap((key) => standingIds(kinds, key, component));
  if (change.maker === 'gke') return [step('expand', { type: 'await', key: change.key }, needs)];
  const { phase } = kinds.of(change.ref.kind);
  if (!adds(change)) return [];
  if (isEndpointsOnly(change)) return [step(phase, { type: 'endpoints', key: change.key }, needs)];
  if (change.ref.kind === 'urlMap')
    return switchSteps(kinds, change, needs, frontEndIds(kinds, change.key, component, takers));
  const stage = shrinksBackends(change) ? 'grown' : 'final';
  const apply = step(phase, { type: 'apply', key: change.key, stage }, needs);
  if (change.ref.kind !== 'networkEndpointGroup') return [apply];
  return [apply, step('expand', { type: 'endpoints', key: change.key }, [apply.id])];
}

/**
 * Steps that put something in front of a URL map: Google health-checks only what a forwarding rule reaches. Who waits for an
 * address may wait for a step behind the gate.
 */
function frontEndIds(kinds: Kinds, map: RefKey, component: Component, takers: Takers): readonly string[] {
  const proxies = (component.neededBy.get(map) ?? []).filter(({ ref }) => isComputeRef(ref));
  const rules = proxies
    .flatMap(({ key }) => component.neededBy.get(key) ?? [])
    .filter(({ key, ref }) => ref.kind === 'forwardingRule' && !takers.has(key));
  return rules.flatMap((rule) => standingSteps(kinds, rule, component).map(({ id }) => id));
}

/** Health before traffic: newcomers are warmed up, each is gated, and only then do routes move. */
function switchSteps(
  kinds: Kinds,
  change: Change,
  needs: readonly string[],
  fronts: readonly string[],
): readonly Step[] {
  const moves = routeMoves(change);
  const warm = moves.some((move) => !move.reached)
    ? [step('expand', { type: 'apply', key: change.key, stage: 'warm' }, needs)]
    : [];
  const gates = moves.map(({ to, from }) =>
    step('expand', { type: 'gate', key: to, from }, [...needs, ...fronts, ...warm.map((one) => one.id)]),
  );
  const final = step(kinds.of(change.ref.kind).phase, { type: 'apply', key: change.key, stage: 'final' }, [
    ...needs,
    ...[...warm, ...gates].map((one) => one.id),
  ]);
  return [...warm, ...gates, final];
}

/** Nothing of a NEG itself can be updated: an update of one is about its endpoints. */
export function isEndpointsOnly(change: Change): boolean {
  return change.ref.kind === 'networkEndpointGroup' && change.kind === 'update';
}

/**
 * Ids of the steps after which a key stands for what refers to it, when it has a change of its own. A URL map that is there
 * takes a front end as it is: its routes may wait for health, which is known only behind a front end.
 */
function standingIds(kinds: Kinds, key: RefKey, component: Component): readonly string[] {
  const change = component.byKey.get(key);
  if (change === undefined || (change.ref.kind === 'urlMap' && change.kind === 'update')) return [];
  return standingSteps(kinds, change, ALONE).map((own) => own.id);
}

/** A backend service that only loses backends has nothing to do before the contraction. */
function adds(change: Change): boolean {
  if (!shrinksBackends(change)) return true;
  return change.fields.some((field) => field.effect !== 'shrink');
}

/** Backends leave in the contract phase; every other loss (a host, a path) is a switch of routes. */
function shrinksBackends(change: Change): boolean {
  return change.ref.kind === 'backendService' && change.kind === 'update' && takesAway(change);
}

function isContracted(change: Change): boolean {
  return change.kind === 'delete' || change.kind === 'replace' || shrinksBackends(change);
}

/** What is taken out of service: referrers first, then the thing itself, clusters' Services after the drain. */
function contractSteps(
  kinds: Kinds,
  change: Change,
  component: Component,
  after: readonly string[],
  of: string,
): readonly Step[] {
  const own = standingSteps(kinds, change, component).map((standing) => standing.id);
  if (shrinksBackends(change)) {
    const shrink = step('contract', { type: 'apply', key: change.key, stage: 'final' }, [...after, ...own]);
    // An edge that lags behind still picks what has left; only then do the last requests to it run out.
    const settle = step('contract', { type: 'settle', of: change.key }, [shrink.id]);
    return [shrink, settle, step('contract', { type: 'drain', of: change.key }, [settle.id])];
  }
  const gone = referrerIds(kinds, change.key, component, after, of);
  // What somebody put in the place of a rule serves nothing of ours: that is not worth waiting for.
  const isMended = change.ref.kind === 'forwardingRule' && change.kind === 'replace' && change.cause === 'drift';
  const remove = step('contract', { type: 'delete', key: change.key }, [
    ...(isMended ? [] : after),
    ...gone,
    // What takes its place in another cluster stands before it goes.
    ...(isComputeRef(change.ref) ? [] : change.needs.flatMap((key) => standingIds(kinds, key, component))),
  ]);
  if (change.kind !== 'replace') return [remove];
  // In its own place: the name does not cover what changed, so the old one has to go first.
  const make = step('contract', { type: 'apply', key: change.key, stage: 'final' }, [
    remove.id,
    ...change.needs.flatMap((key) => standingIds(kinds, key, component)),
  ]);
  if (change.ref.kind !== 'networkEndpointGroup') return [remove, make];
  return [remove, make, step('contract', { type: 'endpoints', key: change.key }, [make.id])];
}

/** The steps after which nothing refers to a key any more. */
function referrerIds(
  kinds: Kinds,
  key: RefKey,
  component: Component,
  after: readonly string[],
  of: string,
): readonly string[] {
  return (component.referrers.get(key) ?? []).flatMap((other) => leavingIds(kinds, other, after, of, component));
}

/** The steps after which a referrer no longer refers. */
function leavingIds(
  kinds: Kinds,
  other: Change,
  after: readonly string[],
  of: string,
  component: Component,
): readonly string[] {
  if (other.kind === 'delete' || other.kind === 'replace')
    return [stepId('contract', { type: 'delete', key: other.key })];
  // Nobody here removes it; what it stands on is out of use once nothing refers to it.
  if (other.kind === 'abandon') return referrerIds(kinds, other.key, component, after, of);
  if (shrinksBackends(other)) return contractSteps(kinds, other, component, after, of).map((leaving) => leaving.id);
  return standingSteps(kinds, other, component).map((standing) => standing.id);
}

function step(phase: Step['phase'], action: StepAction, needs: readonly string[]): Step {
  return { id: stepId(phase, action), phase, action, needs: [...new Set(needs)].sort() };
}

// What no plan may do without a person's approval of exactly that plan.
import { oncePer } from '../../../core/index.ts';
import type { Change } from '../../../diff/index.ts';
import {
  type AppliedState,
  isComputeRef,
  isKeyOfKind,
  names,
  type ObjectKey,
  type ObservedState,
  type ResourceRef,
  withOverrides,
} from '../../../model/index.ts';
import { OBJECT_KINDS } from '../object-kinds.ts';
import { backendServiceView, BACKENDS_LIMIT, urlMapView } from '../views/index.ts';
import { backendService } from '../kinds/backend-service.ts';
import { firewallGates } from './firewall-gates.ts';
import { type GateCode, type GateFinding, grownBody } from '../../../plan/index.ts';
import { neverServed } from './never-served.ts';
import { protectionGates } from './protection-gates.ts';
import { lostVip } from './vip-gates.ts';

const RULES = ['spec', 'template', 'spec', 'rules'] as const;
const CLUSTERS = ['spec', 'clusters'] as const;
const STATIC_IP = ['metadata', 'annotations', 'networking.gke.io/static-ip'] as const;

/** About what somebody would miss: nobody does where no front end ever led. */
const MISSED: ReadonlySet<GateCode> = new Set<GateCode>([
  'host-removed',
  'last-backend',
  'vip-release',
  'ingress-delete',
  'iap-off',
  'iap-client',
  'iap-moved',
]);

/**
 * The gates of one unit's changes, in the order of the changes.
 * @param observed tells of what no change is about.
 * @param applied tells which VIPs the unit had, and what served.
 * @param tagsOutOfUse network tags that the firewall rule may lose; when it is not known which, none.
 */
export function gatesOf(
  changes: readonly Change[],
  observed: ObservedState,
  applied: Pick<AppliedState, 'unit' | 'resources' | 'addresses'> | undefined,
  tagsOutOfUse: () => ReadonlySet<string> = () => new Set(),
): readonly GateFinding[] {
  return changes.flatMap((change) => {
    const gates = [
      ...gatesOfChange(change, observed),
      ...goneGates(change, changes, observed),
      ...vipGates(change, observed, applied),
      ...firewallGates(change, tagsOutOfUse),
      ...protectionGates(change, changes, observed),
    ];
    const isMissed = ({ code }: GateFinding): boolean => MISSED.has(code);
    return gates.some(isMissed) && neverServed(change, observed, applied)
      ? gates.filter((gate) => !isMissed(gate))
      : gates;
  });
}

function* gatesOfChange(change: Change, { resources }: ObservedState): Generator<GateFinding> {
  const finding = (code: GateCode, message: string, path: readonly string[]): GateFinding => ({
    code,
    message,
    key: change.key,
    owners: change.owners,
    path,
  });
  const { kind } = change.ref;
  if (
    kind === 'forwardingRule' &&
    change.kind === 'replace' &&
    change.fields.some((field) => field.path === 'IPAddress')
  ) {
    yield finding(
      'vip-change',
      `would move ${change.ref.name} to another VIP: clients of the old one lose the service`,
      STATIC_IP,
    );
  }
  if (kind === 'forwardingRule' && change.kind === 'delete') {
    yield finding('vip-change', `would close the front end ${change.ref.name}`, []);
  }
  for (const host of hostsLost(change)) yield finding('host-removed', `would stop serving host ${host}`, RULES);
  if (kind === 'backendService' && losesLastBackend(change)) {
    yield finding('last-backend', `would take the last backend out of ${change.ref.name}`, []);
  }
  if (kind === 'backendService' && leavesOnlyDrained(change, resources.get(change.key)?.body)) {
    const message = `would leave ${change.ref.name} nothing but clusters that are drained: give them their requests back first (rangelight undrain)`;
    yield { ...finding('last-backend', message, CLUSTERS), isFinal: true, owners: servicesOf(change) };
  }
  if (kind === 'backendService' && change.cause !== 'drift') {
    const drained = drainedBy(change);
    if (drained.length > 0)
      yield finding('cluster-drains', `would keep requests away from ${drained.join(', ')} in ${change.ref.name}`, []);
  }
  if (kind === 'backendService' && change.kind === 'update') {
    const together = backendCount(grownBody(backendService, change));
    if (together > BACKENDS_LIMIT)
      yield {
        ...finding('too-many-groups', tooManyGroups(change, together), CLUSTERS),
        isFinal: true,
        owners: servicesOf(change),
      };
  }
}

function goneGates(change: Change, changes: readonly Change[], observed: ObservedState): readonly GateFinding[] {
  const { key, owners, ref, kind } = change;
  const isAddress = ref.kind === 'address' && (kind === 'delete' || kind === 'replace');
  const isIngress = ref.kind === 'multiClusterIngress' && kind === 'delete';
  if (!isAddress && !isIngress) return [];
  if (isIngress && staysElsewhere(change, changes, observed)) return [];
  if (isAddress) {
    const message = `would release the VIP held by ${ref.name}: it cannot be had back`;
    return [{ code: 'vip-release', message, key, owners, path: STATIC_IP }];
  }
  const message = `would delete the MultiClusterIngress ${ref.name} from ${whereOf(change)}`;
  return [{ code: 'ingress-delete', message, key, owners, path: [] }];
}

function vipGates(
  change: Change,
  observed: Pick<ObservedState, 'resources'>,
  applied: Pick<AppliedState, 'resources' | 'addresses'> | undefined,
): readonly GateFinding[] {
  const message = lostVip(change, observed, applied)?.message;
  const { key, owners } = change;
  return message === undefined ? [] : [{ code: 'vip-change', message, key, owners, path: STATIC_IP }];
}

/** Whether another config cluster keeps its copy, or gets one: then the object only moves. */
function staysElsewhere({ ref }: Change, changes: readonly Change[], observed: ObservedState): boolean {
  if (isComputeRef(ref)) return false;
  const { going, coming } = movesIn(changes);
  const isElsewhere = (other: ResourceRef): boolean => !isComputeRef(other) && other.cluster !== ref.cluster;
  const standing = copiesIn(observed).get(objectOf(ref)) ?? [];
  const isLeft = standing.some(([key, seen]) => isElsewhere(seen.ref) && !going.has(key));
  return isLeft || (coming.get(objectOf(ref)) ?? []).some((one) => isElsewhere(one.ref));
}

/** An object in whichever cluster. */
function objectOf(ref: ResourceRef): string {
  return isComputeRef(ref) ? '' : JSON.stringify([ref.kind, ref.namespace, ref.name]);
}

const copiesIn = oncePer(({ resources }: ObservedState) =>
  Map.groupBy(
    [...resources].filter(([, { ours, ref }]) => ours && isOfIngress(ref)),
    ([, { ref }]) => objectOf(ref),
  ),
);

const movesIn = oncePer((changes: readonly Change[]) => ({
  going: new Set(changes.filter(({ kind }) => kind === 'delete').map(({ key }) => key)),
  coming: Map.groupBy(
    changes.filter(({ kind, ref }) => kind === 'create' && isOfIngress(ref)),
    ({ ref }) => objectOf(ref),
  ),
}));

function isOfIngress({ kind }: ResourceRef): boolean {
  return kind === 'multiClusterIngress';
}

function whereOf(change: Change): string {
  return isComputeRef(change.ref) ? change.ref.project : change.ref.cluster;
}

/** Nothing but a URL map has rules for hosts. */
function hostsLost(change: Change): readonly string[] {
  if (change.kind !== 'update') return [];
  const hostsOf = (body: Change['before']): readonly string[] =>
    urlMapView(body).hostRules.flatMap(({ hosts }) => hosts);
  const kept = new Set(hostsOf(change.after));
  return hostsOf(change.before).filter((host) => !kept.has(host) && !names.isWarmUpHost(host));
}

function losesLastBackend(change: Change): boolean {
  return change.kind === 'update' && backendCount(change.before) > 0 && backendCount(change.after) === 0;
}

/** Clusters whose backends take requests now, and would not; what leaves altogether is another matter. Sorted. */
function drainedBy({ kind, before, after }: Change): readonly string[] {
  if (kind !== 'update' || after === undefined) return [];
  const now = new Map(
    backendServiceView(before).backends.map(({ group, capacityScaler = 1 }) => [group, capacityScaler]),
  );
  const drained = backendServiceView(after).backends.filter(
    ({ group, capacityScaler }) => capacityScaler === 0 && (now.get(group) ?? 0) > 0,
  );
  return [...new Set(drained.map(({ group, mark }) => mark?.cluster ?? group))].sort();
}

/** Compute refuses it, too, where one backend is left. */
function leavesOnlyDrained({ kind, after }: Change, standing: Change['before']): boolean {
  if (kind !== 'update' || after === undefined) return false;
  const takes = (body: Change['before']): boolean =>
    backendServiceView(body).backends.some(({ capacityScaler }) => capacityScaler !== 0);
  const next = withOverrides(backendService.fields, after, standing);
  return takes(standing) && backendCount(next) > 0 && !takes(next) && takes(after);
}

function backendCount(body: Change['before']): number {
  return backendServiceView(body).backends.length;
}

function tooManyGroups({ ref }: Change, together: number): string {
  return `would need ${together} groups in ${ref.name} while old and new serve side by side, of at most ${BACKENDS_LIMIT}: first take clusters away, then add`;
}

/** The limit is one of the service; who else owns a part of it can do nothing. */
function servicesOf({ owners }: Change): readonly ObjectKey[] {
  return owners.filter((owner) => isKeyOfKind(owner, OBJECT_KINDS.service));
}

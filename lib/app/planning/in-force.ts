// What a proposal may see of the cloud: what the fleet file on the branch names, and nothing that it names itself.
import { RangelightError } from '../../core/index.ts';
import { type Fleet, membersOf, networkHost } from '../../fleet/index.ts';
import type { ClusterLink } from '../../model/index.ts';
import type { Withheld } from '../../plan/index.ts';
import type { FleetPorts } from '../world.ts';

export interface Proposal {
  /** As the proposal has it. */
  readonly fleet: Fleet;
  /** As the branch has it; undefined for a fleet that is new. */
  readonly inForce: Fleet | undefined;
  /** Why it is a stranger's, when it is. */
  readonly stranger: 'fork' | 'no-right' | undefined;
  /** A maintainer asked for this commit. */
  readonly isVouched: boolean;
  /** The branch has no fleet at all: somebody sets Rangelight up. */
  readonly isFirst: boolean;
  /** The branch has the fleet, and what it says of it is lost or damaged. */
  readonly isLost: boolean;
  readonly author?: string;
}

/** Why a proposal is not compared with anything; undefined when it may be. */
export function withheldFrom(proposal: Proposal): Withheld | undefined {
  const { fleet, inForce, stranger, isVouched, isFirst, isLost, author } = proposal;
  const by = author === undefined ? {} : { author };
  if (stranger !== undefined && !isVouched) return { why: stranger, ...by };
  // Nobody's word makes up for it: the proposal would look with the eyes that it gives itself.
  if (isLost) return { why: 'head-lost', ...by };
  if (inForce === undefined) return isVouched || isFirst ? undefined : { why: 'new-fleet', ...by };
  return lookElsewhere(fleet, inForce) ? { why: 'other-project', ...by } : undefined;
}

function lookElsewhere(fleet: Fleet, inForce: Fleet): boolean {
  return (
    fleet.project !== inForce.project ||
    fleet.fleetProject !== inForce.fleetProject ||
    networkHost(fleet) !== networkHost(inForce)
  );
}

/** Ports that reach the clusters of the fleet in force; any other one is `unreachable`, and so unknown. */
export function onlyInForce(ports: FleetPorts, inForce: Fleet): FleetPorts {
  const named = membersOf(inForce);
  const within = <T>(link: ClusterLink, ask: () => Promise<T>): Promise<T> =>
    named.has(link) ? ask() : Promise.reject(notNamed(link));
  const { clusters, compute, hub } = ports;
  return {
    compute,
    hub,
    clusters: {
      get: (ref, signal) => within(ref.cluster, () => clusters.get(ref, signal)),
      list: (link, kind, labels, signal) => within(link, () => clusters.list(link, kind, labels, signal)),
      groups: (link, kind, signal) => within(link, () => clusters.groups(link, kind, signal)),
      read: (link, kind, where, signal) => within(link, () => clusters.read(link, kind, where, signal)),
      applyUnforced: ({ cluster }) => Promise.reject(onlyRead(cluster)),
      apply: ({ cluster }) => Promise.reject(onlyRead(cluster)),
      release: ({ ref }) => Promise.reject(onlyRead(ref.cluster)),
      remove: ({ ref }) => Promise.reject(onlyRead(ref.cluster)),
    },
  };
}

function notNamed(link: ClusterLink): RangelightError {
  const message = 'the fleet file on the branch does not name it, so that it is read only after the merge';
  return new RangelightError('unreachable', `cluster ${link}`, message);
}

function onlyRead(link: ClusterLink): RangelightError {
  return new RangelightError('denied', `cluster ${link}`, 'a proposal changes nothing');
}

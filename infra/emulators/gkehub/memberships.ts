// Memberships: the fleet's records of its clusters, as the API shows them.
import type { Random } from '../kit/random.ts';

/** A cluster registered to the fleet. */
export interface FleetMember {
  /** Of the membership: `global` or a region. */
  readonly location: string;
  readonly name: string;
  /** The GKE cluster: `<location>/<cluster>`, in the fleet's own project. */
  readonly clusterLink: string;
}

export interface Membership {
  /** `projects/P/locations/L/memberships/M`. */
  readonly name: string;
  readonly uniqueId: string;
  readonly [field: string]: unknown;
}

/** The READY membership of one member; `createTime` is emulated milliseconds. */
export function membership(project: string, member: FleetMember, createTime: number, random: Random): Membership {
  const [location = '', cluster = ''] = member.clusterLink.split('/');
  const created = new Date(createTime).toISOString();
  const uid = [8, 4, 4, 4, 12].map((length) => random.hex(length)).join('-');
  return {
    name: `projects/${project}/locations/${member.location}/memberships/${member.name}`,
    uniqueId: uid,
    externalId: uid,
    state: { code: 'READY' },
    endpoint: {
      gkeCluster: {
        resourceLink: `//container.googleapis.com/projects/${project}/locations/${location}/clusters/${cluster}`,
      },
    },
    labels: {},
    createTime: created,
    updateTime: created,
    lastConnectionTime: created,
  };
}

// Connections through Connect Gateway: one public host, Google tokens, private clusters too. All members draw on one
// budget: the gateway's quota is the fleet host project's (2,400 requests a minute, "Connect gateway quotas"). Source:
// Connect Gateway, "Using the Connect gateway": a membership outside `global` has a host of its own location.
import type { ClusterLink } from '../../model/index.ts';
import type { RateBudget } from '../calls/index.ts';
import type { TokenSource } from '../google-auth/index.ts';
import type { ClusterConnection } from './connection.ts';

export interface GatewayMember {
  readonly link: ClusterLink;
  /** Membership name and location. */
  readonly membership: string;
  readonly location: string;
}

const IDENTITY = 'the service account of this function, through Connect Gateway';

/** @param projectNumber number (not id) of the fleet host project. */
export function gatewayConnections(
  projectNumber: string,
  members: readonly GatewayMember[],
  token: TokenSource,
  budget?: RateBudget,
): ReadonlyMap<ClusterLink, ClusterConnection> {
  return new Map(
    members.map(({ link, membership, location }) => {
      const host =
        location === 'global' ? 'connectgateway.googleapis.com' : `${location}-connectgateway.googleapis.com`;
      const path = `/v1/projects/${projectNumber}/locations/${location}/gkeMemberships/${membership}`;
      const connection = { baseUrl: `https://${host}${path}`, token, identity: IDENTITY };
      return [link, { ...connection, ...(budget === undefined ? {} : { budget }) }];
    }),
  );
}

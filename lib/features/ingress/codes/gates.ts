// The gates of load balancers. A data table.
import type { GateEntry } from '../../../plan/index.ts';

export const INGRESS_GATES = {
  'vip-release': {
    rank: 20,
    words: 'releases a VIP',
    doc: 'An address that is given back to Google can be anybody’s within minutes, and cannot be had back. Clients and DNS that name it lose the service for good. An address that never had a forwarding rule is nobody’s, and goes without an approval.',
    next: 'Take the change back, or move DNS away from the address first and then have somebody approve the plan.',
  },
  'vip-change': {
    rank: 30,
    words: 'changes a front end',
    doc: 'Clients of the old address or port get no answer any more, until DNS and they themselves have learnt the new one. Where a VIP was lost, an issue says so after the run, until a person who has changed DNS closes it. Without a record of what was applied, the status of our copy of the ingress says which VIP clients know.',
    next: 'Take the change back, or lower the TTL of the DNS records, agree on a time, and have somebody approve the plan.',
  },
  'host-removed': {
    rank: 40,
    words: 'stops serving a host',
    doc: 'Requests for that host are answered by the default backend from then on, or by nobody. A host of a load balancer that never had a forwarding rule goes without an approval.',
    next: 'If nobody uses the host any more, have somebody approve the plan; else put its rule back.',
  },
  'last-backend': {
    rank: 50,
    words: 'takes out a last backend',
    doc: 'The service behind a route would have no cluster left: every request for it is answered with an error. Where no front end ever led to it, no approval is needed.',
    next: 'Move or remove the routes that lead to the service first, or leave it a cluster.',
  },
  'firewall-shrinks': {
    rank: 60,
    words: 'shuts nodes out of the firewall rule',
    doc: 'Health checks reach nodes by their network tags. Without them every endpoint on those nodes counts as unhealthy.',
    next: 'Wait until no node carries the tag any more, or have somebody approve the plan who knows that those nodes serve nothing.',
  },
  'iap-off': {
    rank: 70,
    words: 'takes Identity-Aware Proxy away',
    doc: 'What only people who signed in could reach is open to everybody on the internet.',
    next: 'Keep Identity-Aware Proxy switched on in the BackendConfig, or have somebody approve that everybody may reach it.',
  },
  'iap-moved': {
    rank: 80,
    words: 'moves routes to a service whose Identity-Aware Proxy lets nobody in yet',
    doc: 'Who may pass Identity-Aware Proxy is bound to one backend service. The new one is another one, so that nobody may pass it but by a permission on the project.',
    next: 'Grant access on the new service right after the change, or keep the service, and have somebody approve the plan.',
  },
  'iap-client': {
    rank: 90,
    words: 'changes the OAuth client of Identity-Aware Proxy',
    doc: 'Everybody has to sign in again, and nobody can when the new client is not set up.',
    next: 'Check the redirect URI of the new OAuth client, and have somebody approve the plan.',
  },
  'ingress-delete': {
    rank: 100,
    words: 'deletes a MultiClusterIngress',
    doc: 'Its load balancer is taken down: its hosts are answered by nobody, and its address is released unless it is reserved by name. One whose load balancer never had a forwarding rule goes without an approval.',
    next: 'If nobody uses its hosts any more, have somebody approve the plan; else put the manifest back.',
  },
  'iap-client-kept': {
    rank: 120,
    words: 'would take an OAuth client away, which cannot be done in place',
    doc: 'Compute cannot take the OAuth client of a backend service back to Google’s own. No approval helps.',
    next: 'Keep oauthclientCredentials in the BackendConfig, or give the MultiClusterService another name.',
  },
  'too-many-groups': {
    rank: 130,
    words: 'needs more groups than a backend service can hold',
    doc: 'Old and new network endpoint groups serve side by side during a rollout, and a backend service holds at most 50. No approval helps.',
    next: 'Take clusters away in one pull request, and add the new ones in the next.',
  },
  'cluster-drains': {
    rank: 145,
    words: 'keeps requests away from a cluster',
    doc: 'The fleet file drains the cluster (`traffic.drained`): its backends would have capacity 0, and the others would bear its requests. What a person has drained already needs no approval.',
    next: 'Look whether the clusters that are left can bear it (`rangelight drain` says how many endpoints are healthy), then approve the plan.',
  },
  'capacity-shrinks': {
    rank: 150,
    words: 'takes away capacity that serves',
    doc: 'A service would lose a larger share of its ready endpoints than policy.maxCapacityLoss says: a cluster that leaves spec.clusters or the fleet, or a selector that meets fewer pods. What remains has to take all of the traffic.',
    next: 'Scale up what remains first, or have somebody approve the plan who knows that it is enough.',
  },
} as const satisfies Readonly<Record<string, GateEntry>>;

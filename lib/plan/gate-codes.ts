// The closed list of gates: what stops a plan until a person approves exactly that plan, or, for some, until something else
// changes. `rangelight explain CODE` and docs/reference/gates.md print it. A data table.

export interface GateEntry {
  /** What the plan does, as part of a title. */
  readonly words: string;
  /** Why it stops. */
  readonly doc: string;
  /** What the author of the change does next, in one sentence. */
  readonly next: string;
}

/** The gravest first. */
export const GATES = {
  'everything-removed': {
    words: 'removes everything',
    doc: 'No manifest of the commit declares anything, so that all load balancers of the fleet would go: more often a folder that was moved, or a pattern of spec.manifests that meets nothing any more, than a wish.',
    next: 'Put the manifests back or mend spec.manifests; to take the fleet down, follow docs/teardown.md and have somebody approve the plan.',
  },
  'vip-release': {
    words: 'releases a VIP',
    doc: 'An address that is given back to Google can be anybody’s within minutes, and cannot be had back. Clients and DNS that name it lose the service for good. An address that never had a forwarding rule is nobody’s, and goes without an approval.',
    next: 'Take the change back, or move DNS away from the address first and then have somebody approve the plan.',
  },
  'vip-change': {
    words: 'changes a front end',
    doc: 'Clients of the old address or port get no answer any more, until DNS and they themselves have learnt the new one. Where a VIP was lost, an issue says so after the run, until a person who has changed DNS closes it. Without a record of what was applied, the status of our copy of the ingress says which VIP clients know.',
    next: 'Take the change back, or lower the TTL of the DNS records, agree on a time, and have somebody approve the plan.',
  },
  'host-removed': {
    words: 'stops serving a host',
    doc: 'Requests for that host are answered by the default backend from then on, or by nobody. A host of a load balancer that never had a forwarding rule goes without an approval.',
    next: 'If nobody uses the host any more, have somebody approve the plan; else put its rule back.',
  },
  'last-backend': {
    words: 'takes out a last backend',
    doc: 'The service behind a route would have no cluster left: every request for it is answered with an error. Where no front end ever led to it, no approval is needed.',
    next: 'Move or remove the routes that lead to the service first, or leave it a cluster.',
  },
  'firewall-shrinks': {
    words: 'shuts nodes out of the firewall rule',
    doc: 'Health checks reach nodes by their network tags. Without them every endpoint on those nodes counts as unhealthy.',
    next: 'Wait until no node carries the tag any more, or have somebody approve the plan who knows that those nodes serve nothing.',
  },
  'iap-off': {
    words: 'takes Identity-Aware Proxy away',
    doc: 'What only people who signed in could reach is open to everybody on the internet.',
    next: 'Keep Identity-Aware Proxy switched on in the BackendConfig, or have somebody approve that everybody may reach it.',
  },
  'iap-moved': {
    words: 'moves routes to a service whose Identity-Aware Proxy lets nobody in yet',
    doc: 'Who may pass Identity-Aware Proxy is bound to one backend service. The new one is another one, so that nobody may pass it but by a permission on the project.',
    next: 'Grant access on the new service right after the change, or keep the service, and have somebody approve the plan.',
  },
  'iap-client': {
    words: 'changes the OAuth client of Identity-Aware Proxy',
    doc: 'Everybody has to sign in again, and nobody can when the new client is not set up.',
    next: 'Check the redirect URI of the new OAuth client, and have somebody approve the plan.',
  },
  'ingress-delete': {
    words: 'deletes a MultiClusterIngress',
    doc: 'Its load balancer is taken down: its hosts are answered by nobody, and its address is released unless it is reserved by name. One whose load balancer never had a forwarding rule goes without an approval.',
    next: 'If nobody uses its hosts any more, have somebody approve the plan; else put the manifest back.',
  },
  'service-gone': {
    words: 'withdraws the last export of a Service',
    doc: 'No other cluster exports a Service of that name and namespace, so that its name below clusterset.local is answered nowhere any more: whoever calls it by that name, in any cluster of the fleet, gets no answer. An export in a cluster that cannot be read is not counted upon. Where the export moves to another cluster in the same change, the name is gone until GKE has taken up the new one.',
    next: 'If nobody calls the name any more, have somebody approve the plan; to move an export, merge the new one first.',
  },
  'iap-client-kept': {
    words: 'would take an OAuth client away, which cannot be done in place',
    doc: 'Compute cannot take the OAuth client of a backend service back to Google’s own. No approval helps.',
    next: 'Keep oauthclientCredentials in the BackendConfig, or give the MultiClusterService another name.',
  },
  'too-many-groups': {
    words: 'needs more groups than a backend service can hold',
    doc: 'Old and new network endpoint groups serve side by side during a rollout, and a backend service holds at most 50. No approval helps.',
    next: 'Take clusters away in one pull request, and add the new ones in the next.',
  },
  'quota-short': {
    words: 'needs more than a quota has left',
    doc: 'The rollout would stop half-way, where a quota of the project refuses it. No approval helps.',
    next: 'Ask the platform team to raise the quota, or change less at once; then push again.',
  },
  'capacity-shrinks': {
    words: 'takes away capacity that serves',
    doc: 'A service would lose a larger share of its ready endpoints than policy.maxCapacityLoss says: a cluster that leaves spec.clusters or the fleet, or a selector that meets fewer pods. What remains has to take all of the traffic.',
    next: 'Scale up what remains first, or have somebody approve the plan who knows that it is enough.',
  },
  'too-many-deletes': {
    words: 'deletes more than the policy allows',
    doc: 'The revision deletes more resources than policy.maxDeletes says, where one that stands in several clusters or zones counts once: often a folder that was moved, or a bad merge.',
    next: 'Look through what goes; if all of it is meant, have somebody approve the plan.',
  },
  unrecorded: {
    words: 'takes away what the state has no record of',
    doc: 'The record of what was applied is lost. Only the mark in the cloud says whose it is, and a mark can be copied.',
    next: 'Look through what goes; if all of it is yours, have somebody approve the plan.',
  },
} as const satisfies Readonly<Record<string, GateEntry>>;

export type GateCode = keyof typeof GATES;

export const GATE_CODES = Object.keys(GATES) as readonly GateCode[];

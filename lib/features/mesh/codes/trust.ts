// Diagnostics about who speaks to whom in a mesh, and who is let in. A data table.
import type { DiagnosticEntry } from '../../../core/index.ts';

export const TRUST_CODES = {
  'mesh-deny-passed': {
    severity: 'warning',
    title: 'A DENY that plain text goes past',
    doc: 'An AuthorizationPolicy denies callers by their identity. A caller that sends plain text has none, so that the policy does not match it: it is let in.',
    next: 'Require mutual TLS where the policy stands: a PeerAuthentication with mode STRICT.',
  },
  'mesh-forbidden': {
    severity: 'error',
    title: 'A call that a policy refuses',
    doc: 'The AuthorizationPolicies of the cluster where the pods run decide who is let in. They do not let this caller in: its requests there are answered with 403, and are not tried again in another cluster. A Service in several clusters fails for the share of the cluster whose policy is missing.',
    next: 'Let the principal of the caller in, in the folder of the cluster where the pods run.',
  },
  'mesh-plain-text-refused': {
    severity: 'error',
    title: 'Two sides that do not speak the same',
    doc: 'Whether a call is encrypted is decided twice: the cluster of the caller decides by its own rules what is sent, and the cluster of the callee what is accepted. DISABLE on one side alone, or a caller without a sidecar where STRICT holds, ends in 503.',
    next: 'Write the same PeerAuthentication in the folders of both clusters, or give the caller a sidecar.',
  },
  'mesh-root-new': {
    severity: 'warning',
    title: 'A root that proxies may not have taken yet',
    doc: 'The roots of a cluster were changed less than a day ago. A proxy keeps its certificate and its roots until it renews them, after half a day by default, or is started again: what the ConfigMap istio-ca-root-cert says holds for a proxy from then on.',
    next: 'Start the workloads again before the old root is taken out anywhere, or wait a day.',
  },
  'mesh-roots-differ': {
    severity: 'warning',
    title: 'Two clusters without a root in common',
    doc: 'A proxy trusts the roots that the control plane of its own cluster gives it. Those of the two clusters have none in common, so that no handshake between them succeeds: 503, hidden while pods of the own cluster answer. PERMISSIVE does not help, for a proxy that can send mutual TLS does. Told while no call that is known ends for it: else mesh-trust says so.',
    next: 'Bring both under one root: first give both roots to all proxies, then sign by the new one, then take the old one out.',
  },
  'mesh-trust': {
    severity: 'error',
    title: 'A call between clusters that do not trust each other',
    doc: "Each side of a call has to trust the root of the other one's certificate, and to take its trust domain for its own. One side that does not ends the call with 503, also where PERMISSIVE holds, for a caller with a sidecar always tries mutual TLS. Where pods of the caller's own cluster answer the name, too, it can go unseen. Told once for what two clusters differ in, with the first call and how many more it ends.",
    next: 'Have every cluster trust the roots of all (root-cert.pem), and write the domain of each under trustDomainAliases of the others; then start istiod and the workloads anew.',
  },
  'mesh-trust-domains-differ': {
    severity: 'warning',
    title: 'Trust domains that do not take each other',
    doc: 'The control planes of two clusters have trust domains that differ, and not each has that of the other among its trustDomainAliases. A proxy refuses a peer of a domain that it does not know: 503, hidden while pods of the own cluster answer. Told while no call that is known ends for it: else mesh-trust says so.',
    next: 'Write the domain of each under trustDomainAliases of the other, in both clusters.',
  },
} as const satisfies Readonly<Record<string, DiagnosticEntry>>;

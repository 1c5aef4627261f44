// Diagnostics about rules of callers: routes, time, balancing, breakers. A data table.
import type { DiagnosticEntry } from '../../../core/index.ts';

export const RULE_CODES = {
  'mesh-breaker-no-effect': {
    severity: 'warning',
    title: 'A circuit breaker that never ejects a pod',
    doc: 'A proxy ejects a pod only while the share of ejected pods stays within maxEjectionPercent, 10 by default. With fewer than ten pods behind the name, one pod is more than that: however often it fails, it keeps its share of the requests.',
    next: 'Set maxEjectionPercent to at least 100 divided by the number of pods.',
  },
  'mesh-breaker-worse': {
    severity: 'warning',
    title: 'A circuit breaker that makes failures worse',
    doc: 'outlierDetection makes the proxies of a mesh send all requests to the region of the caller, where they were spread over regions before. A pod there that is ready and fails is retried in its own region alone; as the breaker can never eject it, callers get errors while other regions are well. Without the breaker, retries would cross regions.',
    next: 'To spread over all regions, set localityLbSetting: {enabled: false} in the same rule. To keep the region first, raise maxEjectionPercent.',
  },
  'mesh-failover-alone': {
    severity: 'warning',
    title: 'A failover that has no effect',
    doc: 'failover and failoverPriority of a DestinationRule say where requests go as pods of a region fail. Proxies learn of failing pods by outlierDetection alone: without it neither has any effect. Pods that are gone are left out in any case.',
    next: 'Add outlierDetection with a maxEjectionPercent that lets one pod go, or take the failover out.',
  },
  'mesh-region-first': {
    severity: 'warning',
    title: "A rule that keeps calls in the caller's region",
    doc: "outlierDetection in a DestinationRule, also an empty one, makes proxies send all requests to pods of the caller's own zone and region while these are well. Where requests were spread over regions before, they no longer are.",
    next: 'To spread over all regions, set localityLbSetting: {enabled: false} or give shares under distribute.',
  },
  'mesh-retries-cut': {
    severity: 'warning',
    title: 'Retries that the time limit cuts off',
    doc: 'All tries of a call together may take longer than the timeout of its route: the last of them are cut off, and a caller gets 504 where another try might have been answered.',
    next: 'Raise the timeout of the route, or lower attempts or perTryTimeout.',
  },
  'mesh-route-nowhere': {
    severity: 'error',
    title: 'A route to a Service or subset that is not there',
    doc: "A VirtualService leads to a Service that no cluster has of those that the caller's control plane knows, or to a subset that no DestinationRule of that cluster has. What stands in the cluster of the callee does not count. Such requests are answered with 503.",
    next: "Put the Service, or the DestinationRule with the subset, into the folder of the caller's cluster.",
  },
  'mesh-rules-differ': {
    severity: 'warning',
    title: 'A rule that stands otherwise in another cluster',
    doc: 'Rules of callers (VirtualService, DestinationRule, ServiceEntry, Sidecar) count where callers run, rules of callees (PeerAuthentication, AuthorizationPolicy) where pods run. One that is missing in such a cluster, or says something else there, makes calls of one name behave otherwise by the cluster of the caller or of the pod.',
    next: 'Put the same rule into the folders of all these clusters, or give the rules names of their own.',
  },
  'mesh-too-far': {
    severity: 'warning',
    title: 'A time limit that is short for the way',
    doc: 'All pods that take the call stand in other regions. A first request needs two round trips at least, one for the connection and one for itself, and mutual TLS one or two more. Light in fibre alone takes so long that little of the limit is left, or none.',
    next: 'Raise the timeout of the route for callers of that region, or have pods there.',
  },
  'mesh-two-rules': {
    severity: 'warning',
    title: 'Two rules for one host',
    doc: 'Two VirtualServices, or two DestinationRules of one namespace, are for one host in one cluster. The older object wins; which one that is cannot be seen in Git.',
    next: 'Make one rule of them.',
  },
} as const satisfies Readonly<Record<string, DiagnosticEntry>>;

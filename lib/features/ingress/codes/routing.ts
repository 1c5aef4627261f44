// Diagnostics about ingresses: their backends, routes, addresses. A data table.
import type { DiagnosticEntry } from '../../../core/index.ts';

export const ROUTING_DIAGNOSTICS = {
  'missing-default-backend': {
    severity: 'error',
    title: 'The MultiClusterIngress has no default backend',
    doc: 'spec.template.spec.backend answers what no host or path matches; without it a load balancer cannot be made.',
    next: 'Add spec.template.spec.backend with the service that answers everything else.',
  },
  'backend-not-found': {
    severity: 'error',
    title: 'A backend names a MultiClusterService that does not exist',
    doc: 'serviceName must be a MultiClusterService (not a Service) of the same namespace.',
    next: 'Mend serviceName, or add a MultiClusterService of that name in the same namespace.',
  },
  'port-not-found': {
    severity: 'error',
    title: 'A backend names a port that its MultiClusterService does not have',
    doc: 'servicePort must be the number or name of a port in spec.template.spec.ports.',
    next: 'Use the number or the name of a port of the MultiClusterService as servicePort.',
  },
  'conflicting-path': {
    severity: 'error',
    title: 'One host and path has two different backends',
    doc: 'Rules for the same host are merged. The hosted controller lets the last one win silently; Rangelight asks you to decide.',
    next: 'Keep one of the two backends for that host and path.',
  },
  'invalid-path': {
    severity: 'error',
    title: 'The path is not one that a URL map accepts',
    doc: 'A path starts with /, may end in /*, and contains no ? or # and no other *. With pathType Exact or Prefix it has no * at all.',
    next: 'Write the path with a leading /, and with * only as /* at its end.',
  },
  'exact-path': {
    severity: 'warning',
    title: 'A path matches itself alone',
    doc: 'Without /* at its end a path is exact: /api is not /api/users, and / is not every path. Write /api/* as well for everything under it, or only /* for every path. With `pathType: Exact` it is said to be meant so, and with `pathType: Prefix` both are made of one line; the hosted controller knows neither.',
    next: 'Write the path with /* at its end, unless only that one path is meant.',
  },
  'invalid-host': {
    severity: 'error',
    title: 'The host is not one that a URL map accepts',
    doc: 'A host is a DNS name, optionally with a leading *. label; no port, no IP address.',
    next: 'Write a DNS name without a port; *. is allowed at its beginning.',
  },
  'rule-backend-shorthand': {
    severity: 'warning',
    title: 'A backend stands directly under a rule',
    doc: 'It is read as the backend of path /*. Write http.paths to be explicit.',
    next: 'Write the backend under http.paths.',
  },
  'name-too-long': {
    severity: 'error',
    title: 'The MultiClusterService name is too long',
    doc: 'A name may have at most 63 characters, as that of a Service. Give it a shorter name, and use that in the ingresses that refer to it.',
    next: 'Give the MultiClusterService a shorter name.',
  },
  'long-service-name': {
    severity: 'warning',
    title: 'The MultiClusterService has a name of more than 38 characters',
    doc: 'Rangelight serves it. The hosted controller puts a prefix and a hash around the name, within 63 characters, and Google does not say what it does with a longer one. Use a shorter name if the fleet may go back to the hosted controller.',
    next: 'Nothing has to be done here; choose a shorter name if the fleet may go back to the hosted controller.',
  },
  'address-conflict': {
    severity: 'error',
    title: 'Two load balancers claim one address and port',
    doc: 'A forwarding rule holds its IP address and port alone: another MultiClusterIngress claims it, or a forwarding rule of somebody else has it. Give one of them another static-ip.',
    next: 'Give one of the two ingresses another static-ip.',
  },
  'project-thing-not-found': {
    severity: 'error',
    title: 'The project has no thing of that name',
    doc: 'A manifest names a global address, an SSL certificate, an SSL policy or a Cloud Armor policy that others make, and the project of the fleet has none of that name, or one of another type. Compute would refuse it in the middle of the rollout. Regional ones do not count.',
    next: 'Make it, or mend the name; once it is there the branch is planned again by itself, and a pull request with `/rangelight plan`.',
  },
  'project-thing-unknown': {
    severity: 'warning',
    title: 'Whether something exists that a manifest names is not known',
    doc: 'The list that would tell could not be read, or the thing is of another project, where nothing is looked up. When it is not there the rollout stops at the step that needs it.',
    next: 'Check that it exists before you merge; ask the platform team to let the planner list it.',
  },
  'invalid-static-ip': {
    severity: 'error',
    title: 'networking.gke.io/static-ip is not an address',
    doc: 'Use a literal IPv4 address, the URL of a global address, or the name of one reserved in the project.',
    next: 'Write an IPv4 address, or the name of a global address that is reserved in the project.',
  },
  'hosted-stops': {
    severity: 'warning',
    title: 'After the merge nobody answers what a hosted load balancer answers now',
    doc: 'With `controller: gke`: the load balancers of the hosted controller, as they stand in Compute, were compared with what it would make of the commit. The finding has a request for which the merge leaves no backend, a front end that closes, or a load balancer that no manifest asks for any more. Where something was taken out, it stands on the list that it was in.',
    next: 'Read the request in the message; put the rule, the cluster or the object back where it has to go on answering.',
  },
  'hosted-moves': {
    severity: 'warning',
    title: 'After the merge another backend answers a request to a hosted load balancer',
    doc: 'With `controller: gke`: the load balancers of the hosted controller, as they stand in Compute, were compared with what it would make of the commit. The finding has one of the requests that change, on the line that changes them.',
    next: 'Check that the new backend is meant to answer; `rangelight compare . hosted` has all requests.',
  },
  'hosted-changes': {
    severity: 'warning',
    title: 'The merge sets a hosted load balancer up otherwise',
    doc: 'With `controller: gke`: what stands in Compute is compared with what the hosted controller would make of the commit, setting by setting: pods, clusters, health check, timeouts, affinity, CDN, Identity-Aware Proxy, certificates, addresses. Either the commit changes it, or somebody changed it in Compute.',
    next: 'Check that the value after the merge is meant; one that was set by hand in Compute is lost with it.',
  },
  'hosted-new': {
    severity: 'info',
    title: 'The merge makes something new of hosted load balancers answer',
    doc: 'With `controller: gke`: a load balancer, or a request that nobody answers now.',
    next: 'Nothing to do.',
  },
} as const satisfies Readonly<Record<string, DiagnosticEntry>>;

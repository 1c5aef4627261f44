// What one clause of the hosted controller's behaviour is, what we do, and how that is shown.
import type { DiagnosticCode } from '../../../lib/core/index.ts';
import type { ResourceKind } from '../../../lib/features/ingress/kinds/index.ts';

/** Public pages that clauses cite, by the name that the page of parity prints. */
export const PAGES = {
  concept: ['Multi Cluster Ingress', 'https://cloud.google.com/kubernetes-engine/docs/concepts/multi-cluster-ingress'],
  deploy: [
    'Deploying Ingress across clusters',
    'https://cloud.google.com/kubernetes-engine/docs/how-to/multi-cluster-ingress',
  ],
  setup: [
    'Setting up Multi Cluster Ingress',
    'https://cloud.google.com/kubernetes-engine/docs/how-to/multi-cluster-ingress-setup',
  ],
  features: ['Ingress configuration', 'https://cloud.google.com/kubernetes-engine/docs/how-to/ingress-configuration'],
  controller: ['inferred: kubernetes/ingress-gce', 'https://github.com/kubernetes/ingress-gce'],
  backendConfig: [
    'kubernetes/ingress-gce, BackendConfig v1',
    'https://github.com/kubernetes/ingress-gce/blob/master/pkg/apis/backendconfig/v1/types.go',
  ],
  certificates: [
    'kubernetes/ingress-gce, ToCompositeSSLCertificates',
    'https://github.com/kubernetes/ingress-gce/blob/master/pkg/translator/translator.go',
  ],
  computeApi: [
    'Compute API, backendServices',
    'https://cloud.google.com/compute/docs/reference/rest/v1/backendServices',
  ],
  recipes: ['GKE networking recipes', 'https://github.com/GoogleCloudPlatform/gke-networking-recipes'],
  quotas: ['Load balancing quotas', 'https://cloud.google.com/load-balancing/docs/quotas'],
  trouble: [
    'Troubleshooting and operations for Multi Cluster Ingress',
    'https://cloud.google.com/kubernetes-engine/docs/how-to/troubleshooting-and-ops',
  ],
  negs: ['Standalone zonal NEGs', 'https://cloud.google.com/kubernetes-engine/docs/how-to/standalone-neg'],
  rates: ['Compute Engine rate quotas', 'https://cloud.google.com/compute/api-quota'],
  schemes: ['Application Load Balancer overview', 'https://cloud.google.com/load-balancing/docs/https'],
} as const;

/** How a clause is shown: by compiling manifests for a fleet of three clusters, or by a test that stands elsewhere. */
export type Shown =
  /** Some resource of the kind has all of these members. */
  | { readonly resource: ResourceKind; readonly has: object }
  /** So many resources of the kind. */
  | { readonly resource: ResourceKind; readonly count: number }
  /** A request of this URL goes to the MultiClusterService of this name; null: it is redirected. */
  | { readonly url: string; readonly to: string | null }
  /** A finding of the code, on the line that holds the text. */
  | { readonly finding: DiagnosticCode; readonly on: string }
  /** The title of a test, in a file below test/. */
  | { readonly test: string; readonly titled: string };

export interface Clause {
  /** Stable; unique. */
  readonly id: string;
  readonly section:
    | 'MultiClusterIngress'
    | 'MultiClusterService'
    | 'BackendConfig'
    | 'FrontendConfig'
    | 'Derived Services and network endpoint groups'
    | 'Namespaces'
    | 'The load balancer'
    | 'Order of changes'
    | 'Limits';
  readonly feature: string;
  readonly source: keyof typeof PAGES;
  readonly hosted: string;
  readonly rangelight: string;
  /** Why it differs on purpose. */
  readonly why?: string;
  /** Absent where tests alone show it. */
  readonly manifests?: string;
  readonly controller?: 'gke';
  readonly shown: readonly Shown[];
}

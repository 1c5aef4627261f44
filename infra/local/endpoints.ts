// `.local/endpoints.json`: where everything listens.
import type { LocalRangelight } from './rangelight.ts';
import { BUCKETS, NAME, PROJECT, TOKENS } from './layout.ts';

export interface Endpoints {
  readonly project: string;
  /** Of Rangelight's state. */
  readonly bucket: string;
  /** What a person reads and writes it with. */
  readonly personToken: string;
  readonly compute: string;
  readonly storage: string;
  readonly pubsub: string;
  readonly gkehub: string;
  /** Connect Gateway, before the clusters' API servers. */
  readonly connectGateway: string;
  readonly monitoring: string;
  /** Service Usage, IAM, Resource Manager, Cloud Run, Cloud Scheduler and Secret Manager. */
  readonly projectApis: string;
  readonly github: { readonly api: string; readonly gitUrl: string };
  readonly webhook: string;
  /** Region → proxy for `curl -x`. */
  readonly regions: Readonly<Record<string, string>>;
  /** Cluster → proxy for `curl -x`: a request through it is that of a pod there. */
  readonly clusters: Readonly<Record<string, string>>;
  /** A file with one context per cluster. */
  readonly kubeconfig: string;
  readonly control: string;
}

export function endpointsOf(local: LocalRangelight, control: string): Endpoints {
  const { urls, github } = local.cloud;
  return {
    project: PROJECT,
    bucket: BUCKETS.state,
    personToken: TOKENS.person,
    compute: urls.compute,
    storage: urls.storage,
    pubsub: `http://${urls.pubsub}`,
    gkehub: urls.gkehub,
    connectGateway: urls.connectGateway,
    monitoring: urls.monitoring,
    projectApis: urls.projectApis,
    github: { api: urls.github, gitUrl: github.repository(NAME).gitUrl() },
    webhook: local.functions.get('webhook')?.url ?? '',
    regions: Object.fromEntries(urls.regions),
    clusters: Object.fromEntries(local.cloud.clusters.map(({ layout, proxy }) => [layout.link, proxy])),
    kubeconfig: local.kubeconfigFile,
    control,
  };
}

/** The clusters' proxies as variables for a shell, `CLUSTER_us_west1_gke_us`. */
export function variablesOf({ clusters }: Endpoints): string {
  const lines = Object.entries(clusters).map(([link, url]) => `export CLUSTER_${link.replaceAll(/\W/g, '_')}=${url}\n`);
  return lines.join('');
}

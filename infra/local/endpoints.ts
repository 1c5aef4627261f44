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
  readonly github: { readonly api: string; readonly gitUrl: string };
  readonly webhook: string;
  /** Region → proxy for `curl -x`. */
  readonly regions: Readonly<Record<string, string>>;
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
    github: { api: urls.github, gitUrl: github.repository(NAME).gitUrl() },
    webhook: local.functions.get('webhook')?.url ?? '',
    regions: Object.fromEntries(urls.regions),
    kubeconfig: local.kubeconfigFile,
    control,
  };
}

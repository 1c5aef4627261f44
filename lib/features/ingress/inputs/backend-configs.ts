// Which BackendConfig each port of a MultiClusterService has.
import type { Diagnostic } from '../../../core/index.ts';
import { diagnostic } from '../codes/index.ts';
import { didYouMean } from '../../../manifest/index.ts';
import {
  type BackendConfig,
  backendConfigReference,
  type MultiClusterService,
  type ServicePort,
} from '../manifests/index.ts';
import type { Lookup } from './lookup.ts';

export type BackendConfigReading =
  | { readonly state: 'resolved'; configFor(port: ServicePort): BackendConfig | undefined }
  /** With an error of its own, or (without diagnostics) only because of a BackendConfig that it refers to. */
  | { readonly state: 'held'; readonly diagnostics: readonly Diagnostic[] };

/** @param configs the BackendConfigs of the service's namespace. */
export function resolveBackendConfigs(
  service: MultiClusterService,
  configs: Lookup<BackendConfig>,
): BackendConfigReading {
  const reference = backendConfigReference(service);
  if (reference === undefined) return { state: 'resolved', configFor: () => undefined };
  const found = new Map<string, BackendConfig>();
  const diagnostics: Diagnostic[] = [];
  let held = false;
  for (const name of reference.names) {
    const config = configs.find(name);
    if (config === 'held') held = true;
    else if (config !== undefined) found.set(name, config);
    else {
      const message = `there is no BackendConfig ${name} in namespace ${service.namespace}`;
      diagnostics.push(diagnostic('config-not-found', message, reference.source, didYouMean(name, configs.names)));
    }
  }
  if (held || diagnostics.length > 0) return { state: 'held', diagnostics };
  return { state: 'resolved', configFor: (port) => found.get(reference.nameFor(port) ?? '') };
}

// BackendConfigs and FrontendConfigs that nothing names: they have no effect, and a name may have been misspelt.
import type { Diagnostic } from '../../../core/index.ts';
import { diagnostic } from '../codes/index.ts';
import { didYouMean, type Identity, type ReadResult } from '../../../manifest/index.ts';
import {
  BACKEND_CONFIG,
  type BackendConfig,
  backendConfigsNamed,
  FRONTEND_CONFIG,
  type FrontendConfig,
  type MultiClusterIngress,
  type MultiClusterService,
} from '../manifests/index.ts';

/**
 * A warning for each, unless what could name it is not known to the end.
 * @param services and ingresses: also those with errors, as far as their shape is right.
 */
export function checkUnusedConfigs(
  configs: readonly (BackendConfig | FrontendConfig)[],
  services: readonly MultiClusterService[],
  ingresses: readonly MultiClusterIngress[],
  { incomplete, rejected }: Pick<ReadResult, 'incomplete' | 'rejected'>,
): readonly Diagnostic[] {
  if (incomplete.length > 0) return [];
  const unreadable = services.filter((one) => backendConfigsNamed(one) === undefined);
  const shapeless = rejected.filter(({ manifest }) => manifest === undefined);
  const inDoubt = new Set([...shapeless, ...unreadable].map(placeOf));
  const named = Map.groupBy(
    [
      ...services.flatMap((one) => (backendConfigsNamed(one) ?? []).map((name) => ({ in: placeOf(one), name }))),
      ...ingresses.map((one) => ({ in: placeOf(one), name: one.annotations[FRONTEND_CONFIG] ?? '' })),
    ],
    (one) => one.in,
  );
  const declared = Map.groupBy(configs, (one) => `${USER[one.kind]} ${one.namespace}`);
  const unused = [...declared].flatMap(([place, ones]) => {
    const names = new Set((named.get(place) ?? []).map(({ name }) => name));
    // A name that is declared nowhere, and was hardly meant for another than this one, is told where it stands.
    const missing = [...names].filter((name) => ones.every((one) => one.name !== name));
    if (inDoubt.has(place)) return [];
    return ones.filter((one) => !names.has(one.name) && didYouMean(one.name, missing) === undefined);
  });
  return unused.map((one) => {
    const message = `no ${USER[one.kind]} of namespace ${one.namespace} names ${one.kind} ${one.name}: it has no effect`;
    const isBackend = one.kind === 'BackendConfig';
    const annotation = isBackend
      ? `${BACKEND_CONFIG[0]}: '{"default":"${one.name}"}'`
      : `${FRONTEND_CONFIG}: ${one.name}`;
    const hint = `Name it with the annotation ${annotation}, or take it out.`;
    return diagnostic('unused-config', message, one.at(['metadata', 'name']), hint);
  });
}

const USER = { BackendConfig: 'MultiClusterService', FrontendConfig: 'MultiClusterIngress' } as const;

/** Who names, and where: a reference never leaves its namespace. */
function placeOf({ kind, namespace }: Identity): string {
  return `${kind} ${namespace}`;
}

// What the manifests of a commit say around exports: the Services, the namespaces and the calls that lie in the folders
// of clusters.
import type { Manifest, ReadResult } from '../../../manifest/index.ts';
import { isOfKind } from '../../../manifest/index.ts';
import type { ClusterLink } from '../../../model/index.ts';
import { type ExportedService, exportedService } from '../predict/exported-service.ts';
import { type CalledName, calledNames } from './called-names.ts';
import { CALLER_KINDS, manifestsAround, NAMESPACE, SERVICE } from '../../common/index.ts';

export interface Call extends CalledName {
  readonly caller: Manifest;
  readonly cluster: ClusterLink;
}

export interface InGit {
  /** Undefined where Git has none that can be read. */
  readonly service: (
    cluster: ClusterLink,
    namespace: string,
    name: string,
  ) => { readonly manifest: Manifest; readonly exported: ExportedService } | undefined;
  readonly hasNamespace: (cluster: ClusterLink, namespace: string) => boolean;
  /** By cluster, kind and name of the caller. */
  readonly calls: readonly Call[];
}

export function inGit(read: Pick<ReadResult, 'manifests' | 'ofOthers'>): InGit {
  const manifests = manifestsAround(read);
  const services = new Map(
    manifests
      .filter((one) => isOfKind(SERVICE, one))
      .map((manifest) => {
        const { cluster = '', namespace, name, body } = manifest;
        return [`${cluster} ${namespace}/${name}`, { manifest, exported: exportedService(body) }] as const;
      }),
  );
  const namespaces = new Set(
    manifests.filter((one) => isOfKind(NAMESPACE, one)).map(({ cluster = '', name }) => `${cluster} ${name}`),
  );
  const calls = manifests
    .filter((one) => CALLER_KINDS.some((kind) => isOfKind(kind, one)))
    .flatMap((caller) => calledNames(caller.body).map((call) => ({ ...call, caller, cluster: caller.cluster ?? '' })));
  return {
    service: (cluster, namespace, name) => services.get(`${cluster} ${namespace}/${name}`),
    hasNamespace: (cluster, namespace) => namespaces.has(`${cluster} ${namespace}`),
    calls,
  };
}

// Whether the proxies of two clusters accept each other's certificates. Each side has to trust the root of the other
// one, and to take its trust domain for its own. Source: istiod and Envoy (test/conformance/mesh).
import type { MeshRoots } from '../world/mesh-roots.ts';
import type { MeshSettings } from '../world/mesh-settings.ts';
import type { MeshCluster } from '../world/mesh-world.ts';

export interface Distrust {
  /** Whose proxies refuse: the caller's are first to see a certificate. */
  readonly by: 'caller' | 'callee';
  readonly what: 'root' | 'domain';
}

/** Undefined where they accept each other, or nothing else is known. */
export function distrust(own: MeshCluster, other: MeshCluster): Distrust | undefined {
  if (own.link === other.link) return undefined;
  const ofCaller = refuses(own, other);
  if (ofCaller !== undefined) return { by: 'caller', what: ofCaller };
  const ofCallee = refuses(other, own);
  return ofCallee === undefined ? undefined : { by: 'callee', what: ofCallee };
}

function refuses(judge: MeshCluster, other: MeshCluster): Distrust['what'] | undefined {
  if (!trusts(judge.roots, other.roots)) return 'root';
  return domainsOf(judge.settings).includes(other.settings.trustDomain) ? undefined : 'domain';
}

/** Names in the fleet file and fingerprints cannot be compared. */
function trusts(judge: MeshRoots | undefined, other: MeshRoots | undefined): boolean {
  if (judge === undefined || other === undefined || judge.by !== other.by) return true;
  if (other.own !== undefined) return judge.trusted.includes(other.own);
  return other.trusted.some((root) => judge.trusted.includes(root));
}

/** Whose identities count as the cluster's own. */
export function domainsOf({ trustDomain, trustDomainAliases }: MeshSettings): readonly string[] {
  return [trustDomain, ...trustDomainAliases];
}

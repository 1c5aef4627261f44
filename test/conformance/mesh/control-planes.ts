// The control planes of a story's clusters as it says: their authorities and the roots that they trust, their trust
// domains and networks. What proxies have of it they have until they start anew.
import { type ClusterAuthority, type MeshAuthority, trusting } from '../../peers/mesh/authority.ts';
import { type MeshSettings, type NetworkedCluster, restartIstiod } from '../../peers/mesh/istiod.ts';
import type { MeshedPod } from '../../peers/mesh/pod.ts';
import type { Started } from '../../peers/start-program.ts';
import type { ControlPlane, Root } from './story.ts';

export interface OwnControlPlane {
  readonly cluster: NetworkedCluster;
  readonly istiod: Started;
  readonly pods: readonly MeshedPod[];
}

/** Clusters of one name have one authority under a root, whatever else changes. */
export function createAuthorities(roots: Readonly<Record<Root, MeshAuthority>>) {
  const made = new Map<string, Promise<ClusterAuthority>>();
  const under = (root: Root, owner: string): Promise<ClusterAuthority> => {
    const key = `${root} ${owner}`;
    const own = made.get(key) ?? roots[root].under(owner);
    made.set(key, own);
    return own;
  };
  return {
    async settingsOf(name: string, said: ControlPlane): Promise<MeshSettings> {
      const { trustDomain, trustDomainAliases, network, roots: trusted = ['a'], sharesAuthority } = said;
      const [first = 'a'] = trusted;
      const authority = await under(first, sharesAuthority === true ? 'all' : name);
      return {
        authority: trusting(
          authority,
          trusted.map((root) => roots[root].root),
        ),
        ...(trustDomain === undefined ? {} : { trustDomain }),
        ...(trustDomainAliases === undefined ? {} : { trustDomainAliases }),
        ...(network === undefined ? {} : { network }),
      };
    },
  };
}

/** The control plane first, then all sidecars at once. */
export async function renewControlPlane(own: OwnControlPlane, settings: MeshSettings): Promise<void> {
  const { authority, trustDomain, network } = settings;
  await restartIstiod(own.cluster, own.istiod, settings);
  const sidecar = {
    root: authority['root-cert.pem'],
    ...(trustDomain === undefined ? {} : { trustDomain }),
    ...(network === undefined ? {} : { network }),
  };
  await Promise.all(own.pods.map((pod) => pod.renew(sidecar)));
}

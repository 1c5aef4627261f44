// What tells control planes that a team runs of each other: in each cluster a token of Istio's reader, and for each
// ordered pair of clusters a remote secret that the worker makes of it. Source: Istio, "Install Multi-Primary".
import type { CompiledPart, CompileInput } from '../../../compile/index.ts';
import { type Diagnostic, digestOf } from '../../../core/index.ts';
import { assumedFacts, type Fleet, lacksNamespace, placeInFleet } from '../../../fleet/index.ts';
import {
  type ClusterLink,
  type ClusterRef,
  type DesiredResource,
  isClusterRef,
  FLEET_UNIT,
  MANAGED_BY,
  OWNER_ANNOTATION,
  ownershipMark,
  refInCluster,
  refKey,
} from '../../../model/index.ts';
import { diagnostic } from '../codes/index.ts';
import { notInstalled } from '../findings/control-plane-findings.ts';
import { meshSecret } from '../kinds/mesh-secret.ts';
import { clustersOfMesh, MESH, meshSection, type MeshSection } from '../section.ts';

/** The account that Istio installs in every cluster, for control planes of others. */
export const READER = 'istio-reader-service-account';
/** A token of its own: to revoke it ends nothing that somebody else has made. */
export const TOKEN_SECRET = 'rangelight-istio-reader-token';
/** As what the worker reads the token. */
export const KUBECONFIG_USE = 'kubeconfig';

/** Says of which token a remote secret is made, and for which server. */
const TOKEN_UID = 'rangelight.dev/token';
const MADE_FOR = 'rangelight.dev/made-for';

interface Member {
  readonly link: ClusterLink;
  readonly id: string;
  readonly server: string | undefined;
}

type Made = Pick<CompiledPart, 'resources' | 'diagnostics'>;

/** Nothing into a cluster whose control plane reads none. */
export function remoteSecretsOf(
  { fleet, installation, facts }: Pick<CompileInput, 'fleet' | 'installation' | 'facts'>,
  section: MeshSection,
): Made {
  if (section.discovery !== 'secrets') return { resources: new Map(), diagnostics: [] };
  const { which } = meshSecret.observed;
  const members = clustersOfMesh(fleet, section).map(({ link }) => memberOf(link, section));
  const wrong = notTellable(members, fleet);
  if (wrong.length > 0) return { resources: new Map(), diagnostics: wrong };
  const without = members.filter(({ link }) => lacksNamespace(facts, link, which.namespace));
  const known = members.filter((one) => !without.includes(one));
  const mark = ownershipMark({ installation, fleet: fleet.name }, FLEET_UNIT);
  const readers = known.filter(({ link }) => facts.controlPlanes?.[link]?.implementation !== 'TRAFFIC_DIRECTOR');
  const made = known.flatMap((target): readonly DesiredResource[] => {
    const { server } = target;
    const others = readers.filter((reader) => reader.link !== target.link);
    if (server === undefined || others.length === 0) return [];
    return [tokenOf(target, mark), ...others.map((reader) => remoteSecret(reader, { ...target, server }, mark))];
  });
  return {
    resources: made.length === 0 ? new Map() : new Map([[FLEET_UNIT, made]]),
    diagnostics: without.map(({ link }) => notInstalled(link, fleet, facts)),
  };
}

/** The Secrets that the fleet file asks for, whatever stands: what the worker has to be let write, by cluster. */
export function secretsOfMesh(fleet: Fleet): readonly ClusterRef[] {
  const section = meshSection(fleet);
  if (section === undefined) return [];
  const { facts } = assumedFacts(fleet);
  const { resources } = remoteSecretsOf({ fleet, installation: '', facts }, section);
  return [...resources.values()].flat().flatMap(({ ref }) => (isClusterRef(ref) ? [ref] : []));
}

function memberOf(link: ClusterLink, { clusters }: MeshSection): Member {
  const said = clusters[link];
  return { link, id: said?.id ?? link.split('/')[1] ?? link, server: said?.server };
}

/** A control plane ignores the second one of a name. Source: Istio, pkg/kube/multicluster/secretcontroller.go. */
function notTellable(members: readonly Member[], fleet: Fleet): readonly Diagnostic[] {
  const byId = Map.groupBy(members, ({ id }) => id);
  return [...byId.values()].flatMap(([first, ...others]) =>
    others.map(({ link, id }): Diagnostic => {
      const message = `${first?.link} and ${link} are both called ${id} in the mesh: a control plane knows one of them alone`;
      return diagnostic('mesh-id-twice', message, placeInFleet(fleet, [MESH, 'clusters']));
    }),
  );
}

function tokenRef({ link }: Pick<Member, 'link'>): ClusterRef {
  return refInCluster(meshSecret, link, TOKEN_SECRET, meshSecret.observed.which.namespace);
}

function tokenOf(target: Member, mark: string): DesiredResource {
  const ref = tokenRef(target);
  return {
    ref,
    body: {
      metadata: {
        name: ref.name,
        namespace: meshSecret.observed.which.namespace,
        labels: MANAGED_BY,
        annotations: { [OWNER_ANNOTATION]: mark, 'kubernetes.io/service-account.name': READER },
      },
      type: 'kubernetes.io/service-account-token',
    },
    maker: 'rangelight',
    owners: [],
    dependsOn: [],
  };
}

function remoteSecret(reader: Member, target: Member & { readonly server: string }, mark: string): DesiredResource {
  const { namespace } = meshSecret.observed.which;
  const { id, server } = target;
  const name = `istio-remote-secret-${id}`;
  const token = tokenRef(target);
  return {
    ref: refInCluster(meshSecret, reader.link, name, namespace),
    body: {
      metadata: {
        name,
        namespace,
        labels: { ...MANAGED_BY, 'istio/multiCluster': 'true' },
        annotations: {
          [OWNER_ANNOTATION]: mark,
          'networking.istio.io/cluster': id,
          [TOKEN_UID]: refKey(token),
          [MADE_FOR]: digestOf({ id, server }),
        },
      },
    },
    maker: 'rangelight',
    owners: [],
    dependsOn: [refKey(token)],
    secret: {
      clusters: [target.link],
      namespace,
      name: token.name,
      use: KUBECONFIG_USE,
      around: { cluster: id, server },
    },
  };
}

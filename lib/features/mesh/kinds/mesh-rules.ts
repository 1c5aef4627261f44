// Istio's rules as resources of clusters, each kind where the fleet file has it managed. Their specs are written and
// compared whole: Istio's definitions give no defaults.
import type { ClusterKindDefinition } from '../../../model/index.ts';
import { MESH } from '../section.ts';
import type { RuleKind } from '../world/mesh-rule.ts';

interface RuleApi {
  readonly id: string;
  readonly plural: string;
  readonly group: 'networking.istio.io' | 'security.istio.io';
}

const networking = (id: string, plural: string): RuleApi => ({ id, plural, group: 'networking.istio.io' });
const security = (id: string, plural: string): RuleApi => ({ id, plural, group: 'security.istio.io' });

/** By the name of the kind. */
export const RULE_APIS: Readonly<Record<RuleKind, RuleApi>> = {
  VirtualService: networking('meshVirtualService', 'virtualservices'),
  DestinationRule: networking('meshDestinationRule', 'destinationrules'),
  ServiceEntry: networking('meshServiceEntry', 'serviceentries'),
  Sidecar: networking('meshSidecar', 'sidecars'),
  PeerAuthentication: security('meshPeerAuthentication', 'peerauthentications'),
  AuthorizationPolicy: security('meshAuthorizationPolicy', 'authorizationpolicies'),
};

/** Manifests may be written in any of these: they mean the same. */
export const RULE_VERSIONS: Readonly<Record<RuleApi['group'], readonly [string, ...string[]]>> = {
  'networking.istio.io': ['v1', 'v1beta1', 'v1alpha3'],
  'security.istio.io': ['v1', 'v1beta1'],
};

export const RULE_KINDS = (Object.keys(RULE_APIS) as RuleKind[]).map((kind): ClusterKindDefinition => {
  const { id, group, plural } = RULE_APIS[kind];
  return {
    id,
    title: kind,
    section: `${MESH}/${kind}`,
    api: { group, versions: RULE_VERSIONS[group], kind, plural, scope: 'namespaced', custom: true },
    observed: { where: 'members', which: 'all' },
    reportGroup: 'member-clusters',
    output: 'copies',
    phase: 'expand',
    impact: { change: 'possible', shrink: 'possible', remove: 'possible' },
    existing: 'owned',
    fields: {
      'metadata.labels': { policy: 'in-place', open: true },
      'metadata.annotations': { policy: 'in-place', open: true },
      spec: { policy: 'in-place' },
    },
  };
});

export function ruleKindOf(kind: RuleKind): ClusterKindDefinition {
  const { id } = RULE_APIS[kind];
  return RULE_KINDS.find((one) => one.id === id) as ClusterKindDefinition;
}

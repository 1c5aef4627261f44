// The definitions of Istio's kinds, as far as an API server has to know them to keep such objects: their fields are not
// checked. Source: Istio, manifests/charts/base/files/crd-all.gen.yaml, names and versions.
const KINDS = [
  ['networking.istio.io', 'VirtualService', 'virtualservices'],
  ['networking.istio.io', 'DestinationRule', 'destinationrules'],
  ['networking.istio.io', 'ServiceEntry', 'serviceentries'],
  ['networking.istio.io', 'Sidecar', 'sidecars'],
  ['security.istio.io', 'PeerAuthentication', 'peerauthentications'],
  ['security.istio.io', 'AuthorizationPolicy', 'authorizationpolicies'],
] as const;

export const ISTIO_DEFINITIONS: readonly object[] = KINDS.map(([group, kind, plural]) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `${plural}.${group}` },
  spec: {
    group,
    scope: 'Namespaced',
    names: { kind, listKind: `${kind}List`, plural, singular: kind.toLowerCase() },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: { spec: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
          },
        },
      },
    ],
  },
}));

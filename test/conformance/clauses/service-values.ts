// Clauses of the values that MultiClusterService takes, and of its annotations.
import type { DiagnosticCode } from '../../../lib/core/index.ts';
import type { Clause } from './clause.ts';
import { ingress, service } from './pieces.ts';

const section = 'MultiClusterService';
const BEFORE = 'said before the merge';
const GA = 'cloud.google.com/backend-config';
const WEB = service('web');

function refused(
  id: string,
  feature: string,
  hosted: string,
  manifests: string,
  on: string,
  code: DiagnosticCode = 'schema-violation',
): Clause {
  const words = { hosted, rangelight: `\`${code}\``, why: BEFORE };
  return {
    id: `service/${id}`,
    section,
    feature,
    source: 'concept',
    ...words,
    manifests: manifests + ingress(),
    shown: [{ finding: code, on }],
  };
}

export const SERVICE_VALUE_CLAUSES: readonly Clause[] = [
  {
    id: 'service/not-carried-over',
    section,
    feature: '`type`, `clusterIP`, `sessionAffinity` in the template',
    source: 'concept',
    hosted: 'dropped',
    rangelight: 'the same, with the warning `setting-without-effect`',
    manifests: WEB.replace('selector:', 'type: NodePort, selector:') + ingress(),
    shown: [
      { finding: 'setting-without-effect', on: 'type: NodePort' },
      { resource: 'service', has: { spec: { clusterIP: 'None' } } },
    ],
  },
  {
    id: 'service/target-port',
    section,
    feature: '`targetPort` left out, or a name',
    source: 'concept',
    hosted: 'the port; the name of the container’s port',
    rangelight: 'the same',
    manifests: WEB.replace('targetPort: 8080', 'targetPort: http') + ingress(),
    shown: [
      { resource: 'service', has: { spec: { ports: [{ targetPort: 'http' }] } } },
      { test: 'contract/workloads/pods.test.ts', titled: 'has every pod in its zone, with the named port resolved' },
    ],
  },
  refused(
    'protocol',
    'ports of UDP',
    'no load balancing',
    WEB.replace('port: 8080,', 'port: 8080, protocol: UDP,'),
    'UDP',
  ),
  refused('no-selector', 'no selector, or an empty one', 'no pods', WEB.replace('{app: web}', '{}'), 'selector: {}'),
  {
    id: 'service/link-names',
    section,
    feature: 'two members with one name in one region',
    source: 'concept',
    hosted: 'must not be: a link could mean either',
    rangelight: '`duplicate-cluster-name`; in two regions it is accepted',
    why: BEFORE,
    shown: [{ test: 'unit/fleet/fleet-sanity.test.ts', titled: 'may have one name in two regions' }],
  },
  {
    id: 'service/drained-cluster',
    section,
    feature: 'a cluster that is taken out of `spec.clusters`',
    source: 'recipes',
    hosted: 'its groups are detached and its derived Service goes',
    rangelight: 'detached, given time to end what is in flight, and only then its Service goes',
    why: 'no request fails',
    shown: [
      {
        test: 'unit/plan/make-plan.test.ts',
        titled:
          'is taken out of the backend service, for edges that lag behind too, drained, and only then loses its Service',
      },
    ],
  },
  refused(
    'empty-reference',
    '`backend-config` with neither `default` nor `ports`',
    'an event',
    service('web', `${GA}: '{}'`),
    `'{}'`,
    'invalid-annotation',
  ),
  refused(
    'broken-reference',
    '`backend-config` that is no JSON',
    'an event',
    service('web', `${GA}: 'settings'`),
    `'settings'`,
    'invalid-annotation',
  ),
  refused(
    'unknown-protocol',
    '`app-protocols` with another protocol',
    'an event',
    service('web', `networking.gke.io/app-protocols: '{"web":"GRPC"}'`),
    'GRPC',
    'invalid-annotation',
  ),
  refused(
    'protocol-of-no-port',
    '`app-protocols` of a port that has no name',
    'no effect: it goes by name',
    service('web', `networking.gke.io/app-protocols: '{"8080":"HTTP2"}'`),
    '"8080"',
    'port-not-found',
  ),
  {
    id: 'service/capacity-scaler',
    section,
    feature: '`networking.gke.io/capacity-scaler`',
    source: 'features',
    hosted: 'not documented for it',
    rangelight: '0.1 to 1, for the whole service; 0, with which no cluster would serve, is `schema-violation`',
    manifests: service('web', 'networking.gke.io/capacity-scaler: "0.5"') + ingress(),
    shown: [
      {
        resource: 'backendService',
        has: { backends: Array.from({ length: 4 }, () => ({ capacityScaler: 0.5 })) },
      },
    ],
  },
  {
    id: 'service/neg-annotation',
    section,
    feature: '`cloud.google.com/neg`, `networking.gke.io/transparent-health-checker`',
    source: 'controller',
    hosted: 'no effect: the derived Service gets its own',
    rangelight: 'the same, with the warning `unknown-annotation`',
    manifests: service('web', `cloud.google.com/neg: '{"ingress":true}'`) + ingress(),
    shown: [{ finding: 'unknown-annotation', on: 'cloud.google.com/neg' }],
  },
];

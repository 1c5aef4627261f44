// Clauses of namespace sameness.
import type { Clause } from './clause.ts';
import { frontendConfig, ingress, service } from './pieces.ts';

const section = 'Namespaces';
const elsewhere = (text: string, namespace: string): string =>
  text.replaceAll('namespace: blue', `namespace: ${namespace}`);

export const NAMESPACE_CLAUSES: readonly Clause[] = [
  {
    id: 'namespaces/references',
    section,
    feature: 'references to another namespace',
    source: 'concept',
    hosted: 'none: ingress, service, derived Service and pods share one namespace',
    rangelight: 'the same: `backend-not-found`, `config-not-found`',
    manifests: elsewhere(service('web'), 'green') + ingress(),
    shown: [{ finding: 'backend-not-found', on: 'spec: {template: {spec: {backend' }],
  },
  {
    id: 'namespaces/configs',
    section,
    feature: 'FrontendConfig, BackendConfig and Secret of another namespace',
    source: 'deploy',
    hosted: 'not found',
    rangelight: 'the same: `config-not-found`',
    manifests:
      service('web') +
      elsewhere(frontendConfig('{}'), 'green') +
      ingress('', 'networking.gke.io/frontend-config: frontend'),
    shown: [{ finding: 'config-not-found', on: 'frontend-config: frontend' }],
  },
  {
    id: 'namespaces/member',
    section,
    feature: 'namespace that a member cluster lacks',
    source: 'concept',
    hosted: 'no derived Service there; not said',
    rangelight: '`namespace-missing`, once for each namespace, and that member is left out; it is never made',
    why: 'a region that does not serve is told before the merge',
    shown: [
      { test: 'unit/features/ingress/held.test.ts', titled: 'leaves out a member that certainly lacks the namespace' },
    ],
  },
  {
    id: 'namespaces/unread-member',
    section,
    feature: 'member cluster that cannot be read',
    source: 'trouble',
    hosted: '`AVMBR110` in the state of the feature when a right is missing',
    rangelight: 'what was known of it last counts, and nothing of what it is part of is taken away',
    why: 'a failed read is never an empty one',
    shown: [
      {
        test: 'unit/features/ingress/held.test.ts',
        titled: 'gives a member that cannot be read the benefit of the doubt',
      },
    ],
  },
  {
    id: 'namespaces/config-cluster',
    section,
    feature: 'namespace that a config cluster lacks',
    source: 'concept',
    hosted: '`kubectl apply` fails',
    rangelight: '`config-namespace-missing`',
    why: 'said before the merge',
    shown: [
      {
        test: 'unit/features/ingress/held.test.ts',
        titled: 'holds objects whose namespace a config cluster certainly lacks',
      },
    ],
  },
  {
    id: 'namespaces/ambiguous',
    section,
    feature: 'namespaces such as `default`, `prod`, `dev`',
    source: 'concept',
    hosted: 'one namespace in every cluster, like any other',
    rangelight: 'the same, with the warning `ambiguous-namespace`',
    manifests: elsewhere(service('web') + ingress(), 'default'),
    shown: [{ finding: 'ambiguous-namespace', on: 'namespace: default' }],
  },
];

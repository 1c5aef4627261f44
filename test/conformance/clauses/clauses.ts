// All clauses, in the order of the page.
import { BACKEND_CONFIG_CLAUSES } from './backend-config.ts';
import { BACKEND_CONFIG_VALUE_CLAUSES, FRONTEND_CONFIG_VALUE_CLAUSES } from './backend-config-values.ts';
import { BALANCER_CLAUSES } from './balancer.ts';
import type { Clause } from './clause.ts';
import { FRONTEND_CONFIG_CLAUSES } from './frontend-config.ts';
import { INGRESS_SPELLING_CLAUSES } from './ingress-spellings.ts';
import { INGRESS_CLAUSES } from './multi-cluster-ingress.ts';
import { SERVICE_CLAUSES } from './multi-cluster-service.ts';
import { NAMESPACE_CLAUSES } from './namespaces.ts';
import { OPERATION_CLAUSES } from './operation.ts';
import { SERVICE_VALUE_CLAUSES } from './service-values.ts';

export const CLAUSES: readonly Clause[] = [
  ...INGRESS_CLAUSES,
  ...INGRESS_SPELLING_CLAUSES,
  ...SERVICE_CLAUSES,
  ...SERVICE_VALUE_CLAUSES,
  ...BACKEND_CONFIG_CLAUSES,
  ...BACKEND_CONFIG_VALUE_CLAUSES,
  ...FRONTEND_CONFIG_CLAUSES,
  ...FRONTEND_CONFIG_VALUE_CLAUSES,
  ...NAMESPACE_CLAUSES,
  ...BALANCER_CLAUSES,
  ...OPERATION_CLAUSES,
];

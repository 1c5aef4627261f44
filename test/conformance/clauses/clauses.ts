// All clauses, in the order of the page. May import: the clauses.
import { BACKEND_CONFIG_CLAUSES } from './backend-config.ts';
import { BALANCER_CLAUSES } from './balancer.ts';
import type { Clause } from './clause.ts';
import { FRONTEND_CONFIG_CLAUSES } from './frontend-config.ts';
import { INGRESS_CLAUSES } from './multi-cluster-ingress.ts';
import { SERVICE_CLAUSES } from './multi-cluster-service.ts';

export const CLAUSES: readonly Clause[] = [
  ...INGRESS_CLAUSES,
  ...SERVICE_CLAUSES,
  ...BACKEND_CONFIG_CLAUSES,
  ...FRONTEND_CONFIG_CLAUSES,
  ...BALANCER_CLAUSES,
];

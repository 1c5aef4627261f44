// Who may do what in the clusters of the local cloud: the cluster roles of the deployment, by the functions' tokens.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { PolicyRule, Role } from '../emulators/kubernetes/index.ts';
import { PROJECT, TOKENS } from './layout.ts';
import { type FunctionName, IN_CLUSTERS } from '../deploy/contract.ts';

export interface ClusterRole {
  readonly metadata: { readonly name: string };
  readonly rules: readonly PolicyRule[];
}

const MANIFESTS = join(import.meta.dirname, '../deploy/rbac');

export const CLUSTER_ROLES: ReadonlyMap<string, ClusterRole> = new Map(
  IN_CLUSTERS.map((name) => [name, parse(readFileSync(join(MANIFESTS, `${name}.yaml`), 'utf8')) as ClusterRole]),
);

/** What a function shows a cluster. */
export function clusterTokenOf(name: FunctionName): string {
  return name === 'webhook' ? TOKENS.reporter : TOKENS[name];
}

/** Whom the API server takes a function for: behind Connect Gateway, its service account. */
export function clusterUserOf(name: string): string {
  return `rangelight-${name}@${PROJECT}.iam.gserviceaccount.com`;
}

/** Functions that an API server knows by a token. */
export const KNOWN = [...IN_CLUSTERS, 'reporter'] as const;

/** Bearer token → what it may do. The admin is whoever keeps the cluster, and its own
 * controllers; people look. */
export function clusterTokens(): ReadonlyMap<string, Role> {
  const functions = KNOWN.map((name): readonly [string, Role] => [
    TOKENS[name],
    { user: clusterUserOf(name), rules: CLUSTER_ROLES.get(name)?.rules ?? [] },
  ]);
  return new Map<string, Role>([[TOKENS.google, 'admin'], [TOKENS.person, 'viewer'], ...functions]);
}

/** What binds a function to its cluster role. */
export function bindingOf(name: string, role: ClusterRole): object {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: role.metadata.name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role.metadata.name },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: clusterUserOf(name) }],
  };
}

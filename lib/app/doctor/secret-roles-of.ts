// The Roles for the Secrets of one cluster, as the state knows what its fleets name: to be applied there.
import { type JsonObject, RangelightError } from '../../core/index.ts';
import type { Store } from '../../ports/index.ts';
import { accountOf, type Examined } from './examined.ts';
import { examinedFleets, type NeedsOf } from './examined-fleets.ts';
import { neededSecretRoles, secretRoleObjects, type SecretRoleNeed } from './secret-roles.ts';

export interface SecretRoles {
  readonly needs: readonly SecretRoleNeed[];
  /** Roles and RoleBindings. */
  readonly objects: readonly JsonObject[];
}

/** Fails with `not-found` when no fleet has the cluster. */
export async function secretRolesOf(
  store: Store,
  needsOf: NeedsOf,
  where: Pick<Examined, 'contract' | 'project'>,
  cluster: string,
  signal: AbortSignal,
): Promise<SecretRoles> {
  const fleets = await examinedFleets(store, needsOf, signal);
  const clusters = fleets.flatMap((fleet) => fleet.clusters);
  const own = clusters.filter(({ link }) => link === cluster);
  if (own.length === 0) {
    const known = [...new Set(clusters.map(({ link }) => link))].sort().join(', ') || 'none';
    throw new RangelightError('not-found', 'options', `no fleet has the cluster ${cluster}; known are: ${known}`);
  }
  const needs = neededSecretRoles(
    where.contract,
    own.flatMap(({ secrets }) => secrets),
  );
  return { needs, objects: secretRoleObjects(needs, (name) => accountOf(where, name)) };
}

// Discovery that ends: a control plane forgets the endpoints of other clusters at once, and calls that only these
// answer fail. Who calls whom is not known whole, so that a person has to say it.
import type { Change } from '../../../diff/index.ts';
import { type ClusterRef, isClusterRef } from '../../../model/index.ts';
import type { GateFinding } from '../../../plan/index.ts';
import { TOKEN_SECRET } from '../discovery/remote-secrets-of.ts';
import { meshOptions } from '../kinds/mesh-options.ts';
import { meshSecret } from '../kinds/mesh-secret.ts';

export function discoveryGates(changes: readonly Change[]): readonly GateFinding[] {
  const moving = changes.flatMap(({ ref, kind }) =>
    isClusterRef(ref) && ref.kind === meshOptions.id && kind !== 'abandon' ? [ref.cluster] : [],
  );
  return changes.flatMap(({ key, ref, kind, owners }): readonly GateFinding[] => {
    if (!isClusterRef(ref) || !(isDisconnected(ref.kind, kind) || isForgotten(ref, kind))) return [];
    if (ref.kind === meshSecret.id) {
      const forgets = `would have the control plane of ${ref.cluster} forget the endpoints behind ${ref.name}`;
      const message = moving.includes(ref.cluster)
        ? `${forgets}. It is being connected in another way: until that is done, calls from there go to pods of its own cluster alone, and those that only others answer fail. Approve this when it is`
        : `${forgets}: calls from there that its pods answer fail`;
      return [{ code: 'mesh-discovery-ends', message, key, owners, path: [] }];
    }
    const message = `would disconnect ${ref.cluster} from the other clusters of the mesh: calls from there that pods of other clusters answer fail`;
    return [{ code: 'mesh-discovery-ends', message, key, owners, path: [] }];
  });
}

function isDisconnected(of: string, kind: Change['kind']): boolean {
  return of === meshOptions.id && kind === 'abandon';
}

/** A token that goes is not felt by itself: what is made of it goes before it. */
function isForgotten({ kind: of, name }: ClusterRef, kind: Change['kind']): boolean {
  return of === meshSecret.id && name !== TOKEN_SECRET && (kind === 'delete' || kind === 'abandon');
}

// Discovery that ends: a control plane forgets the endpoints of other clusters at once, and calls that only these
// answer fail. Who calls whom is not known whole, so that a person has to say it.
import type { Change } from '../../../diff/index.ts';
import { isClusterRef } from '../../../model/index.ts';
import type { GateFinding } from '../../../plan/index.ts';
import { meshOptions } from '../kinds/mesh-options.ts';

export function discoveryGates(changes: readonly Change[]): readonly GateFinding[] {
  return changes.flatMap(({ key, ref, kind, owners }): readonly GateFinding[] => {
    if (ref.kind !== meshOptions.id || !isClusterRef(ref) || kind !== 'abandon') return [];
    const message = `would disconnect ${ref.cluster} from the other clusters of the mesh: calls from there that pods of other clusters answer fail`;
    return [{ code: 'mesh-discovery-ends', message, key, owners, path: [] }];
  });
}

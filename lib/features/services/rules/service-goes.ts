// A managed Service that is taken away, or made anew because it becomes headless or stops being so: whoever calls it in
// its cluster feels that, exported or not.
import { textAt } from '../../../core/index.ts';
import type { Change } from '../../../diff/index.ts';
import { isClusterRef } from '../../../model/index.ts';
import type { GateFinding } from '../../../plan/index.ts';
import { managedService } from '../../common/managed-service.ts';

export function serviceGates(changes: readonly Change[]): readonly GateFinding[] {
  return changes.flatMap(({ ref, kind, key, owners, after = {} }): readonly GateFinding[] => {
    if (!isClusterRef(ref) || ref.kind !== managedService.id || (kind !== 'delete' && kind !== 'replace')) return [];
    const called = `${ref.name}.${ref.namespace}.svc.cluster.local`;
    const becomes = textAt(after, 'spec', 'clusterIP') === 'None' ? 'headless' : 'one with an address';
    const message =
      kind === 'delete'
        ? `would delete the Service ${ref.namespace}/${ref.name} of ${ref.cluster}: ${called} is answered there no more`
        : `would delete the Service ${ref.namespace}/${ref.name} of ${ref.cluster} and make it anew, ${becomes}: calls of ${called} fail until then`;
    return [{ code: 'service-deleted', message, key, owners, path: [] }];
  });
}

// A policy that goes: who was kept out of a workload comes in, or plain text is taken again.
import type { Change } from '../../../diff/index.ts';
import { isClusterRef } from '../../../model/index.ts';
import type { GateFinding } from '../../../plan/index.ts';
import { RULE_APIS } from '../kinds/mesh-rules.ts';

const POLICIES: ReadonlyMap<string, string> = new Map(
  (['PeerAuthentication', 'AuthorizationPolicy'] as const).map((kind) => [RULE_APIS[kind].id, kind]),
);

export function policyGates(changes: readonly Change[]): readonly GateFinding[] {
  return changes.flatMap(({ key, ref, kind, owners }): readonly GateFinding[] => {
    const policy = POLICIES.get(ref.kind);
    if (policy === undefined || !isClusterRef(ref) || kind !== 'delete') return [];
    const message = `would delete ${policy} ${ref.namespace}/${ref.name} of ${ref.cluster}: what it keeps out comes in`;
    return [{ code: 'mesh-policy-deleted', message, key, owners, path: [] }];
  });
}

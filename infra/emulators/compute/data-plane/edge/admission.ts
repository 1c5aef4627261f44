// Whether a backend service's security policies let a client in: the edge policy first, then the backend's own.
import type { ComputeView } from '../../view.ts';
import { canonical, nameOf } from '../reference.ts';
import { judgeByPolicy } from '../security/policy.ts';
import type { BackendService, SecurityPolicy } from '../shapes.ts';
import { answer, gone, notEmulated, type OwnAnswer } from './own-answer.ts';
import { type Snapshot, standing } from './snapshot.ts';

/** The answer that turns the client away; undefined: it may pass. */
export function admission(
  snapshot: Snapshot,
  view: Pick<ComputeView, 'get'>,
  { edgeSecurityPolicy, securityPolicy }: BackendService,
  clientAddress: string,
): OwnAnswer | undefined {
  for (const reference of [edgeSecurityPolicy, securityPolicy]) {
    if (reference === undefined) continue;
    const path = canonical(reference);
    const policy = standing(snapshot, view, path);
    if (policy === undefined) return gone(`security policy ${nameOf(path)}`);
    const verdict = judgeByPolicy(policy as unknown as SecurityPolicy, clientAddress);
    if (verdict.kind === 'unsupported') return notEmulated(verdict.feature);
    if (verdict.kind === 'deny') {
      const reason = `denied by security policy ${nameOf(path)}, rule ${verdict.priority}`;
      return answer(verdict.status, reason, reason);
    }
  }
  return undefined;
}

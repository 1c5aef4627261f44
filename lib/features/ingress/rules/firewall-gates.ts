// The fleet's one firewall rule lets the load balancer and its health checks reach the nodes of every cluster: what it
// loses, they lose at once, and no phase of a rollout can soften that.
import type { Json } from '../../../core/index.ts';
import type { Change, FieldChange } from '../../../diff/index.ts';
import type { GateFinding } from '../../../plan/index.ts';

const TAGS = 'targetTags';

/** @param tagsOutOfUse network tags behind which nothing of the fleet stands any more: these may go without a word. */
export function* firewallGates(change: Change, tagsOutOfUse: () => ReadonlySet<string>): Generator<GateFinding> {
  const { kind, ref, key, owners } = change;
  if (ref.kind !== 'firewall') return;
  const finding = (message: string): GateFinding => ({ code: 'firewall-shrinks', message, key, owners, path: [] });
  if (kind === 'delete' || kind === 'replace') {
    yield finding(`would take the firewall rule ${ref.name} away: health checks reach no node without it`);
    return;
  }
  for (const field of change.fields.filter(({ effect }) => effect === 'shrink')) {
    if (field.path === TAGS) {
      const mayGo = tagsOutOfUse();
      const lost = lostOf(field).filter((tag) => !mayGo.has(tag));
      if (lost.length === 0) continue;
      yield finding(`would shut nodes with the network tag ${lost.join(', ')} out of the firewall rule ${ref.name}`);
    } else if (change.cause !== 'drift') {
      // What others opened beside lets in nobody whom the load balancer needs; nodes that they tagged may serve.
      yield finding(`would narrow ${field.path} of the firewall rule ${ref.name}`);
    }
  }
}

function lostOf({ before, after }: FieldChange): readonly string[] {
  const left = new Set(textsOf(after));
  return textsOf(before).filter((one) => !left.has(one));
}

function textsOf(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter((one) => typeof one === 'string') : [];
}

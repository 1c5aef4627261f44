// The IPs to give to DNS: those that a run made, and those that stand after it.
import { type JsonObject, textAt } from '../../../core/index.ts';
import { isKeyOfKind, type ObjectKey } from '../../../model/index.ts';
import { OBJECT_KINDS } from '../object-kinds.ts';
import type { Plan } from '../../../plan/index.ts';
import { objectWords, type Output, type StandingRecord } from '../../../report/index.ts';

/** The IPs that the run made or that its plan names, one per ingress; an address that neither touches stays unknown. */
export function madeVips(plan: Plan, notes: ReadonlyMap<string, string>): readonly Output[] {
  const found = new Map<string, string>();
  for (const change of plan.changes) {
    if (change.kind === 'delete') continue;
    const step = plan.steps.find((one) => one.action.type === 'apply' && one.action.key === change.key);
    const candidates = [
      change.ref.kind === 'address' ? notes.get(step?.id ?? '') : undefined,
      change.ref.kind === 'forwardingRule' ? ipIn(change.after, 'IPAddress') : undefined,
      change.ref.kind === 'multiClusterIngressStatus' ? ipIn(change.after, 'status', 'VIP') : undefined,
      // Seen, and not about to change.
      change.ref.kind === 'forwardingRule' && change.kind === 'update' ? ipIn(change.before, 'IPAddress') : undefined,
    ];
    const ip = candidates.find((candidate) => candidate !== undefined);
    if (ip === undefined) continue;
    for (const ingress of ingressesOf(change.owners)) if (!found.has(ingress)) found.set(ingress, ip);
  }
  return [...found].map(([ingress, ip]) => vipOf(ip, ingress));
}

export function standingVips({ addresses, resources }: StandingRecord): readonly Output[] {
  return Object.entries(addresses).flatMap(([key, ip]) =>
    ingressesOf(resources[key]?.owners ?? []).map((ingress) => vipOf(ip, ingress)),
  );
}

function vipOf(ip: string, ingress: string): Output {
  const line = ['VIP ', { name: ip }, ' serves ', { name: ingress }];
  return { what: 'VIP', of: ingress, value: ip, line, url: `http://${ip}` };
}

function ingressesOf(owners: readonly ObjectKey[]): readonly string[] {
  return owners.filter((owner) => isKeyOfKind(owner, OBJECT_KINDS.ingress)).map(objectWords);
}

/** A literal address; references are not what people type into a browser. */
function ipIn(body: JsonObject | undefined, ...path: readonly string[]): string | undefined {
  const text = textAt(body, ...path);
  return text !== undefined && /^[\d.]+$/.test(text) ? text : undefined;
}

// Whether requests, and so Google's probes, get to a backend service at all: a forwarding rule leads to it over a proxy
// and a URL map.
import { reach } from '../../../core/index.ts';
import { type ComputeRef, type RefKey, refKey, referencesIn } from '../../../model/index.ts';
import type { Compute } from '../../../ports/index.ts';

/** The way of a request, from the front. */
const WAY = ['forwardingRule', 'targetHttpProxy', 'targetHttpsProxy', 'urlMap'];

/** Whether any forwarding rule of its project leads to a backend service; true where that cannot be read. */
export async function hasFrontEnd(backendService: ComputeRef, compute: Compute, signal: AbortSignal): Promise<boolean> {
  const referred = new Map<RefKey, readonly RefKey[]>();
  const rules: RefKey[] = [];
  for (const kind of WAY) {
    const { items, unreachable } = await compute.list(kind, backendService.project, signal);
    if (unreachable.length > 0) return true;
    for (const { ref: found, body } of items) {
      // A rule names its target and an address; what the server adds points the other way.
      const key = refKey(found);
      referred.set(key, referencesIn(body));
      if (kind === 'forwardingRule') rules.push(key);
    }
  }
  return reach(rules, (key) => referred.get(key) ?? []).has(refKey(backendService));
}

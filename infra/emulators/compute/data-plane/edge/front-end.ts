// The way in: which global forwarding rule takes a VIP and port, and the URL map behind its proxy.
// May import: snapshot.ts, ../reference.ts, ../shapes.ts, ../../view.ts.
import type { ComputeView } from '../../view.ts';
import { canonical, collectionOf, nameOf } from '../reference.ts';
import type { ForwardingRule, TargetProxy, UrlMap } from '../shapes.ts';
import { standing, type Snapshot } from './snapshot.ts';

export type FrontEnd =
  | { readonly kind: 'map'; readonly map: UrlMap }
  | { readonly kind: 'no-rule' }
  | { readonly kind: 'gone'; readonly what: string }
  | { readonly kind: 'unsupported'; readonly feature: string };

/** Walks forwarding rule → target HTTP proxy → URL map as the edge knows them. */
export function findFrontEnd(
  snapshot: Snapshot,
  view: Pick<ComputeView, 'get'>,
  address: { readonly vip: string; readonly port: number },
): FrontEnd {
  const rule = findRule(snapshot, address.vip, address.port);
  if (rule?.target === undefined) return { kind: 'no-rule' };
  const target = canonical(rule.target);
  if (collectionOf(target) !== 'targetHttpProxies') return { kind: 'unsupported', feature: collectionOf(target) };
  const proxy = standing(snapshot, view, target);
  if (proxy === undefined) return { kind: 'gone', what: `target HTTP proxy ${nameOf(target)}` };
  const mapPath = canonical((proxy as TargetProxy).urlMap ?? '');
  const map = standing(snapshot, view, mapPath);
  if (map === undefined) return { kind: 'gone', what: `URL map ${nameOf(mapPath)}` };
  return { kind: 'map', map: map as UrlMap };
}

function findRule(snapshot: Snapshot, vip: string, port: number): ForwardingRule | undefined {
  for (const [path, resource] of snapshot.resources) {
    if (collectionOf(path) !== 'forwardingRules' || !path.includes('/global/')) continue;
    const rule = resource as ForwardingRule;
    const [first, last = first] = (rule.portRange ?? '').split('-').map(Number);
    // Rules of other schemes program meshes and internal load balancers: nothing listens on this edge for them.
    if (!(rule.loadBalancingScheme ?? 'EXTERNAL').startsWith('EXTERNAL')) continue;
    if (rule.IPAddress === vip && first !== undefined && last !== undefined && port >= first && port <= last) {
      return rule;
    }
  }
  return undefined;
}

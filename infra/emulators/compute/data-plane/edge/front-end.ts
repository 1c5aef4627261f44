// The way in: which global forwarding rule takes a VIP and port, and the proxy and URL map behind it.
import type { ComputeView } from '../../view.ts';
import { canonical, collectionOf, nameOf } from '../reference.ts';
import type { ForwardingRule, TargetProxy, UrlMap } from '../shapes.ts';
import type { FrontAddress } from './client.ts';
import { standing, type Snapshot } from './snapshot.ts';
import type { Outage } from './trouble.ts';

export interface FoundFrontEnd {
  readonly kind: 'map';
  readonly map: UrlMap;
  readonly proxy: TargetProxy;
  /** A target HTTPS proxy: clients must speak TLS. */
  readonly tls: boolean;
  /** What the way in is called. */
  readonly names: FrontEndNames;
}

export interface FrontEndNames {
  readonly forwardingRule: string;
  readonly proxy: string;
  readonly urlMap: string;
}

export type MissingFrontEnd =
  | ({ readonly kind: 'outage' } & Outage)
  | { readonly kind: 'no-rule' }
  | { readonly kind: 'gone'; readonly what: string }
  | { readonly kind: 'unsupported'; readonly feature: string };

const PROXIES: ReadonlyMap<string, { readonly label: string; readonly tls: boolean }> = new Map([
  ['targetHttpProxies', { label: 'target HTTP proxy', tls: false }],
  ['targetHttpsProxies', { label: 'target HTTPS proxy', tls: true }],
]);

/** Walks forwarding rule → target proxy → URL map as the edge knows them. */
export function findFrontEnd(
  snapshot: Snapshot,
  view: Pick<ComputeView, 'get'>,
  address: FrontAddress,
): FoundFrontEnd | MissingFrontEnd {
  if (snapshot.outage !== undefined) return { kind: 'outage', ...snapshot.outage };
  const rule = findRule(snapshot, address.vip, address.port);
  if (rule?.target === undefined) return { kind: 'no-rule' };
  const target = canonical(rule.target);
  const sort = PROXIES.get(collectionOf(target));
  if (sort === undefined) return { kind: 'unsupported', feature: collectionOf(target) };
  const proxy = standing(snapshot, view, target) as TargetProxy | undefined;
  if (proxy === undefined) return { kind: 'gone', what: `${sort.label} ${nameOf(target)}` };
  const mapPath = canonical(proxy.urlMap ?? '');
  const map = standing(snapshot, view, mapPath);
  if (map === undefined) return { kind: 'gone', what: `URL map ${nameOf(mapPath)}` };
  const names = { forwardingRule: rule.name, proxy: nameOf(target), urlMap: nameOf(mapPath) };
  return { kind: 'map', map: map as UrlMap, proxy, tls: sort.tls, names };
}

/** What the client and the record are told when there is no way in. */
export function describeMissing(
  missing: MissingFrontEnd,
  { vip, port }: FrontAddress,
): { readonly status: number; readonly body: string; readonly reason: string } {
  switch (missing.kind) {
    case 'outage':
      return { status: missing.status, body: missing.reason, reason: missing.reason };
    case 'no-rule': {
      const body = `no forwarding rule listens on ${vip}:${port}; on Google Cloud the connection itself would fail`;
      return { status: 502, body, reason: 'no forwarding rule' };
    }
    case 'gone': {
      const body = `${missing.what} was deleted while this edge still refers to it`;
      return { status: 502, body, reason: `${missing.what} is gone` };
    }
    case 'unsupported': {
      const { feature } = missing;
      return { status: 501, body: `not emulated by the data plane: ${feature}`, reason: `not emulated: ${feature}` };
    }
    default:
      return missing satisfies never;
  }
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

// listNetworkEndpoints: what is attached to a NEG and, on request, how healthy each backend service finds it.
import { type ListQuery, page } from '../lists.ts';
import { linkTo } from '../references.ts';
import type { Stored } from '../store.ts';
import type { NegEndpoint } from '../view.ts';
import type { Body, Surroundings } from './kind.ts';

export function listEndpoints(neg: Stored, request: Body, around: Surroundings, query: ListQuery): Body {
  const show = request.healthStatus === 'SHOW';
  const items = neg.endpoints.map((endpoint) => {
    const healths = show ? healthsOf(neg, endpoint, around) : [];
    return { networkEndpoint: endpoint, ...(healths.length > 0 ? { healths } : {}) };
  });
  return { kind: 'compute#networkEndpointGroupsListNetworkEndpoints', ...page(items, query) };
}

function healthsOf(neg: Stored, endpoint: NegEndpoint, around: Surroundings): readonly Body[] {
  const found: Body[] = [];
  for (const service of around.store.list('backendServices')) {
    const backends = (service.body.backends ?? []) as readonly { readonly group?: string }[];
    if (!backends.some(({ group }) => group === neg.path)) continue;
    const state = around
      .health()
      ?.health(service.path, neg.path)
      ?.find(({ ipAddress, port }) => ipAddress === endpoint.ipAddress && port === endpoint.port);
    if (state === undefined) continue;
    found.push({ backendService: { backendService: linkTo(service.path) }, healthState: state.healthState });
  }
  return found;
}

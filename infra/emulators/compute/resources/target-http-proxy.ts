// targetHttpProxies: the step between a forwarding rule and a URL map.
import { invalid, required } from '../errors.ts';
import type { Kind, Surroundings } from './kind.ts';
import { checkProxySchemes } from './load-balancer.ts';

interface ProxyBody {
  readonly urlMap?: string;
  readonly proxyBind?: boolean;
  readonly httpKeepAliveTimeoutSec?: number;
}

function checkMap(proxyPath: string, urlMap: string, around: Surroundings): void {
  const map = around.store.get(urlMap);
  if (map !== undefined) checkProxySchemes(proxyPath, map.body, around);
}

export const targetHttpProxies: Kind = {
  collection: 'targetHttpProxies',
  singular: 'targetHttpProxy',
  snake: 'target_http_proxy',
  message: 'TargetHttpProxy',
  scope: 'global',
  quota: 'TARGET_HTTP_PROXIES',
  methods: { patch: true, aggregatedList: 'regional' },
  references: { urlMap: ['urlMaps'] },
  links: [],
  outputOnly: ['region'],
  immutable: ['proxyBind'],
  fingerprint: true,
  labels: false,
  seconds: { insert: 1, change: 1, delete: 1.2 },
  defaults: ({ body }) => body,
  validate({ path, body }, around) {
    const { urlMap, proxyBind, httpKeepAliveTimeoutSec: keepAlive } = body as ProxyBody;
    if (urlMap === undefined || urlMap === '') throw required('resource.urlMap');
    if (proxyBind === true) throw invalid('resource.proxyBind', proxyBind, 'Only for INTERNAL_SELF_MANAGED.');
    if (keepAlive !== undefined && (keepAlive < 5 || keepAlive > 1200)) {
      throw invalid('resource.httpKeepAliveTimeoutSec', String(keepAlive), 'Must be between 5 and 1200.');
    }
    checkMap(path, urlMap, around);
  },
  verbs: {
    setUrlMap: {
      changes: true,
      message: 'UrlMapReference',
      operationType: 'SetUrlMap',
      withoutScope: true,
      seconds: 1,
      references: { urlMap: ['urlMaps'] },
      plan(current, request, around) {
        const { urlMap } = request as ProxyBody;
        if (urlMap === undefined || urlMap === '') throw required('urlMap');
        checkMap(current.path, urlMap, around);
        return (stored) => ({ ...stored, body: { ...stored.body, urlMap } });
      },
    },
  },
};

// Load balancer → its front end: a forwarding rule and a proxy for each listener, all on one address, and a URL map
// that redirects, when plain HTTP is to go to HTTPS.
import { httpsOf } from '../load-balancer.ts';
import { compileForwardingRule } from './forwarding-rule.ts';
import type { FrontEndContext } from './front-end-context.ts';
import { compileRedirectUrlMap } from './redirect-url-map.ts';
import { compileTargetHttpProxy } from './target-http-proxy.ts';
import { compileTargetHttpsProxy } from './target-https-proxy.ts';
import type { InCompute } from './unit-context.ts';

export interface CompiledFrontEnd {
  /** Forwarding rules and proxies. */
  readonly serving: readonly InCompute[];
  readonly redirect: readonly InCompute[];
}

export function compileFrontEnd(context: FrontEndContext): CompiledFrontEnd {
  const { listeners } = context.balancer;
  const https = compileHttps(context);
  const serving: InCompute[] = [];
  const redirects: InCompute[] = [];
  for (const listener of listeners) {
    if (listener.protocol === 'HTTPS') continue;
    const { port, redirect } = listener;
    const own = redirect === undefined ? [] : [compileRedirectUrlMap(context, redirect)];
    // Nobody is sent to HTTPS before it answers.
    const before = redirect === undefined ? [] : https.map(({ ref }) => ref);
    const proxy = compileTargetHttpProxy(context, own[0]?.ref ?? context.urlMap, before);
    serving.push(compileForwardingRule(context, port, proxy.ref), proxy);
    redirects.push(...own);
  }
  return { serving: [...serving, ...https], redirect: redirects };
}

function compileHttps(context: FrontEndContext): readonly InCompute[] {
  const listener = httpsOf(context.balancer);
  if (listener === undefined) return [];
  const proxy = compileTargetHttpsProxy(context, listener);
  return [compileForwardingRule(context, listener.port, proxy.ref), proxy];
}

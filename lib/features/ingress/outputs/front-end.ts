// Ingress → its front end: plain HTTP on port 80, always; HTTPS on port 443 of the same address when it has certificates;
// and a URL map that redirects, when plain HTTP is to go there. May import: compile.
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
  const { certificates, secrets, redirect } = context.routed.frontEnd;
  const https = certificates.length + secrets.length === 0 ? [] : compileHttps(context);
  const redirects = redirect === undefined ? [] : [compileRedirectUrlMap(context, redirect)];
  // Nobody is sent to HTTPS before it answers.
  const before = redirect === undefined ? [] : https.map(({ ref }) => ref);
  const proxy = compileTargetHttpProxy(context, redirects[0]?.ref ?? context.urlMap, before);
  return { serving: [compileForwardingRule(context, 80, proxy.ref), proxy, ...https], redirect: redirects };
}

function compileHttps(context: FrontEndContext): readonly InCompute[] {
  const proxy = compileTargetHttpsProxy(context);
  return [compileForwardingRule(context, 443, proxy.ref), proxy];
}

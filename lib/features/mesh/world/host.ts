// Names of hosts, as callers and rules write them.
import type { ServiceName } from './mesh-world.ts';

export type Host =
  | { readonly type: 'service'; readonly service: ServiceName }
  /** Below clusterset.local: another feature's. */
  | { readonly type: 'clusterset'; readonly service: ServiceName }
  | { readonly type: 'elsewhere' };

const DOMAIN = 'cluster.local';
const LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/**
 * What a pod of a namespace means by a host, by the search path that Kubernetes gives it. A name with one dot may be
 * a Service and its namespace, or a host elsewhere: @param isKnown says whether there is such a Service.
 */
export function hostOf(said: string, namespace: string, isKnown: (service: ServiceName) => boolean = () => true): Host {
  const labels = said.toLowerCase().replace(/\.$/, '').split('.');
  const [name = '', second, svc, ...domain] = labels;
  if (!labels.every((label) => LABEL.test(label))) return { type: 'elsewhere' };
  if (second === undefined) return { type: 'service', service: { namespace, name } };
  const service = { namespace: second, name };
  if (svc === undefined) return isKnown(service) ? { type: 'service', service } : { type: 'elsewhere' };
  if (svc !== 'svc') return { type: 'elsewhere' };
  if (domain.length === 0 || domain.join('.') === DOMAIN) return { type: 'service', service };
  return domain.join('.') === 'clusterset.local' ? { type: 'clusterset', service } : { type: 'elsewhere' };
}

export function fullHost({ namespace, name }: ServiceName): string {
  return `${name}.${namespace}.svc.${DOMAIN}`;
}

/**
 * A host in a rule: a short one is completed with the rule's own namespace, whoever calls; one with a dot stays.
 * Source: Istio, `ResolveShortnameToFQDN`.
 */
export function hostInRule(said: string, namespace: string): string {
  return said.includes('.') || said.includes('*') ? said : fullHost({ namespace, name: said });
}

/** Whether a host of a rule, a wildcard included, means a full host. */
export function meansHost(said: string, namespace: string, full: string): boolean {
  const host = hostInRule(said, namespace);
  if (host.startsWith('*')) return full.endsWith(host.slice(1));
  return host === full;
}

// What a Service must be beside its address, and what the server warns of. Source: Kubernetes, validateService and
// api/service/warnings.go. Pure.
import { isIP } from 'node:net';
import { type Cause, forbiddenValue, invalidValue, required, unsupportedValue } from '../errors.ts';
import { type JsonObject, listOf, objectOf, stringOf, textOf } from '../json.ts';
import { labelFaults } from '../metadata-rules.ts';
import { formFaults } from '../name-rules.ts';
import type { KubeObject } from '../object.ts';
import { portFaults } from './service-ports.ts';

const CHOICES: readonly (readonly [string, readonly string[]])[] = [
  ['sessionAffinity', ['ClientIP', 'None']],
  ['type', ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']],
  ['internalTrafficPolicy', ['Cluster', 'Local']],
  ['trafficDistribution', ['PreferClose', 'PreferSameZone', 'PreferSameNode']],
];
const LONGEST_AFFINITY_SECONDS = 86_400;

export function serviceFaults(service: KubeObject, live: KubeObject | undefined): readonly Cause[] {
  const spec = objectOf(service.spec);
  const causes: Cause[] = [...portFaults(spec), ...labelFaults(objectOf(spec.selector), 'spec.selector')];
  for (const [member, allowed] of CHOICES) {
    const value = stringOf(spec[member]);
    if (value !== undefined && !allowed.includes(value))
      causes.push(unsupportedValue(`spec.${member}`, value, allowed));
  }
  causes.push(...typeFaults(spec), ...trafficFaults(spec));
  const seconds = objectOf(objectOf(spec.sessionAffinityConfig).clientIP).timeoutSeconds;
  if (typeof seconds === 'number' && (seconds < 1 || seconds > LONGEST_AFFINITY_SECONDS)) {
    const at = 'spec.sessionAffinityConfig.clientIP.timeoutSeconds';
    causes.push(invalidValue(at, seconds, `must be greater than 0 and less than ${LONGEST_AFFINITY_SECONDS}`));
  }
  return live === undefined ? causes : [...causes, ...statusFaults(service)];
}

function typeFaults(spec: JsonObject): readonly Cause[] {
  const causes: Cause[] = [];
  const isHeadless = spec.clusterIP === 'None';
  if (isHeadless && (spec.type === 'NodePort' || spec.type === 'LoadBalancer')) {
    causes.push(invalidValue('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${spec.type} services`));
  }
  if (spec.type === 'ExternalName') {
    for (const member of [
      'clusterIPs',
      'ipFamilies',
      'ipFamilyPolicy',
      ...(spec.clusterIPs === undefined ? ['clusterIP'] : []),
    ]) {
      const at = member === 'clusterIP' ? 'spec.clusterIPs' : `spec.${member}`;
      if (spec[member] !== undefined) causes.push(forbiddenValue(at, 'may not be set for ExternalName services'));
    }
    const name = textOf(spec.externalName).replace(/\.$/u, '');
    causes.push(
      ...(name === '' ? [required('spec.externalName')] : formFaults(name, 'subdomain', 'spec.externalName')),
    );
  }
  if (spec.allocateLoadBalancerNodePorts !== undefined && spec.type !== 'LoadBalancer') {
    causes.push(forbiddenValue('spec.allocateLoadBalancerNodePorts', "may only be used when `type` is 'LoadBalancer'"));
  }
  for (const [index, address] of listOf(spec.externalIPs).map(textOf).entries()) {
    const isLocal = /^(127\.|169\.254\.|224\.0\.0\.|0\.0\.0\.0$)/u.test(address);
    const at = `spec.externalIPs[${index}]`;
    if (isIP(address) === 0) causes.push(invalidValue(at, address, 'must be a valid IP address'));
    else if (isLocal) causes.push(invalidValue(at, address, 'may not be in the loopback range (127.0.0.0/8, ::1/128)'));
  }
  return causes;
}

function trafficFaults(spec: JsonObject): readonly Cause[] {
  const { externalTrafficPolicy: policy } = spec;
  const isExternal = spec.type === 'NodePort' || spec.type === 'LoadBalancer';
  const isAccessible = isExternal || (spec.type === 'ClusterIP' && listOf(spec.externalIPs).length > 0);
  const at = 'spec.externalTrafficPolicy';
  if (policy === undefined) return [];
  if (!isAccessible) return [invalidValue(at, policy, 'may only be set for externally-accessible services')];
  const allowed = ['Cluster', 'Local'];
  return allowed.includes(textOf(policy)) ? [] : [unsupportedValue(at, policy, allowed)];
}

function statusFaults({ spec, status }: KubeObject): readonly Cause[] {
  const ingress = listOf(objectOf(objectOf(status).loadBalancer).ingress);
  if (ingress.length === 0 || objectOf(spec).type === 'LoadBalancer') return [];
  return [forbiddenValue('status.loadBalancer.ingress', "may only be used when `spec.type` is 'LoadBalancer'")];
}

export function serviceWarnings({ spec }: KubeObject): readonly string[] {
  const { clusterIP, externalIPs, externalName, sessionAffinity, trafficDistribution, type } = objectOf(spec);
  const warnings: string[] = [];
  const hasExternal = listOf(externalIPs).length > 0;
  if (hasExternal && clusterIP !== 'None' && type !== 'ExternalName')
    warnings.push('spec.externalIPs is deprecated and may no longer be implemented in some clusters');
  if (clusterIP === 'None' && hasExternal) warnings.push('spec.externalIPs is ignored for headless services');
  if (clusterIP === 'None' && sessionAffinity !== 'None') {
    warnings.push('spec.SessionAffinity is ignored for headless services');
  }
  if (type === 'ExternalName' && hasExternal) {
    warnings.push('spec.externalIPs is ignored when spec.type is "ExternalName"');
  }
  if (type !== 'ExternalName' && externalName !== undefined) {
    warnings.push('spec.externalName is ignored when spec.type is not "ExternalName"');
  }
  if (trafficDistribution === 'PreferClose') {
    warnings.push('spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"');
  }
  return warnings;
}

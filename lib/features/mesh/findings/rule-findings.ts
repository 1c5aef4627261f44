// What is wrong with a rule by itself, whoever calls.
import { type Diagnostic, isJsonObject, numberAt, objectAt, objectsAt, textAt, valueAt } from '../../../core/index.ts';
import { diagnostic } from '../codes/index.ts';
import { ruleName } from '../verdict/why-reached.ts';
import { istioDurationMs } from '../world/duration.ts';
import { hostInRule } from '../world/host.ts';
import type { MeshRule } from '../world/mesh-rule.ts';
import { type MeshCluster, rulesIn } from '../world/mesh-world.ts';

export function ruleFindings(cluster: MeshCluster): readonly Diagnostic[] {
  const destination = rulesIn(cluster, 'DestinationRule');
  return [
    ...destination.flatMap(failoverAlone),
    ...twiceForOneHost(destination),
    ...rulesIn(cluster, 'VirtualService').flatMap(cutRetries),
  ];
}

/** Source: Istio, `LocalityLoadBalancerSetting`: failover takes effect with outlierDetection alone. */
function failoverAlone(rule: MeshRule): readonly Diagnostic[] {
  const policies = [
    { path: ['spec', 'trafficPolicy'], policy: objectAt(rule.spec, 'trafficPolicy') },
    ...objectsAt(rule.spec, 'subsets').map((subset, at) => ({
      path: ['spec', 'subsets', at, 'trafficPolicy'],
      policy: { ...objectAt(rule.spec, 'trafficPolicy'), ...objectAt(subset, 'trafficPolicy') },
    })),
  ];
  return policies.flatMap(({ path, policy }) => {
    const setting = objectAt(policy, 'loadBalancer', 'localityLbSetting');
    const named = ['failover', 'failoverPriority'].find((field) => setting[field] !== undefined);
    if (named === undefined || isJsonObject(valueAt(policy, 'outlierDetection'))) return [];
    const message = `${named} of ${ruleName(rule)} has no effect without outlierDetection`;
    return [diagnostic('mesh-failover-alone', message, rule.at([...path, 'loadBalancer', 'localityLbSetting', named]))];
  });
}

function twiceForOneHost(rules: readonly MeshRule[]): readonly Diagnostic[] {
  const byHost = Map.groupBy(
    rules,
    ({ namespace, spec }) => `${namespace} ${hostInRule(textAt(spec, 'host') ?? '', namespace)}`,
  );
  return [...byHost.values()].flatMap(([first, ...others]) =>
    others.map((other) => {
      const message = `${ruleName(other)} is for the same host as ${ruleName(first)}`;
      return diagnostic('mesh-two-rules', message, other.at(['spec', 'host']));
    }),
  );
}

function cutRetries(rule: MeshRule): readonly Diagnostic[] {
  return objectsAt(rule.spec, 'http').flatMap((route, at) => {
    const [timeoutMs, tryMs] = [
      istioDurationMs(textAt(route, 'timeout')),
      istioDurationMs(textAt(route, 'retries', 'perTryTimeout')),
    ];
    const attempts = numberAt(route, 'retries', 'attempts');
    if (timeoutMs === undefined || timeoutMs === 0 || tryMs === undefined || attempts === undefined) return [];
    const wholeMs = (attempts + 1) * tryMs;
    if (wholeMs <= timeoutMs) return [];
    const message = `${attempts + 1} tries of ${tryMs / 1000} s may take ${wholeMs / 1000} s, and ${ruleName(rule)} ends a call after ${timeoutMs / 1000} s`;
    return [diagnostic('mesh-retries-cut', message, rule.at(['spec', 'http', at, 'timeout']))];
  });
}

// What stands otherwise in one cluster of a mesh than in another, where that matters: rules of callers in the clusters
// of callers, rules of callees in those of callees, and a Service that is headless in one of them. Where a call ends
// for it, that is told, and not the difference once more.
import { canonicalJson, compareText, type Diagnostic } from '../../../core/index.ts';
import type { ClusterLink } from '../../../model/index.ts';
import type { KnownCall } from '../calls/known-call.ts';
import { diagnostic } from '../codes/index.ts';
import type { MeshRule, RuleKind } from '../world/mesh-rule.ts';
import { type MeshCluster, type MeshWorld, serviceIn } from '../world/mesh-world.ts';
import { placeKey } from './place-key.ts';

/** Read where the caller runs. */
const OF_CALLERS: readonly RuleKind[] = ['VirtualService', 'DestinationRule', 'ServiceEntry', 'Sidecar'];

/** @param ofCalls what is told of calls. */
export function parityFindings(
  world: MeshWorld,
  calls: readonly KnownCall[],
  ofCalls: readonly Diagnostic[],
): readonly Diagnostic[] {
  const ended = new Set(ofCalls.flatMap(({ severity, source }) => (severity === 'error' ? [placeKey(source)] : [])));
  const callers = new Set(calls.map(({ cluster }) => cluster));
  const called = new Set(calls.map(({ to }) => to.namespace));
  const callees = new Set(
    world.clusters.filter(({ workloads }) => [...called].some((one) => workloads.has(one))).map(({ link }) => link),
  );
  return [...ruleParity(world, callers, callees), ...headlessSomewhere(world)].filter(
    ({ source }) => !ended.has(placeKey(source)),
  );
}

function ruleParity(
  { clusters }: MeshWorld,
  callers: ReadonlySet<ClusterLink>,
  callees: ReadonlySet<ClusterLink>,
): readonly Diagnostic[] {
  const byName = Map.groupBy(
    clusters.flatMap((cluster) => [...cluster.rules.values()].flat().map((rule) => ({ cluster, rule }))),
    ({ rule }) => `${rule.kind} ${rule.namespace}/${rule.name}`,
  );
  return [...byName].flatMap(([name, ones]) => {
    const [first, ...others] = ones.toSorted((a, b) => compareText(a.cluster.link, b.cluster.link));
    if (first === undefined) return [];
    const wanted = OF_CALLERS.includes(first.rule.kind) ? callers : callees;
    const counted = clusters.filter((one) => wanted.has(one.link) && one.namespaces.has(first.rule.namespace));
    const without = counted.filter(({ link }) => !ones.some(({ cluster }) => cluster.link === link));
    const differing = others.filter(({ rule }) => !isSame(rule, first.rule));
    if (ones.length < 2 && (without.length === 0 || !wanted.has(first.cluster.link))) return [];
    return [
      ...differing.map(({ cluster, rule }) => {
        const message = `${name} of ${cluster.link} is not as that of ${first.cluster.link}`;
        return diagnostic('mesh-rules-differ', message, rule.at(['spec']));
      }),
      ...(without.length === 0 ? [] : [missingSomewhere(name, first, without)]),
    ];
  });
}

function missingSomewhere(
  name: string,
  { cluster, rule }: { readonly cluster: MeshCluster; readonly rule: MeshRule },
  without: readonly MeshCluster[],
): Diagnostic {
  const where = without.map(({ link }) => link).join(' and ');
  return diagnostic('mesh-rules-differ', `${name} stands in ${cluster.link}, and not in ${where}`, rule.at(['spec']));
}

function isSame(a: MeshRule, b: MeshRule): boolean {
  return canonicalJson(a.spec) === canonicalJson(b.spec);
}

function headlessSomewhere({ clusters }: MeshWorld): readonly Diagnostic[] {
  return clusters.flatMap((cluster) =>
    [...cluster.services.values()].flatMap((service) => {
      const other = clusters.find((one) => {
        const there = one.link === cluster.link ? undefined : serviceIn(one, service);
        return there !== undefined && there.type !== 'Headless';
      });
      if (service.type !== 'Headless' || other === undefined) return [];
      const message = `the Service ${service.namespace}/${service.name} is headless in ${cluster.link}, and not in ${other.link}: callers of ${cluster.link} reach the pods of their own cluster alone`;
      return [diagnostic('mesh-services-differ', message, service.at(['spec', 'clusterIP']))];
    }),
  );
}

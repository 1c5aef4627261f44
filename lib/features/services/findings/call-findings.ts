// Calls in Git of names that are not answered where they are made: nobody exports them, the caller's cluster lacks the
// namespace, or they stand below a name that has nothing there.
import { compareText, type Diagnostic } from '../../../core/index.ts';
import { createNamespaceHint } from '../../common/index.ts';
import { diagnostic } from '../codes.ts';
import { type Facts, type Fleet, lacksNamespace } from '../../../fleet/index.ts';
import { didYouMean } from '../../../manifest/index.ts';
import { clustersetName } from '../clusterset-name.ts';
import type { Call, InGit } from '../git/in-git.ts';
import type { Placed } from '../placement.ts';

export function callFindings(placed: readonly Placed[], git: InGit, fleet: Fleet, facts: Facts): readonly Diagnostic[] {
  const exported = Map.groupBy(placed, ({ manifest }) => clustersetName(manifest));
  return git.calls.flatMap((call) => {
    const own = clustersetName(call);
    const exporters = exported.get(own);
    if (exporters === undefined) return [nobodyExports(call, [...exported.keys()].sort(compareText))];
    return [
      ...(hasNamespace(call, git, facts) ? [] : [notImported(call, own)]),
      ...belowSetIp(call, exporters, git, fleet),
    ];
  });
}

function nobodyExports(call: Call, known: readonly string[]): Diagnostic {
  const message = `${whoCalls(call)} calls ${clustersetName(call)}, and no manifest exports ${call.namespace}/${call.name}`;
  return diagnostic('called-name-unknown', message, call.caller.at(call.path), didYouMean(clustersetName(call), known));
}

function hasNamespace({ cluster, namespace }: Call, git: InGit, facts: Facts): boolean {
  return git.hasNamespace(cluster, namespace) || !lacksNamespace(facts, cluster, namespace);
}

/** Source: GKE, Multi-cluster Services: a Service is imported into clusters that have its namespace. */
function notImported(call: Call, own: string): Diagnostic {
  const message = `${whoCalls(call)} calls ${own}, and ${call.cluster} has no namespace ${call.namespace}: the name is not found there`;
  const hint = createNamespaceHint(call.namespace);
  return diagnostic('called-name-not-imported', message, call.caller.at(call.path), hint);
}

/** Below the name of a ClusterSetIP stand ports alone. Source: DNS specification of multi-cluster Services, 2.3.4. */
function belowSetIp(call: Call, exporters: readonly Placed[], git: InGit, fleet: Fleet): readonly Diagnostic[] {
  const { below, namespace, name } = call;
  if (below === '' || below.startsWith('_')) return [];
  const services = exporters.map(({ cluster }) => git.service(cluster, namespace, name)?.exported.type);
  const isOfCluster = fleet.clusters.some(({ membership, membershipLocation }) =>
    [membership, `${membership}.${membershipLocation}`].includes(below),
  );
  if (!isOfCluster && services.some((type) => type !== 'ClusterSetIP')) return [];
  const why = isOfCluster
    ? 'no name leads to one cluster alone'
    : 'it is not headless, so that its pods have no names of their own';
  const message = `${whoCalls(call)} calls ${below}.${clustersetName(call)}: ${why}`;
  return [diagnostic('called-name-reserved', message, call.caller.at(call.path))];
}

function whoCalls({ caller, cluster }: Call): string {
  return `${caller.kind} ${caller.namespace}/${caller.name} of ${cluster}`;
}

// Istio's rules in Git → the same in clusters, for the kinds that the fleet file has managed.
import type { CompiledPart, CompileInput } from '../../../compile/index.ts';
import { type Diagnostic, objectAt } from '../../../core/index.ts';
import { lacksNamespace } from '../../../fleet/index.ts';
import {
  type DesiredResource,
  MANAGED_BY,
  objectKey,
  OWNER_ANNOTATION,
  ownershipMark,
  refInCluster,
  refKey,
} from '../../../model/index.ts';
import { createNamespaceHint } from '../../common/index.ts';
import { diagnostic } from '../codes/index.ts';
import { ruleKindOf } from '../kinds/mesh-rules.ts';
import type { MeshSection } from '../section.ts';
import { type PlacedRule, placedRules } from './placed-rules.ts';

export function compileRules(
  { fleet, installation, facts, manifests }: CompileInput,
  section: MeshSection,
): Pick<CompiledPart, 'resources' | 'held' | 'diagnostics'> {
  const placed = placedRules(manifests.manifests, fleet, facts, section);
  const homeless = placed.filter(({ manifest, cluster }) => lacksNamespace(facts, cluster, manifest.namespace));
  const usable = placed.filter((one) => !homeless.includes(one));
  const markOf = (unit: string): string => ownershipMark({ installation, fleet: fleet.name }, unit);
  const made = usable.map((one) => ({ one, resource: ruleResource(one, markOf(one.manifest.namespace)) }));
  const twice = [...Map.groupBy(made, ({ resource }) => refKey(resource.ref)).values()].filter((all) => all.length > 1);
  const stopped = new Set(twice.flat().map(({ one }) => one.manifest));
  return {
    resources: Map.groupBy(
      made.filter(({ one }) => !stopped.has(one.manifest)).map(({ resource }) => resource),
      ({ ref }) => ref.namespace,
    ),
    held: new Set([...homeless.map(({ manifest }) => manifest), ...stopped].map(objectKey)),
    diagnostics: [
      ...homeless.map(({ manifest, cluster }): Diagnostic => {
        const { namespace } = manifest;
        const hint = createNamespaceHint(namespace);
        const place = manifest.at(['metadata', 'namespace']);
        return diagnostic('namespace-missing', `there is no namespace ${namespace} in ${cluster}`, place, hint);
      }),
      ...twice.flatMap((all) => all.map(({ one }) => toldTwice(one, all))),
    ],
  };
}

function toldTwice({ manifest, cluster }: PlacedRule, all: readonly { readonly one: PlacedRule }[]): Diagnostic {
  const others = all.filter(({ one }) => one.manifest !== manifest).map(({ one }) => one.manifest.at([]));
  const where = others.map(({ file, line }) => `${file}:${line}`).join(' and ');
  const message = `${manifest.kind} ${manifest.namespace}/${manifest.name} of ${cluster} stands at ${where} too`;
  return diagnostic('duplicate-object', message, manifest.at([]));
}

function ruleResource(
  { manifest, cluster }: PlacedRule,
  mark: string,
): DesiredResource & { readonly ref: { readonly namespace: string } } {
  const { kind, namespace, name, labels, annotations, body } = manifest;
  return {
    ref: { ...refInCluster(ruleKindOf(kind), cluster, name, namespace), namespace },
    body: {
      metadata: {
        name,
        namespace,
        labels: { ...labels, ...MANAGED_BY },
        annotations: { ...annotations, [OWNER_ANNOTATION]: mark },
      },
      spec: objectAt(body, 'spec'),
    },
    maker: 'rangelight',
    owners: [objectKey(manifest)],
    dependsOn: [],
  };
}

// ServiceExports in Git → the same in the clusters that their folders name, under a group that each cluster serves, and
// the Services beside them where the fleet file says that they are managed.
// Pure: the same bytes whatever the order of files and keys.
import type { CompiledPart, CompileInput } from '../../compile/index.ts';
import type { Diagnostic } from '../../core/index.ts';
import { createNamespaceHint } from '../common/index.ts';
import { diagnostic } from './codes.ts';
import { asksFor, checkNamespaceName, type Facts, type Fleet, lacksNamespace } from '../../fleet/index.ts';
import type { Identity } from '../../manifest/index.ts';
import {
  type ClusterRef,
  type DesiredResource,
  MANAGED_BY,
  objectKey,
  type ObjectKey,
  OWNER_ANNOTATION,
  ownershipMark,
  refInCluster,
  type RefKey,
  refKey,
} from '../../model/index.ts';
import { exportGroup } from './export-group.ts';
import { managedService } from '../common/managed-service.ts';
import { serviceExport } from './kinds/service-export.ts';
import { GROUPS, SECTION } from './groups.ts';
import { callFindings } from './findings/call-findings.ts';
import { exportFindings, externalName } from './findings/export-findings.ts';
import { mergeFindings } from './findings/merge-findings.ts';
import { inGit, type InGit } from './git/in-git.ts';
import { compileManaged } from './managed/compile-managed.ts';
import { isOfServices } from './manifests.ts';
import { type Placed, placeExports } from './placement.ts';

export function compileServices(input: CompileInput): CompiledPart {
  const { fleet, installation, manifests: read, facts } = input;
  const managed = compileManaged(input);
  const { placed, nowhere, found } = placeExports(fleet, read.manifests);
  const git = inGit(read);
  const checked = [...Map.groupBy(placed, exportOf).values()].map((ones) => ({ ones, ...check(ones, facts, git) }));
  const usable = checked.flatMap(({ ones, isHeld }) => (isHeld ? [] : ones));
  const stopped = checked.flatMap(({ ones, isHeld }) => (isHeld ? ones.map(({ manifest }) => manifest) : []));
  const services = new Set([...managed.resources.values()].flat().map(({ ref }) => refKey(ref)));
  const exports = Map.groupBy(
    usable.map((one) => onItsService(compileExport(one, fleet, installation, facts), services)),
    ({ ref }) => ref.namespace,
  );
  const units = new Set([...exports.keys(), ...managed.resources.keys()]);
  return {
    resources: new Map(
      [...units].map((unit) => [unit, [...(exports.get(unit) ?? []), ...(managed.resources.get(unit) ?? [])]]),
    ),
    held: new Set([
      ...[...read.rejected.filter(isOfServices), ...nowhere, ...stopped].flatMap((one) => spellings(one, fleet)),
      ...managed.held,
    ]),
    secrets: [],
    diagnostics: [
      ...managed.diagnostics,
      ...found,
      ...checked.flatMap((one) => one.found),
      ...mergeFindings(placed, git),
      // Without the section of exports, those in Git are for others: nobody knows what is exported.
      ...(asksFor(fleet, SECTION) ? callFindings(placed, git, fleet, facts) : []),
    ],
  };
}

/** Where its Service is managed, that comes before the export and goes after it. */
function onItsService<E extends DesiredResource & { readonly ref: ClusterRef }>(
  one: E,
  services: ReadonlySet<RefKey>,
): E {
  const { cluster, name, namespace } = one.ref;
  const key = refKey(refInCluster(managedService, cluster, name, namespace));
  return services.has(key) ? { ...one, dependsOn: [key] } : one;
}

/** What it exports, whichever group it is written in. */
function exportOf({ manifest: { namespace, name }, cluster }: Placed): string {
  return `${cluster}/${namespace}/${name}`;
}

/**
 * Every key under which an object that cannot be used may have been applied: in the other group, and, where its folder
 * names no member, in any cluster, or placed by the fleet file.
 */
function spellings({ kind, namespace, name, cluster }: Identity, fleet: Fleet): readonly ObjectKey[] {
  const links = fleet.clusters.map(({ link }) => link);
  const where = cluster !== undefined && links.includes(cluster) ? [cluster] : links;
  const keys = [...where, undefined];
  return keys.flatMap((link) => GROUPS.map(({ group }) => objectKey({ group, kind, namespace, name, cluster: link })));
}

/** @param ones all that export one Service of one cluster. */
function check(
  ones: readonly Placed[],
  facts: Facts,
  git: InGit,
): { readonly isHeld: boolean; readonly found: readonly Diagnostic[] } {
  const errors = ones.flatMap((one) => [...twice(one, ones), ...notServed(one, facts), ...externalName(one, git)]);
  const missing = ones.flatMap((one) => withoutNamespace(one, facts));
  const warnings = ones.flatMap((one) => [...checkNamespaceName(one.manifest), ...exportFindings(one, git)]);
  return { isHeld: errors.length + missing.length > 0, found: [...errors, ...missing, ...warnings] };
}

function twice({ manifest, cluster }: Placed, all: readonly Placed[]): readonly Diagnostic[] {
  const others = all.filter((one) => one.manifest !== manifest).map((one) => one.manifest.at([]));
  if (others.length === 0) return [];
  const where = others.map(({ file, line }) => `${file}:${line}`).join(' and ');
  const message = `${manifest.namespace}/${manifest.name} of ${cluster} is exported at ${where} too: both API groups mean the same`;
  return [diagnostic('duplicate-object', message, manifest.at([]))];
}

function notServed({ manifest, cluster }: Placed, facts: Facts): readonly Diagnostic[] {
  if (exportGroup(facts, cluster) !== 'none') return [];
  const groups = GROUPS.map(({ group }) => group).join(' nor ');
  return [diagnostic('export-not-served', `${cluster} serves neither ${groups}`, manifest.at(['apiVersion']))];
}

function withoutNamespace({ manifest, cluster }: Placed, facts: Facts): readonly Diagnostic[] {
  const { namespace } = manifest;
  if (!lacksNamespace(facts, cluster, namespace)) return [];
  const message = `there is no namespace ${namespace} in ${cluster}: nothing of it is exported`;
  const hint = createNamespaceHint(namespace);
  return [diagnostic('namespace-missing', message, manifest.at(['metadata', 'namespace']), hint)];
}

function compileExport(
  { manifest, cluster }: Placed,
  fleet: Fleet,
  installation: string,
  facts: Facts,
): DesiredResource & { readonly ref: ClusterRef & { readonly namespace: string } } {
  const { namespace, name, labels, annotations } = manifest;
  const group = exportGroup(facts, cluster);
  const mark = ownershipMark({ installation, fleet: fleet.name }, namespace);
  return {
    ref: {
      ...refInCluster(serviceExport, cluster, name, namespace, group === 'unknown' ? undefined : group),
      namespace,
    },
    body: {
      metadata: {
        name,
        namespace,
        labels: { ...labels, ...MANAGED_BY },
        annotations: { ...annotations, [OWNER_ANNOTATION]: mark },
      },
    },
    maker: 'rangelight',
    owners: [objectKey(manifest)],
    dependsOn: [],
  };
}

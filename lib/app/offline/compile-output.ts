// The compiled graph as one document for other tools: the REST bodies of Compute and the objects of each cluster
// (schemas/compile-output.v1.json).
import type { Compiled } from '../../compile/index.ts';
import type { Diagnostic, JsonObject } from '../../core/index.ts';
import {
  asTaken,
  type ClusterKindDefinition,
  type ClusterLink,
  type DesiredResource,
  isClusterRef,
  isComputeRef,
  type KindId,
  type Kinds,
  toRest,
  type ClusterApi,
  type ClusterRef,
  apiGroupsOf,
} from '../../model/index.ts';

export interface CompileOutput {
  /** Absent when the fleet file cannot be used. */
  readonly fleet?: string;
  /** By kind, scope, name and project. */
  readonly resources: readonly OutputResource[];
  /** Derived Services by cluster, namespace and name. */
  readonly services: readonly OutputObject[];
  /** What the config clusters get, by cluster, namespace, kind and name; without status, which needs the VIP. */
  readonly copies: readonly (OutputObject & { readonly kind: KindId })[];
  readonly diagnostics: readonly OutputDiagnostic[];
}

export interface OutputResource {
  readonly kind: KindId;
  /** `global` or `zones/Z`. */
  readonly scope: string;
  readonly name: string;
  readonly project: string;
  readonly unit: string;
  /** As it is sent: references are full URLs. */
  readonly body: JsonObject;
}

export interface OutputObject {
  readonly cluster: ClusterLink;
  /** Absent for what has none. */
  readonly namespace?: string;
  readonly name: string;
  readonly unit: string;
  readonly object: JsonObject;
}

/** A diagnostic without nesting; what is not known is absent. */
export interface OutputDiagnostic {
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** What the file was rendered from. */
  readonly template?: string;
  readonly hint?: string;
}

/** @param fleet name; undefined, with `compiled`, when the fleet file cannot be used. */
export function compileOutput(
  kinds: Kinds,
  fleet: string | undefined,
  compiled: Pick<Compiled, 'states'> | undefined,
  diagnostics: readonly Diagnostic[],
): CompileOutput {
  const all = (compiled?.states ?? []).flatMap(({ unit, resources }) =>
    resources.map((resource) => ({ unit, resource })),
  );
  return {
    ...(fleet === undefined ? {} : { fleet }),
    resources: all
      .flatMap(({ unit, resource }) => asResource(kinds, unit, resource))
      .sort(by((one) => [one.kind, one.scope, one.name, one.project])),
    services: all
      .flatMap(({ unit, resource }) => asObject(kinds, unit, resource, 'services'))
      .map(({ kind: _kind, ...service }) => service)
      .sort(by((one) => [one.cluster, one.namespace ?? '', one.name])),
    copies: all
      .flatMap(({ unit, resource }) => asObject(kinds, unit, resource, 'copies'))
      .sort(by((one) => [one.cluster, one.namespace ?? '', one.kind, one.name])),
    diagnostics: diagnostics.map(outputDiagnostic),
  };
}

export function outputDiagnostic({ source, ...finding }: Diagnostic): OutputDiagnostic {
  return { ...finding, ...source };
}

function asResource(kinds: Kinds, unit: string, { ref, body }: DesiredResource): readonly OutputResource[] {
  if (!isComputeRef(ref)) return [];
  const { kind, name, project, zone } = ref;
  const scope = zone === undefined ? 'global' : `zones/${zone}`;
  return [{ kind, scope, name, project, unit, body: toRest(asTaken(kinds.of(kind).fields, body)) }];
}

function asObject(
  kinds: Kinds,
  unit: string,
  { ref, body }: DesiredResource,
  section: ClusterKindDefinition['output'],
): readonly CompileOutput['copies'][number][] {
  if (!isClusterRef(ref) || kinds.ofCluster(ref.kind).output !== section) return [];
  const { kind, cluster, namespace, name } = ref;
  const object = { ...typeOf(kinds.ofCluster(kind).api, ref), ...body };
  return [{ kind, cluster, ...(namespace === undefined ? {} : { namespace }), name, unit, object }];
}

/** For bodies that leave it to whoever writes them: which version that is, its cluster decides. */
function typeOf(api: ClusterApi, { group }: ClusterRef): { readonly apiVersion: string; readonly kind: string } {
  const version = apiGroupsOf(api).find((one) => one.group === group)?.versions[0] ?? api.versions[0];
  return { apiVersion: group === '' ? version : `${group}/${version}`, kind: api.kind };
}

/** Compares the texts that `keys` gives, one after the other. */
function by<T>(keys: (item: T) => readonly string[]): (a: T, b: T) => number {
  return (a, b) => {
    const others = keys(b);
    for (const [index, key] of keys(a).entries()) {
      const other = others[index] ?? '';
      if (key !== other) return key < other ? -1 : 1;
    }
    return 0;
  };
}

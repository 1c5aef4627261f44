// The kinds of resources that an installation knows, as one value: whoever needs to know something of a kind is handed
// it.
import { RangelightError } from '../core/index.ts';
import type {
  ApiGroup,
  ClusterApi,
  ClusterKindDefinition,
  ComputeKindDefinition,
  KindDefinition,
  KindId,
} from './kind.ts';

export interface Kinds {
  /** In the order in which they were given. */
  readonly all: readonly KindDefinition[];
  readonly compute: readonly ComputeKindDefinition[];
  readonly cluster: readonly ClusterKindDefinition[];
  /** Fails with `unexpected` for an id that nobody gave. */
  of(id: KindId): KindDefinition;
  ofCompute(id: KindId): ComputeKindDefinition;
  ofCluster(id: KindId): ClusterKindDefinition;
}

export function isComputeKind(kind: KindDefinition): kind is ComputeKindDefinition {
  return 'collection' in kind.api;
}

/** In the order in which one is preferred. */
export function apiGroupsOf({ group, versions, otherGroups = [] }: ClusterApi): readonly ApiGroup[] {
  return [{ group, versions }, ...otherGroups];
}

/**
 * Fails with `unexpected` where two kinds have one id, one code in names, or one API that no code in names tells apart.
 */
export function kindsOf(definitions: readonly KindDefinition[]): Kinds {
  const compute = new Map(definitions.filter(isComputeKind).map((kind) => [kind.id, kind]));
  const cluster = new Map(definitions.flatMap((kind) => (isComputeKind(kind) ? [] : [[kind.id, kind] as const])));
  mustDiffer(definitions, ({ id }) => [`the id ${id}`]);
  mustDiffer(definitions, (kind) => apisOf(kind).map((api) => `the API ${api}`));
  mustDiffer(definitions, ({ name }) => (name === undefined ? [] : [`the code ${name.code} in names`]));
  return {
    all: definitions,
    compute: [...compute.values()],
    cluster: [...cluster.values()],
    of: (id) => compute.get(id) ?? known(id, cluster.get(id)),
    ofCompute: (id) => known(id, compute.get(id)),
    ofCluster: (id) => known(id, cluster.get(id)),
  };
}

function known<T>(id: KindId, kind: T | undefined): T {
  if (kind === undefined) throw new RangelightError('unexpected', 'kinds', `no kind of resource has the id ${id}`);
  return kind;
}

function mustDiffer(kinds: readonly KindDefinition[], marksOf: (kind: KindDefinition) => readonly string[]): void {
  const taken = new Map<string, KindId>();
  for (const kind of kinds) {
    for (const mark of marksOf(kind)) {
      const other = taken.get(mark);
      if (other !== undefined)
        throw new RangelightError('unexpected', 'kinds', `the kinds ${other} and ${kind.id} have both ${mark}`);
      taken.set(mark, kind.id);
    }
  }
}

/** What tells the objects of a kind from those of all others. */
function apisOf(kind: KindDefinition): readonly string[] {
  if (isComputeKind(kind)) return [kind.api.collection];
  const { plural, subresource } = kind.api;
  const names = kind.name === undefined ? [] : [`under names with ${kind.name.code}`];
  return apiGroupsOf(kind.api).map(({ group }) =>
    [[group, plural, ...(subresource === undefined ? [] : [subresource])].join('/'), ...names].join(' '),
  );
}

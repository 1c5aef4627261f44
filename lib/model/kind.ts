// All that the engine knows of one kind of resource, as data: its API, its names, its fields, where it is read and
// where it is told.
import type { FieldTable } from './fields.ts';

/** What traffic can feel. */
export type Impact = 'none' | 'possible' | 'certain';

export interface ComputeApi {
  /** REST collection (compute v1 discovery document). */
  readonly collection: string;
  /** `zonal`: one list covers the zones of a project. */
  readonly scope: 'global' | 'zonal';
}

export interface ApiGroup {
  /** Without a version; '' is the core group. */
  readonly group: string;
  /** Versions that we can write: the first one that a cluster serves is written. */
  readonly versions: readonly [string, ...string[]];
}

export interface ClusterApi extends ApiGroup {
  /** Further groups in which such objects stand and mean the same: which one it is, is data of a ref. */
  readonly otherGroups?: readonly ApiGroup[];
  readonly kind: string;
  readonly plural: string;
  readonly scope: 'namespaced' | 'cluster';
  /** It exists only where its CustomResourceDefinition is installed. */
  readonly custom?: true;
  /** What is written through a door of its own. */
  readonly subresource?: 'status';
}

/** Id of a kind: `urlMap`. */
export type KindId = string;

interface AnyKind {
  /** Stands in documents: it never changes. */
  readonly id: KindId;
  /** How people call it in a report. */
  readonly title: string;
  /** The section of a fleet file that asks for it, or several of which each does. Absent: every fleet does. */
  readonly section?: string | readonly string[];
  /**
   * For what we name: code of the kind in a name, and how long a name may be (63 when absent). Absent: people give the
   * names. Two kinds may have one API in clusters where we name the objects of one: a name tells them apart.
   */
  readonly name?: { readonly code: string; readonly maxLength?: number };
  readonly fields: FieldTable;
  /** When it changes in a rollout: with the new things beside the old ones, or when routes move. */
  readonly phase: 'expand' | 'switch';
  /** What traffic can feel when a field of it changes, when it loses something, and when it goes. */
  readonly impact: { readonly change: Impact; readonly shrink: Impact; readonly remove: Impact };
  /**
   * `shared`: one that stands already is used as it is, whoever made it (CRDs). `some-fields`: somebody else's object
   * may get our fields and our mark, and none that another manager holds; when it is wanted no more these are given up,
   * and it stays. In clusters alone.
   */
  readonly existing: 'owned' | 'shared' | 'some-fields';
  /**
   * Others are there for it. Of Compute: traffic comes in here, it serves, and so does all that it leads to. Of
   * manifests: what is made from it stops and stays with it, whatever else that is made from.
   */
  readonly isRoot?: true;
  /**
   * Dotted path of what its API answers and others have from it by reference: the IP of an address, the uid of an
   * object. Never a secret.
   */
  readonly gives?: string;
  /** What refers to it need not wait until an update of it is made: it takes them as it is. */
  readonly standsWhileItMoves?: true;
}

/**
 * A kind that the project has. All of a collection is read: an unmarked one of the same name has to be seen, to be left
 * alone.
 */
export interface ComputeKindDefinition extends AnyKind {
  readonly api: ComputeApi;
  /** Source: Compute v1, Quota.metric. */
  readonly quota: string;
  /** Pods of Services hang on it, which it names among what it depends on alone; nothing else of it is ever updated. */
  readonly hasEndpoints?: true;
  /** The heading under which a report tells what is made of it for a root: `load balancer`. */
  readonly reportGroup: string;
  /** Place below it, from the front end to the endpoints; absent: before all. */
  readonly reportPlace?: number;
}

/** A kind that stands in clusters. */
export interface ClusterKindDefinition extends AnyKind {
  readonly api: ClusterApi;
  /**
   * Where it is read: `members`: in every cluster; `config`: in the config clusters. `marked`: by our label; `all`: an
   * unmarked object of the same name has to be seen, to be left alone; a name: there is one of it in a cluster, and no
   * other is read. `metadata`: what its objects hold is never read, only their metadata. `noted`: nor are they listed;
   * who writes one notes its metadata in the ConfigMap that `which` names, and who may get them looks at those. Absent
   * for an aspect, which is read with the object that has it.
   */
  readonly observed?: {
    readonly where: 'members' | 'config';
    readonly which: 'marked' | 'all' | { readonly namespace: string; readonly name: string };
    readonly as?: 'metadata' | 'noted';
  };
  /** Other objects of its namespace may take settings from it, and what is made from those does not name it. */
  readonly givesSettings?: true;
  /** The kind whose objects have this one as a part, written apart. */
  readonly aspectOf?: KindId;
  /** The heading under which a report tells its changes. */
  readonly reportGroup: 'member-clusters' | 'config-clusters';
  /** Section of what `rangelight compile` prints; absent: it is not printed. */
  readonly output?: 'services' | 'copies';
}

export type KindDefinition = ComputeKindDefinition | ClusterKindDefinition;

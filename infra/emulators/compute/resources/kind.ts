// What the emulator must know of a kind of resource. A new kind is one file that makes one of these, and a line in
// index.ts.
import type { Fabric } from '../../fabric/index.ts';
import type { Operations } from '../operations.ts';
import type { ReferenceKeys, Scope } from '../references.ts';
import type { Store, Stored } from '../store.ts';
import type { ComputeResource, HealthSource } from '../view.ts';

/** A body after it passed the published definitions: fields have the published types, but nothing else is known. */
export type Body = Readonly<Record<string, unknown>>;

/** What a kind may look at. */
export interface Surroundings {
  readonly project: string;
  readonly store: Store;
  readonly operations: Pick<Operations, 'pending' | 'ready'>;
  readonly fabric: Fabric;
  /** An external address that nothing stored or in flight holds; throws when there is none left. */
  readonly newExternalAddress: () => string;
  readonly health: () => HealthSource | undefined;
}

/** A resource about to be stored. */
export interface Candidate {
  readonly path: string;
  readonly scope: Scope;
  /** References are canonical. */
  readonly body: Body;
  /** What it replaces; absent at insert. */
  readonly current?: Stored | undefined;
}

/** POST …/{name}/{verb} that changes the resource through an operation. */
export interface ChangingVerb {
  readonly changes: true;
  /** The published message that the request body must fit; absent: the request has no body. */
  readonly message?: string;
  readonly operationType: string;
  /** The old spelling of the path, without `global/`. */
  readonly withoutScope?: boolean;
  /** Done before it is answered. */
  readonly immediate?: boolean;
  /** May run beside others of its sort on the same resource. */
  readonly shared?: boolean;
  readonly seconds: number;
  /** Keys of references in the request body. */
  readonly references?: ReferenceKeys;
  /** Refuses or answers the effect, which is applied to what is stored once the operation is done. */
  readonly plan: (
    current: Stored,
    request: Body,
    around: Surroundings,
    parameters: URLSearchParams,
  ) => (stored: Stored) => Stored;
}

/** …/{name}/{verb} that only answers a question: by GET, or by POST when there is a message to ask with. */
export interface AskingVerb {
  readonly changes: false;
  readonly message?: string;
  /** Answers even when the named resource does not exist (`current` is then undefined). */
  readonly withoutResource?: boolean;
  /** Answers the response body; links in it are already complete. */
  readonly answer: (
    current: Stored | undefined,
    request: Body,
    around: Surroundings,
    parameters: URLSearchParams,
  ) => Body;
}

export interface Kind {
  /** As in the URL, e.g. `urlMaps`. */
  readonly collection: string;
  /** As in `compute#urlMap`. */
  readonly singular: string;
  /** As in messages about use, e.g. `url_map`. */
  readonly snake: string;
  /** The published message of its body, e.g. `UrlMap`. */
  readonly message: string;
  readonly scope: 'global' | 'zone';
  /** Metric of the project quota that counts it; a function where the metric depends on the resource. */
  readonly quota: string | ((body: Body) => string);
  /** What the API offers beside get, list, insert and delete. */
  readonly methods: {
    readonly patch?: true;
    readonly update?: true;
    /** Absent: the API has none. `regional`: the kind exists in regions too, so these are scopes of the answer. */
    readonly aggregatedList?: 'regional' | 'zonal';
  };
  /** `kind` of lists, when it is not `compute#<singular>List` and `compute#<singular>AggregatedList`. */
  readonly listKinds?: { readonly list: string; readonly aggregated: string };
  readonly references: ReferenceKeys;
  /** Keys of references that only answers carry. */
  readonly links: readonly string[];
  /** Fields of a request that are ignored. */
  readonly outputOnly: readonly string[];
  /** Fields that PATCH and PUT cannot change. */
  readonly immutable: readonly string[];
  /** True: it has a fingerprint, and PATCH and PUT must carry it. `optional`: checked when it is given. */
  readonly fingerprint: boolean | 'optional';
  readonly labels: boolean;
  /** Duration of the real operations. */
  readonly seconds: { readonly insert: number; readonly change: number; readonly delete: number };
  /** Fills in what the server would; must not look at other resources' existence. */
  readonly defaults: (candidate: Candidate, around: Surroundings) => Body;
  /** Throws an ApiError for what the server would refuse; references exist by now. */
  readonly validate: (candidate: Candidate, around: Surroundings) => void;
  /** Paths that `body` uses beside its references (a forwarding rule uses the address that has its IP). */
  readonly alsoUses?: (body: Body, around: Surroundings) => readonly string[];
  /** Throws for a PATCH that the API does not offer; default: everything may be patched. */
  readonly checkPatch?: (patch: Body, current: Stored) => void;
  /** Fields that are stored but that no answer ever carries, such as private keys. */
  readonly writeOnly?: readonly string[];
  /** Adds the fields that depend on other resources. */
  readonly read?: (stored: Stored, around: Surroundings) => ComputeResource;
  readonly verbs: Readonly<Record<string, ChangingVerb | AskingVerb>>;
  /** GET …/{collection}/{question}, about no resource in particular. */
  readonly questions?: Readonly<Record<string, () => Body>>;
}

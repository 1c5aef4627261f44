// What a deployment should be: the table that the Terraform module is made from (infra/deploy/contract.json,
// docs/adr/0056).

export const GRANT_SCOPES = ['project', 'networkProject', 'fleetProject'] as const;

export type GrantScope = (typeof GRANT_SCOPES)[number];
export type DocumentBucket = 'state' | 'release' | 'audit';

/** Who writes what, and reads where. */
export interface Documents {
  readonly reads: readonly string[];
  /** Collections by bucket. */
  readonly writes: Readonly<Record<DocumentBucket, readonly string[]>>;
}

export interface ExpectedFunction extends Documents {
  readonly timeoutSeconds: number;
  readonly mostInstances: number;
  /** By the variable that says it. */
  readonly shares: Readonly<Record<string, number>>;
  readonly audience: string | null;
  readonly publishes: readonly string[];
  readonly permissions: Readonly<Record<GrantScope, readonly string[]>>;
}

export interface ClusterRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** Absent: objects of every name. */
  readonly resourceNames?: readonly string[];
}

export interface SecretRole {
  readonly functions: readonly string[];
  readonly verbs: readonly string[];
}

export interface Contract {
  readonly apis: readonly string[];
  /** In the projects of fleets. */
  readonly fleetApis: Readonly<Record<GrantScope, readonly string[]>>;
  readonly functions: Readonly<Record<string, ExpectedFunction>>;
  readonly objectRoles: Readonly<Record<'reader' | 'writer' | 'adder', readonly string[]>>;
  /** Variable → the secret whose value it has. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Function → what it may do in every cluster. */
  readonly clusterRoles: Readonly<Record<string, readonly ClusterRule[]>>;
  /** The Roles of namespaces that have the only rights to Secrets, by name. */
  readonly secretRoles: Readonly<Record<string, SecretRole>>;
  /** Secrets that no function may read, whatever names them. */
  readonly signingKeys: { readonly namespace: string; readonly names: readonly string[] };
  readonly githubApp: {
    readonly permissions: Readonly<Record<string, string>>;
    readonly events: readonly string[];
  };
  readonly topics: Readonly<Record<string, string>>;
  readonly subscriptions: Readonly<Record<string, ExpectedSubscription>>;
  readonly subscription: {
    readonly ackDeadlineSeconds: number;
    readonly shortestBackOffSeconds: number;
    readonly longestBackOffSeconds: number;
    readonly mostAttempts: number;
  };
  readonly tick: { readonly schedule: string; readonly to: string; readonly path: string };
}

export interface ExpectedSubscription {
  readonly name: string;
  readonly to: string;
  readonly path: string;
  readonly ordered: boolean;
}

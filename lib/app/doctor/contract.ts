// What a deployment should be: the table that the Terraform module is made from (infra/deploy/contract.json,
// docs/adr/0056).

export type GrantScope = 'project' | 'networkProject' | 'fleetProject';

export interface ExpectedFunction {
  readonly timeoutSeconds: number;
  readonly mostInstances: number;
  /** By the variable that says it. */
  readonly shares: Readonly<Record<string, number>>;
  readonly audience: string | null;
  readonly permissions: Readonly<Record<GrantScope, readonly string[]>>;
}

export interface Contract {
  readonly apis: readonly string[];
  readonly functions: Readonly<Record<string, ExpectedFunction>>;
  readonly topics: Readonly<Record<string, string>>;
  readonly subscriptions: Readonly<Record<string, ExpectedSubscription>>;
  readonly subscription: {
    readonly ackDeadlineSeconds: number;
    readonly shortestBackOffSeconds: number;
    readonly longestBackOffSeconds: number;
    readonly mostAttempts: number;
  };
}

export interface ExpectedSubscription {
  readonly name: string;
  readonly to: string;
  readonly path: string;
  readonly ordered: boolean;
}

// What is looked at: where a deployment is, and what its fleets count on.
import type { Contract } from './contract.ts';
import type { NamedSecret } from './secret-roles.ts';

export interface ExaminedFleet {
  readonly name: string;
  /** Of its load balancers. */
  readonly project: string;
  readonly networkProject: string;
  readonly fleetProject: string;
  readonly clusters: readonly ExaminedCluster[];
  /** Features of the hub that manifests count on → which ones do. */
  readonly needs: ReadonlyMap<string, string>;
}

export interface ExaminedCluster {
  readonly link: string;
  readonly location: string;
  readonly membership: string;
  /** Why the functions could not read it when they looked last; absent: they did. */
  readonly notReached?: string;
  /** Secrets that the functions need there. */
  readonly secrets: readonly NamedSecret[];
}

export interface Examined {
  readonly contract: Contract;
  /** Of Rangelight. */
  readonly project: string;
  /** Of its state. */
  readonly bucket: string;
  /** Of its services. */
  readonly region: string;
  /** At least one; before the first push, without clusters. */
  readonly fleets: readonly ExaminedFleet[];
  /** Quotas of Compute under which what Rangelight makes is counted. */
  readonly quotas: ReadonlySet<string>;
}

/** E-mail address of the service account of a function. */
export function accountOf({ project }: Pick<Examined, 'project'>, name: string): string {
  return `rangelight-${name}@${project}.iam.gserviceaccount.com`;
}

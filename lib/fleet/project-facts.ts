// Global things of the project that manifests name and somebody else makes.
import type { ProjectCertificateFacts } from './project-certificate.ts';

/** Each list is absent when it could not be read, now or before. What Rangelight makes itself is not among them. */
export interface ProjectFacts {
  readonly addresses?: Readonly<Record<string, AddressFacts>>;
  /** By the name of the SSL certificate. */
  readonly certificates?: Readonly<Record<string, ProjectCertificateFacts>>;
  /** Names of SSL policies, sorted. */
  readonly sslPolicies?: readonly string[];
  /** Name of a Cloud Armor policy → its type, such as CLOUD_ARMOR. */
  readonly securityPolicies?: Readonly<Record<string, string>>;
  /** Sorted by name. */
  readonly forwardingRules?: readonly ForwardingRuleFacts[];
}

export interface AddressFacts {
  readonly ip: string;
  /** Whether clients of the internet can reach it; others are for private services. */
  readonly external: boolean;
}

export interface ForwardingRuleFacts {
  readonly name: string;
  readonly ip: string;
  /** `80-80`; absent for one that takes all ports. */
  readonly ports?: string;
}

// How much of the quotas of others one instance may take: the function's share, divided by the most instances that it
// has. What the shares of all functions add up to is held below the quotas by infra/deploy.
import type { Variables } from './variables.ts';

/** Requests per minute of one instance. */
export interface Rates {
  readonly computeReads: number;
  readonly computeWrites: number;
  readonly gateway: number;
}

/** Half of what a project has by default; the other half is left to everybody else. */
export function readRates(variables: Variables): Rates {
  const each = perInstance(variables);
  return {
    computeReads: each('COMPUTE_READS_PER_MINUTE', 750),
    computeWrites: each('COMPUTE_WRITES_PER_MINUTE', 750),
    gateway: each('GATEWAY_REQUESTS_PER_MINUTE', 1_200),
  };
}

/**
 * How many writes are under way at once: all that a minute has, for the quota counts calls and minds no burst, and a
 * write of the longest sort (a backend service's) is under way for less than that.
 */
export function stepsAtOnce(writesPerMinute: number): number {
  return Math.max(1, writesPerMinute);
}

/** Of GitHub's limits for one installation, as the adapter takes them. */
export function readGitHubRates(variables: Variables) {
  const each = perInstance(variables);
  return {
    readsPerMinute: each('GITHUB_READS_PER_MINUTE', 400),
    writesPerMinute: each('GITHUB_WRITES_PER_MINUTE', 80),
    writesPerHour: each('GITHUB_WRITES_PER_HOUR', 500),
  };
}

function perInstance({ count }: Variables): (name: string, share: number) => number {
  const instances = count('RANGELIGHT_MAX_INSTANCES', 4);
  return (name, share) => Math.max(1, Math.floor(count(name, share) / instances));
}

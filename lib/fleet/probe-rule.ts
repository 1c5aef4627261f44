// The firewall rule without which no endpoint is ever healthy: who makes it, and whether one stands where we make none.
import { type JsonObject, objectsAt, textsAt } from '../core/index.ts';
import type { Fleet } from './fleet.ts';

/** Source: cloud.google.com/load-balancing/docs/health-check-concepts, "Probe IP ranges and firewall rules". */
export const PROBE_RANGES = ['130.211.0.0/22', '35.191.0.0/16'] as const;

/**
 * The project that the network belongs to, when it is not the fleet's own (a Shared VPC); its rules are not ours to
 * change.
 */
export function networkHost(fleet: Pick<Fleet, 'project' | 'network'>): string | undefined {
  const [, project = fleet.project] = fleet.network.split('/');
  return project === fleet.project ? undefined : project;
}

/**
 * Whether some rule lets the probes reach, by TCP, every instance with one of the tags. Ports are not judged: which
 * ones are probed is decided by the manifests.
 * @param rules bodies of firewall rules, references as partial URLs.
 * @param tags of the nodes; a rule that targets service accounts may or may not cover them, and counts.
 */
export function admitsProbes(rules: readonly JsonObject[], network: string, tags: readonly string[]): boolean {
  return rules.some(
    (rule) =>
      rule['network'] === network &&
      rule['direction'] === 'INGRESS' &&
      rule['disabled'] !== true &&
      coversProbes(textsAt(rule, 'sourceRanges')) &&
      coversTags(textsAt(rule, 'targetTags'), tags) &&
      objectsAt(rule, 'allowed').some(
        ({ IPProtocol }) => IPProtocol === 'tcp' || IPProtocol === '6' || IPProtocol === 'all',
      ),
  );
}

function coversProbes(ranges: readonly string[]): boolean {
  return ranges.includes('0.0.0.0/0') || PROBE_RANGES.every((range) => ranges.includes(range));
}

function coversTags(targeted: readonly string[], tags: readonly string[]): boolean {
  return targeted.length === 0 || tags.every((tag) => targeted.includes(tag));
}

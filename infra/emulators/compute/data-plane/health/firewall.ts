// Whether VPC firewall rules let Google's probes through to a port of an instance.
import type { Instance } from '../../../fabric/index.ts';
import { nameOf } from '../reference.ts';
import type { Firewall, FirewallTraffic } from '../shapes.ts';

/** Where health checks and proxied requests of an Application Load Balancer come from; both must get through. */
export const probeRanges = ['130.211.0.0/22', '35.191.0.0/16'] as const;

type Target = Pick<Instance, 'network' | 'tags'>;

/** True when TCP from every probe range reaches `port`. Without a matching rule the implied deny-ingress holds. */
export function probesPass(rules: readonly Firewall[], target: Target, port: number): boolean {
  return probeRanges.every((range) => passes(rules, range, target, port));
}

function passes(rules: readonly Firewall[], source: string, target: Target, port: number): boolean {
  const matching = rules.filter((rule) => aimsAt(rule, target) && comesFrom(rule, source) && speaksOf(rule, port));
  const priority = Math.min(...matching.map(priorityOf));
  const deciding = matching.filter((rule) => priorityOf(rule) === priority);
  // At equal priority a deny rule beats an allow rule.
  return deciding.length > 0 && deciding.every((rule) => rule.denied === undefined);
}

function priorityOf(rule: Firewall): number {
  return rule.priority ?? 1000;
}

function aimsAt(rule: Firewall, target: Target): boolean {
  if (rule.disabled === true || (rule.direction ?? 'INGRESS') !== 'INGRESS') return false;
  if (nameOf(rule.network ?? 'default') !== nameOf(target.network)) return false;
  // The fabric's instances have no service accounts.
  if ((rule.targetServiceAccounts ?? []).length > 0) return false;
  const tags = rule.targetTags ?? [];
  return tags.length === 0 || tags.some((tag) => target.tags.includes(tag));
}

function comesFrom(rule: Firewall, source: string): boolean {
  const ranges = rule.sourceRanges ?? [];
  if (ranges.length > 0) return ranges.some((range) => contains(range, source));
  // Probes carry neither tags nor service accounts; a rule that names no source at all means 0.0.0.0/0.
  return (rule.sourceTags ?? []).length === 0 && (rule.sourceServiceAccounts ?? []).length === 0;
}

/** IPv4 only: a range that covers just a part of `inner` does not count. */
function contains(outer: string, inner: string): boolean {
  const [address, bits] = split(outer);
  const [innerAddress, innerBits] = split(inner);
  if (address.includes(':') || bits > innerBits) return false;
  const size = 2 ** (32 - bits);
  return Math.floor(numberOf(address) / size) === Math.floor(numberOf(innerAddress) / size);
}

function numberOf(address: string): number {
  return address.split('.').reduce((number, part) => number * 256 + Number(part), 0);
}

function split(range: string): readonly [string, number] {
  const [address = '', bits = '32'] = range.split('/');
  return [address, Number(bits)];
}

function speaksOf(rule: Firewall, port: number): boolean {
  return [...(rule.allowed ?? []), ...(rule.denied ?? [])].some((traffic) => covers(traffic, port));
}

function covers(traffic: FirewallTraffic, port: number): boolean {
  if (!['tcp', '6', 'all'].includes(traffic.IPProtocol.toLowerCase())) return false;
  const ports = traffic.ports ?? [];
  if (ports.length === 0) return true;
  return ports.some((range) => {
    const [first, last = first] = range.split('-').map(Number);
    return first !== undefined && last !== undefined && port >= first && port <= last;
  });
}

// What a security policy says about a request: the first rule in priority order that matches its source address.
import { BlockList, isIP } from 'node:net';
import type { SecurityPolicy, SecurityRule } from '../shapes.ts';

export type PolicyVerdict =
  | { readonly kind: 'allow' }
  | { readonly kind: 'deny'; readonly status: number; readonly priority: number }
  /** A rule on the way could not be judged, so whatever comes after it would be a guess. */
  | { readonly kind: 'unsupported'; readonly feature: string };

const DENY = /^deny\((\d{3})\)$/;

/** Rules in preview change nothing; a policy without a matching rule (there is none such by its own rules) allows. */
export function judgeByPolicy(policy: SecurityPolicy, clientAddress: string): PolicyVerdict {
  const rules = [...(policy.rules ?? [])].filter(({ preview }) => preview !== true);
  for (const rule of rules.sort((a, b) => a.priority - b.priority)) {
    const ranges = rule.match?.config?.srcIpRanges;
    if (rule.match?.expr !== undefined || ranges === undefined) return unsupported(rule, 'match.expr');
    if (!ranges.some((range) => covers(range, clientAddress))) continue;
    if (rule.action === 'allow') return { kind: 'allow' };
    const status = DENY.exec(rule.action)?.[1];
    if (status === undefined) return unsupported(rule, `action ${rule.action}`);
    return { kind: 'deny', status: Number(status), priority: rule.priority };
  }
  return { kind: 'allow' };
}

function unsupported({ priority }: SecurityRule, what: string): PolicyVerdict {
  return { kind: 'unsupported', feature: `securityPolicy rule ${priority}: ${what}` };
}

/** `range` is `*`, an address or a CIDR range. */
function covers(range: string, address: string): boolean {
  if (range === '*') return true;
  const [network = '', bits] = range.split('/');
  const version = isIP(network);
  if (version === 0 || version !== isIP(address)) return false;
  const family = version === 6 ? 'ipv6' : 'ipv4';
  const list = new BlockList();
  list.addSubnet(network, bits === undefined ? (version === 6 ? 128 : 32) : Number(bits), family);
  return list.check(address, family);
}

// globalForwardingRules: an external address and port, and the proxy that answers there.
import { invalid, notFound, notImplemented, notReady, required } from '../errors.ts';
import { canonicalPath, collectionOf, nameOf } from '../references.ts';
import type { Candidate, Kind, Surroundings } from './kind.ts';
import { noLabels, setLabels } from './labels.ts';
import { checkRuleScheme } from './load-balancer.ts';

interface RuleBody {
  readonly IPAddress: string;
  readonly IPProtocol: string;
  readonly portRange?: string;
  readonly ports?: readonly string[];
  readonly target?: string;
  readonly backendService?: string;
  readonly loadBalancingScheme: string;
  readonly networkTier: string;
  readonly ipVersion?: string;
}

const TARGETS = ['targetHttpProxies', 'targetHttpsProxies'];
const DOTTED_QUAD = /^\d{1,3}(?:\.\d{1,3}){3}$/;
const SCHEMES: ReadonlySet<string> = new Set(['EXTERNAL', 'EXTERNAL_MANAGED']);
/** What each kind of proxy may listen on behind a classic rule. */
const CLASSIC_PORTS: Readonly<Record<string, readonly string[]>> = {
  targetHttpProxies: ['80', '8080'],
  targetHttpsProxies: ['443'],
};

/** `80` → `80-80`. */
function asRange(ports: string): string {
  return ports.includes('-') ? ports : `${ports}-${ports}`;
}

/** The literal address for what the request gave: an IP, a reference to a reserved address, or nothing (ephemeral). */
function literalAddress(given: unknown, around: Surroundings): string {
  if (typeof given !== 'string' || given === '') return around.newExternalAddress();
  const literal = DOTTED_QUAD.test(given);
  const path = literal ? addressWith(given, around) : canonicalPath(given, around.project);
  if (path === undefined) throw invalid('resource.IPAddress', given, 'Invalid IP address specified.');
  if (!around.operations.ready(path, false)) throw notReady(path);
  const address = around.store.get(path);
  if (address === undefined) throw notFound(path);
  return literal ? given : String(address.body.address);
}

function addressWith(ip: unknown, around: Surroundings): string | undefined {
  return around.store.list('addresses').find(({ body }) => body.address === ip)?.path;
}

function checkPorts({ portRange, ports, IPProtocol, loadBalancingScheme, target = '' }: RuleBody): void {
  if (ports !== undefined) throw invalid('resource.ports', ports, 'Ports cannot be used with a target proxy.');
  if (portRange === undefined) throw required('resource.portRange');
  if (IPProtocol !== 'TCP') throw invalid('resource.IPProtocol', IPProtocol, 'Target proxies need TCP.');
  const [first, last] = portRange.split('-').map(Number);
  if (first === undefined || first !== last || !(first >= 1 && first <= 65535)) {
    throw invalid('resource.portRange', portRange, 'A target proxy needs a single port.');
  }
  const allowed = CLASSIC_PORTS[collectionOf(target)] ?? [];
  if (loadBalancingScheme === 'EXTERNAL' && !allowed.includes(String(first))) {
    throw invalid('resource.portRange', portRange, `The target proxy supports ports ${allowed.join(' and ')} only.`);
  }
}

/** Two rules cannot hold one address, protocol and port; rules whose insertion is in flight count too. */
function checkConflict({ path, body }: Candidate, around: Surroundings): void {
  const { IPAddress, IPProtocol, portRange } = body as unknown as RuleBody;
  for (const other of [...around.store.list('forwardingRules'), ...around.operations.pending()]) {
    if (other.path === path || other.body.IPAddress !== IPAddress) continue;
    if (other.body.IPProtocol !== IPProtocol || other.body.portRange !== portRange) continue;
    const detail = 'Specified IP address is in-use and would result in a conflict.';
    throw invalid('resource.IPAddress', IPAddress, detail);
  }
}

export const forwardingRules: Kind = {
  collection: 'forwardingRules',
  singular: 'forwardingRule',
  snake: 'forwarding_rule',
  message: 'ForwardingRule',
  scope: 'global',
  quota: ({ loadBalancingScheme: scheme }) =>
    scheme === 'EXTERNAL_MANAGED' ? 'GLOBAL_EXTERNAL_MANAGED_FORWARDING_RULES' : 'FORWARDING_RULES',
  methods: { patch: true, aggregatedList: 'regional' },
  references: { target: TARGETS },
  links: [],
  outputOnly: ['labels', 'labelFingerprint', 'region', 'selfLinkWithId'],
  immutable: ['IPAddress', 'IPProtocol', 'portRange', 'network', 'description', 'ipVersion', 'target'],
  fingerprint: 'optional',
  labels: true,
  seconds: { insert: 11, change: 10, delete: 12 },
  defaults({ body, current }, around) {
    const { IPAddress, portRange, ...rest } = body;
    return {
      IPProtocol: 'TCP',
      networkTier: 'PREMIUM',
      loadBalancingScheme: 'EXTERNAL',
      ...rest,
      IPAddress: current === undefined ? literalAddress(IPAddress, around) : IPAddress,
      ...(typeof portRange === 'string' ? { portRange: asRange(portRange) } : {}),
      ...(current === undefined ? noLabels : {}),
    };
  },
  validate(candidate, around) {
    const rule = candidate.body as unknown as RuleBody;
    if (!SCHEMES.has(rule.loadBalancingScheme)) {
      throw notImplemented(`forwardingRules with loadBalancingScheme ${rule.loadBalancingScheme}`);
    }
    if (rule.backendService !== undefined) {
      throw invalid('resource.backendService', rule.backendService, 'Global external rules need a target.');
    }
    if (rule.target === undefined || rule.target === '') throw required('resource.target');
    if (rule.networkTier !== 'PREMIUM') {
      throw invalid('resource.networkTier', rule.networkTier, 'Global forwarding rules must be in the PREMIUM tier.');
    }
    checkPorts(rule);
    checkConflict(candidate, around);
    checkRuleScheme(candidate.body, around);
  },
  checkPatch(patch, current) {
    if (patch.loadBalancingScheme !== undefined && patch.loadBalancingScheme !== current.body.loadBalancingScheme) {
      throw notImplemented(`forwardingRules.patch of loadBalancingScheme (${nameOf(current.path)})`);
    }
  },
  alsoUses(body, around) {
    const address = addressWith(body.IPAddress, around);
    return address === undefined ? [] : [address];
  },
  verbs: {
    setLabels,
    setTarget: {
      changes: true,
      message: 'TargetReference',
      operationType: 'SetTarget',
      seconds: 10,
      references: { target: TARGETS },
      plan(current, request, around) {
        const { target } = request as { target?: string };
        if (target === undefined || target === '') throw required('target');
        const next = { ...current.body, target };
        checkPorts(next as unknown as RuleBody);
        checkRuleScheme(next, around);
        return (stored) => ({ ...stored, body: { ...stored.body, target } });
      },
    },
  },
};

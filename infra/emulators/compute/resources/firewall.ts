// firewalls: VPC firewall rules, of which probes and proxied traffic need one to reach the pods.
import { isIP } from 'node:net';
import { invalid, required } from '../errors.ts';
import type { Body, Kind } from './kind.ts';

interface Protocols {
  readonly IPProtocol?: string;
  readonly ports?: readonly string[];
}

interface FirewallBody {
  readonly allowed?: readonly Protocols[];
  readonly denied?: readonly Protocols[];
  readonly direction: string;
  readonly priority: number;
  readonly sourceRanges?: readonly string[];
  readonly sourceTags?: readonly string[];
  readonly sourceServiceAccounts?: readonly string[];
  readonly destinationRanges?: readonly string[];
  readonly targetTags?: readonly string[];
  readonly targetServiceAccounts?: readonly string[];
}

const WITH_PORTS: ReadonlySet<string> = new Set(['tcp', 'udp', 'sctp', '6', '17', '132']);

function lowerCased(protocols: readonly Protocols[]): readonly Protocols[] {
  return protocols.map((entry) =>
    entry.IPProtocol === undefined ? entry : { ...entry, IPProtocol: entry.IPProtocol.toLowerCase() },
  );
}

function given(list: readonly unknown[] | undefined): boolean {
  return list !== undefined && list.length > 0;
}

function checkProtocols(field: string, protocols: readonly Protocols[]): void {
  for (const [index, { IPProtocol, ports = [] }] of protocols.entries()) {
    const at = `resource.${field}[${index}]`;
    if (IPProtocol === undefined) throw required(`${at}.IPProtocol`);
    if (ports.length > 0 && !WITH_PORTS.has(IPProtocol)) {
      throw invalid(`${at}.ports`, ports, `Ports are not allowed with ${IPProtocol}.`);
    }
    for (const port of ports) {
      const [first = Number.NaN, last = first, ...more] = port.split('-').map(Number);
      if (more.length > 0 || !(first >= 0 && first <= last && last <= 65535)) {
        throw invalid(`${at}.ports`, port, 'Must be a port or a range of ports.');
      }
    }
  }
}

function checkRanges(field: string, ranges: readonly string[]): void {
  for (const [index, range] of ranges.entries()) {
    const [ip = '', bits = '', ...more] = range.split('/');
    const version = isIP(ip);
    const fits = /^\d{1,3}$/.test(bits) && Number(bits) <= (version === 6 ? 128 : 32);
    if (version === 0 || (range.includes('/') && !fits) || more.length > 0) {
      throw invalid(`resource.${field}[${index}]`, range, 'Must be a CIDR address range.');
    }
  }
}

function checkDirection(rule: FirewallBody): void {
  if (rule.direction === 'EGRESS' && (given(rule.sourceTags) || given(rule.sourceServiceAccounts))) {
    throw invalid('resource.direction', rule.direction, 'Egress rules cannot have source tags or accounts.');
  }
  const byTag = given(rule.sourceTags) || given(rule.targetTags);
  if (byTag && (given(rule.sourceServiceAccounts) || given(rule.targetServiceAccounts))) {
    throw invalid('resource.targetTags', rule.targetTags, 'Tags and service accounts cannot be used together.');
  }
}

function defaultSource(body: Body): Body {
  const { direction = 'INGRESS', sourceRanges, sourceTags, sourceServiceAccounts } = body as Partial<FirewallBody>;
  const open = !given(sourceRanges) && !given(sourceTags) && !given(sourceServiceAccounts);
  return direction === 'INGRESS' && open ? { sourceRanges: ['0.0.0.0/0'] } : {};
}

export const firewalls: Kind = {
  collection: 'firewalls',
  singular: 'firewall',
  snake: 'firewall',
  message: 'Firewall',
  scope: 'global',
  quota: 'FIREWALLS',
  methods: { patch: true, update: true },
  references: { network: ['networks'] },
  links: [],
  outputOnly: [],
  immutable: ['direction', 'network'],
  fingerprint: false,
  labels: false,
  seconds: { insert: 5, change: 5, delete: 5 },
  defaults({ body }, around) {
    const { allowed, denied } = body as Partial<FirewallBody>;
    return {
      description: '',
      direction: 'INGRESS',
      priority: 1000,
      disabled: false,
      logConfig: { enable: false },
      network: `projects/${around.project}/global/networks/default`,
      ...body,
      ...defaultSource(body),
      ...(allowed === undefined ? {} : { allowed: lowerCased(allowed) }),
      ...(denied === undefined ? {} : { denied: lowerCased(denied) }),
    };
  },
  validate({ body }) {
    const rule = body as unknown as FirewallBody;
    if (given(rule.allowed) === given(rule.denied)) {
      throw invalid('resource.allowed', rule.allowed ?? [], 'Exactly one of allowed and denied must be specified.');
    }
    checkProtocols('allowed', rule.allowed ?? []);
    checkProtocols('denied', rule.denied ?? []);
    checkRanges('sourceRanges', rule.sourceRanges ?? []);
    checkRanges('destinationRanges', rule.destinationRanges ?? []);
    if (rule.priority < 0 || rule.priority > 65535) {
      throw invalid('resource.priority', String(rule.priority), 'Must be between 0 and 65535.');
    }
    checkDirection(rule);
  },
  verbs: {},
};

// Things of the project that manifests name are looked up before the merge (cases 06, 07, 73).
import { FEATURES } from '../../../../functions/wiring/features.ts';
import { describe, expect, it } from 'vitest';
import { unknownThings } from '../../../../lib/features/ingress/inputs/project-things.ts';
import type { ProjectCertificateFacts, ProjectFacts, Validity } from '../../../../lib/fleet/index.ts';
import { readManifests } from '../../../../lib/manifest/index.ts';
import { ASIA, compileText, EU, FACTS, FLEET, US } from './blue.ts';

const PROJECT: ProjectFacts = {
  addresses: {
    taken: { ip: '203.0.113.7', external: true },
    free: { ip: '203.0.113.8', external: true },
    inside: { ip: '10.0.0.1', external: false },
  },
  certificates: { 'good-cert': { validity: 'valid', dnsNames: [] } },
  sslPolicies: ['modern'],
  securityPolicies: { armor: 'CLOUD_ARMOR', edge: 'CLOUD_ARMOR_EDGE' },
  forwardingRules: [{ name: 'fr1', ip: '203.0.113.7', ports: '80-80' }],
};

const SERVICE = `apiVersion: networking.gke.io/v1
kind: MultiClusterService
metadata: {name: foo, namespace: blue}
spec: {template: {spec: {selector: {app: foo}, ports: [{name: web, port: 80}]}}}
---
`;
const web = (annotations: string) => `${SERVICE}apiVersion: networking.gke.io/v1
kind: MultiClusterIngress
metadata: {name: web, namespace: blue, annotations: {${annotations}}}
spec: {template: {spec: {backend: {serviceName: foo, servicePort: 80}}}}
`;
const ip = (value: string) => web(`networking.gke.io/static-ip: ${value}`);
const certificates = (value: string) => web(`networking.gke.io/pre-shared-certs: "${value}"`);
const frontend = (policy: string) =>
  `apiVersion: networking.gke.io/v1beta1\nkind: FrontendConfig\nmetadata: {name: f, namespace: blue}\nspec: {sslPolicy: ${policy}}`;
const backend = (policy: string) =>
  `apiVersion: cloud.google.com/v1\nkind: BackendConfig\nmetadata: {name: b, namespace: blue}\nspec: {securityPolicy: {name: ${policy}}}`;
const path = (project: string, name: string) => ip(`projects/${project}/global/addresses/${name}`);

const compiled = (text: string, project = PROJECT, fleet = FLEET) =>
  compileText(text, { fleet, facts: { ...FACTS, project, memberships: [ASIA, EU, US] } });
const CODES = ['project-thing-not-found', 'address-conflict'];
const said = (text: string, project = PROJECT) =>
  compiled(text, project)
    .diagnostics.filter(({ code }) => CODES.includes(code))
    .map(({ message }) => message);
const unknown = (text: string, project: ProjectFacts) => {
  const { manifests } = readManifests(new Map([['a.yaml', new TextEncoder().encode(text)]]), { kinds: FEATURES.kinds });
  return unknownThings(project, manifests).map(({ code }) => code);
};

describe('case 06: what a manifest names', () => {
  it.each([
    ['an address', ip('not-reserved'), 'has no global address not-reserved'],
    ['a literal one', ip('198.51.100.1'), 'has no global address 198.51.100.1'],
    ['a private one', ip('10.0.0.1'), '10.0.0.1 is no external IPv4 address'],
    ['a private one by name', ip('inside'), 'inside is no external IPv4 address'],
    ['a certificate', certificates('good-cert,lost-cert'), 'has no global SSL certificate lost-cert'],
    ['an SSL policy', frontend('antique'), 'has no global SSL policy antique'],
    ['a Cloud Armor policy', backend('shield'), 'has no global Cloud Armor policy shield'],
    ['one of another type', backend('edge'), 'edge is of type CLOUD_ARMOR_EDGE'],
  ])('and is not there is an error, and holds the object: %s', (_, text, words) => {
    expect(said(text)).toEqual([expect.stringContaining(words)]);
    expect(compiled(text).held).toHaveLength(1);
  });

  it.each([ip('free'), ip('203.0.113.8'), certificates('good-cert'), frontend('modern'), backend('armor')])(
    'and is there is fine (%#)',
    (text) => {
      expect(said(text)).toEqual([]);
      expect(unknown(text, PROJECT)).toEqual([]);
    },
  );

  it.each([ip('not-reserved'), certificates('lost-cert'), frontend('antique'), backend('shield')])(
    'is said to be unknown where the list could not be read (%#)',
    (text) => {
      expect(said(text, {})).toEqual([]);
      expect(unknown(text, {})).toEqual(['project-thing-unknown']);
    },
  );

  it('is said to be unknown in another project', () => {
    expect(said(path('other', 'x'))).toEqual([]);
    expect(unknown(path('other', 'x'), PROJECT)).toEqual(['project-thing-unknown']);
  });
});

describe('case 73: a pre-shared certificate', () => {
  const withCertificate = (known: ProjectCertificateFacts) => ({ ...PROJECT, certificates: { old: known } });
  const compiledWith = (known: ProjectCertificateFacts, hosts: readonly string[] = []) =>
    compiled(routed(hosts), withCertificate(known));
  const routed = (hosts: readonly string[], names = 'old') =>
    certificates(names).replace(
      'servicePort: 80}',
      `servicePort: 80}, rules: [${hosts.map((host) => `{host: "${host}", http: {paths: [{backend: {serviceName: foo, servicePort: 80}}]}}`).join(', ')}]`,
    );
  const at = (text: string, line: number, word: string) => ({
    line,
    column: (text.split('\n')[line - 1]?.indexOf(word) ?? 0) + 1,
  });

  it.each<[string, 'error' | 'warning', number, string, Validity]>([
    ['certificate-expired', 'error', 1, 'the SSL certificate old ended on 2024-12-31', 'expired'],
    [
      'certificate-not-yet-valid',
      'error',
      1,
      'the SSL certificate old is not valid before 2024-01-01',
      'not-yet-valid',
    ],
    ['certificate-ends-soon', 'warning', 0, 'the SSL certificate old ends on 2024-12-31', 'ends-soon'],
  ])('is told as a Secret is: %s', (code, severity, held, message, validity) => {
    const times = { notBefore: '2024-01-01T00:00:00.000Z', notAfter: '2024-12-31T00:00:00.000Z' };
    const found = compiledWith({ validity, ...times, dnsNames: [] });
    const source = at(certificates('old'), 8, '"old');
    expect(found.diagnostics).toMatchObject([{ code, severity, message, source }]);
    expect(found.held).toHaveLength(held);
  });

  const named = (...dnsNames: readonly string[]): ProjectCertificateFacts => ({ validity: 'valid', dnsNames });
  it.each<[string, readonly string[], readonly string[]]>([
    ['itself', ['foo.example'], ['foo.example']],
    ['in other letters', ['FOO.example'], ['foo.example']],
    ['by a wildcard', ['*.example'], ['foo.example', 'bar.example']],
    ['as a wildcard', ['*.example'], ['*.example']],
    ['not at all, where no host is asked for', ['foo.example'], []],
  ])('may name a host %s', (_, names, hosts) => {
    expect(compiledWith(named(...names), hosts).diagnostics).toEqual([]);
  });

  it.each<[readonly string[], readonly string[], string]>([
    [['bar.example'], ['foo.example'], 'no certificate of web is for foo.example: the names are bar.example'],
    [['*.example'], ['a.b.example'], 'no certificate of web is for a.b.example: the names are *.example'],
    [['*.example'], ['example'], 'no certificate of web is for example: the names are *.example'],
    [['foo.example'], ['*.example'], 'no certificate of web is for *.example: the names are foo.example'],
    [[], ['foo.example'], 'no certificate of web is for foo.example: the names are no name'],
    [['x'], ['a', 'b', 'c', 'd', 'e'], 'no certificate of web is for a, b, c and 2 more: the names are x'],
  ])('of other names is a warning, once: %j for %j', (names, hosts, message) => {
    const found = compiledWith(named(...names), hosts);
    expect(found.diagnostics).toMatchObject([{ code: 'host-without-certificate', severity: 'warning', message }]);
    expect(found.held).toEqual([]);
  });

  it('is judged with the others of its ingress, and not where one of them is not known', () => {
    const project = { ...PROJECT, certificates: { old: named('foo.example'), other: named('bar.example') } };
    const hosts = ['foo.example', 'bar.example'];
    expect(compiled(routed(hosts, 'old,other'), project).diagnostics).toEqual([]);
    expect(compiled(routed(hosts), project).diagnostics).toMatchObject([{ code: 'host-without-certificate' }]);
    const codes = compiled(routed(hosts, 'old,lost'), project).diagnostics.map(({ code }) => code);
    expect(codes).toEqual(['project-thing-not-found']);
    const unread = compiled(routed(hosts), {}).diagnostics.map(({ code }) => code);
    expect(unread).toEqual(['project-thing-unknown']);
  });
});

describe('case 07: an address that somebody else’s forwarding rule holds', () => {
  it.each([
    ['by name', ip('taken'), 'taken is in use by the forwarding rule fr1 (port 80-80), which is not ours'],
    ['as it is', ip('203.0.113.7'), '203.0.113.7 is in use by the forwarding rule fr1 (port 80-80), which is not ours'],
    ['by its path', path(FLEET.project, 'taken'), 'taken is in use by the forwarding rule fr1'],
  ])('is a conflict that names it: %s', (_, text, words) => {
    expect(said(text)).toEqual([expect.stringContaining(words)]);
    expect(compiled(text).held).toHaveLength(1);
  });

  it('is none on another port', () => {
    const holding = (ports: string) =>
      said(ip('taken'), { ...PROJECT, forwardingRules: [{ name: 'x', ip: '203.0.113.7', ports }] });
    expect(holding('443-443')).toEqual([]);
    expect(holding('1-1024')).toHaveLength(1);
  });

  it('is none where the hosted controller has it', () => {
    const found = compiled(path(FLEET.project, 'taken'), PROJECT, { ...FLEET, controller: 'gke' });
    expect(found.diagnostics.map(({ code }) => code)).not.toContain('address-conflict');
  });
});

// Things of the project that manifests name are looked up before the merge (cases 06, 07). May import: lib, vitest.
import { describe, expect, it } from 'vitest';
import { unknownThings } from '../../../lib/compile/index.ts';
import type { ProjectFacts } from '../../../lib/fleet/index.ts';
import { readManifests } from '../../../lib/manifest/index.ts';
import { compileText, FACTS, FLEET } from './blue.ts';

const PROJECT: ProjectFacts = {
  addresses: {
    taken: { ip: '203.0.113.7', external: true },
    free: { ip: '203.0.113.8', external: true },
    inside: { ip: '10.0.0.1', external: false },
  },
  certificates: ['good-cert'],
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
  compileText(text, { fleet, facts: { ...FACTS, project } });
const CODES = ['project-thing-not-found', 'address-conflict'];
const said = (text: string, project = PROJECT) =>
  compiled(text, project)
    .diagnostics.filter(({ code }) => CODES.includes(code))
    .map(({ message }) => message);
const unknown = (text: string, project: ProjectFacts) => {
  const { manifests } = readManifests(new Map([['a.yaml', new TextEncoder().encode(text)]]));
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

// What a name is answered with, by the files of a commit, and what a caller feels.
import { describe, expect, it } from 'vitest';
import { FEATURES } from '../../../../functions/wiring/features.ts';
import { askDirectory } from '../../../../lib/app/offline/index.ts';
import { nameAsked, nameLines } from '../../../../lib/features/services/index.ts';
import { EU, exportOf, fleetText, US } from './exports.ts';

const service = (spec: string): string =>
  `---\napiVersion: v1\nkind: Service\nmetadata: {name: db, namespace: shop}\nspec: ${spec}\n`;
const stateful = `---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: shop}
spec: {serviceName: db, replicas: 2}
`;
const WEB = '{ports: [{name: sql, port: 5432, targetPort: 15432}]}';
const HEADLESS = '{clusterIP: None, ports: [{name: sql, port: 5432, targetPort: 15432}]}';
const OWN = 'db.shop.svc.clusterset.local';

interface Given {
  readonly us?: string;
  readonly eu?: string;
  readonly from?: string;
  readonly facts?: object;
}

function ask(name: string, { us = exportOf('db') + service(WEB), eu = '', from = EU, facts }: Given = {}) {
  const text = {
    'rangelight.yaml': fleetText('  services: {}\n'),
    [`clusters/${US}/a.yaml`]: us,
    [`clusters/${EU}/a.yaml`]: eu,
  };
  const files = new Map(
    Object.entries(text).flatMap(([path, one]) => (one === '' ? [] : [[path, new TextEncoder().encode(one)]])),
  );
  const document = facts === undefined ? undefined : { path: 'facts.json', text: JSON.stringify(facts) };
  return askDirectory({ features: FEATURES, files, fleet: undefined, facts: document }, nameAsked({ name, from }))
    .answer;
}

const factsOf = (namespaces: readonly string[]) => ({
  schema: 'rangelight/facts/v2',
  fleet: 'prod',
  addresses: {},
  clusters: Object.fromEntries(
    [US, EU].map((link) => [
      link,
      {
        state: 'fresh',
        uid: link,
        zones: [`${link.split('/')[0]}-a`],
        nodeTags: ['t'],
        namespaces: link === US ? ['shop'] : namespaces,
        served: { serviceExport: ['net.gke.io'] },
      },
    ]),
  ),
});

describe('a Service with a ClusterSetIP', () => {
  it('is one address in each cluster, and a caller is refused or times out as what is behind it goes', () => {
    const answer = ask(OWN);
    expect(answer).toMatchObject({
      answers: [
        { type: 'A', code: 'NOERROR', records: [{ address: 'an IPv4 address that GKE gives it there' }] },
        { type: 'AAAA', code: 'NOERROR', records: [] },
        { type: 'SRV', code: 'NOERROR', records: [] },
        { type: 'PTR', code: 'NOERROR', records: [{ target: OWN }] },
      ],
      felt: 'answered',
      without: { endpoints: 'refused', export: 'timeout' },
    });
    expect(nameLines(answer)).toEqual([
      `${OWN}, asked in ${EU}`,
      '  A     an IPv4 address that GKE gives it there',
      '  AAAA  NODATA: the name is there, and has no such record',
      '  SRV   NODATA: the name is there, and has no such record',
      `  PTR   ${OWN}, from its address`,
      `  it is exported from ${US}`,
      `  sql 5432/TCP leads to ${US}`,
      `  whether ${EU} has the namespace shop is not known here; it is taken to`,
      expect.stringMatching(
        /^ {2}the Service behind it is expected to be gke-mcs-[0-9a-v]{10}\.shop\.svc\.cluster\.local$/,
      ),
      '  for a caller: a call is answered',
      '    when no pod is ready: a connection is refused at once',
      '    when the last export is withdrawn: a connection times out',
    ]);
  });

  it('has an SRV record for its named port, and answers under the name of the Service behind it', () => {
    expect(ask(`_sql._tcp.${OWN}`).answers).toEqual([
      { type: 'A', code: 'NOERROR', records: [] },
      { type: 'AAAA', code: 'NOERROR', records: [] },
      { type: 'SRV', code: 'NOERROR', records: [{ type: 'SRV', port: 5432, target: OWN }] },
    ]);
    const derived = ask(OWN).prediction?.derivedName ?? '';
    expect(ask(`${derived}.shop.svc.cluster.local`).answers).toEqual(ask(OWN).answers);
  });

  it('has no name for one cluster', () => {
    expect(ask(`gke-us.us-west1.${OWN}`)).toMatchObject({
      answers: [{ type: 'A', code: 'NXDOMAIN' }],
      felt: 'no-such-name',
    });
  });

  it('is a black hole elsewhere when its traffic stays on its node', () => {
    const us = exportOf('db') + service('{internalTrafficPolicy: Local, ports: [{port: 1}]}');
    expect(ask(OWN, { us }).felt).toBe('timeout');
    expect(ask(OWN, { us, from: US }).felt).toBe('answered');
  });
});

describe('a headless Service', () => {
  const us = exportOf('db') + service(HEADLESS) + stateful;

  it('has the pods of a StatefulSet by their names, with the port of the pod', () => {
    expect(ask(`db-1.gke-us.us-west1.${OWN}`, { us }).answers).toMatchObject([
      { type: 'A', records: [{ address: `the pod db-1, when it is ready, of ${US}` }] },
      { type: 'AAAA', records: [] },
      { type: 'SRV', records: [] },
      { type: 'PTR', records: [{ target: `db-1.gke-us.us-west1.${OWN}` }] },
    ]);
    expect(ask(`_sql._tcp.${OWN}`, { us }).answers[2]).toMatchObject({
      type: 'SRV',
      records: [0, 1].map((pod) => ({ port: 15_432, target: `db-${pod}.gke-us.us-west1.${OWN}` })),
    });
    expect(ask(`db-2.gke-us.us-west1.${OWN}`, { us }).answers).toMatchObject([{ code: 'NXDOMAIN' }]);
  });

  it('is not found when no pod is ready', () => {
    expect(ask(OWN, { us })).toMatchObject({ felt: 'answered', without: { endpoints: 'no-such-name' } });
  });
});

describe('a name that is not answered', () => {
  it('is exported by nobody: the nearest one is told', () => {
    expect(ask('dc.shop.svc.clusterset.local')).toMatchObject({
      answers: [{ code: 'NXDOMAIN' }],
      why: ['no manifest exports dc.shop.svc.clusterset.local', `Did you mean "${OWN}"?`],
    });
  });

  it('is not imported where the namespace is missing, and is where it is there', () => {
    expect(ask(OWN, { facts: factsOf([]) })).toMatchObject({
      answers: [{ code: 'NXDOMAIN' }],
      felt: 'no-such-name',
      why: expect.arrayContaining([`${EU} has no namespace shop, and nothing is imported there`]) as string[],
    });
    expect(ask(OWN, { facts: factsOf(['shop']) }).felt).toBe('answered');
  });

  it('is not known while no exported Service is in Git', () => {
    expect(ask(OWN, { us: exportOf('db') })).toMatchObject({ answers: [{ code: 'unknown' }], felt: 'unknown' });
  });
});

it('says who is expected to win a conflict only where the age of exports is known', () => {
  const { why } = ask(OWN, { eu: exportOf('db') + service('{ports: [{name: sql, port: 1}]}') });
  expect(why).toContain('the exports disagree on ports: the oldest, which is not known here, is expected to win');
});

it.each([
  ['db.shop.svc.cluster.local', EU, 'is not below clusterset.local'],
  [OWN, 'us-west1/gke-uss', 'is no cluster of the fleet. Did you mean "us-west1/gke-us"?'],
])('refuses %s asked in %s', (name, from, message) => {
  expect(() => ask(name, { from })).toThrow(message);
});

// Answers below clusterset.local, by the sections of the DNS specification 1.0.0 of multi-cluster Services.
import { describe, expect, it } from 'vitest';
import {
  answerTo,
  type DnsQuestion,
  type NamedEndpoint,
  type ImportedName,
} from '../../../../../lib/features/services/predict/clusterset-dns.ts';

const OWN = 'db.shop.svc.clusterset.local';
const v4 = (text: string) => ({ family: 'IPv4', text }) as const;
const v6 = (text: string) => ({ family: 'IPv6', text }) as const;
const PORTS = [
  { name: 'sql', protocol: 'TCP', port: 5432 },
  { name: '', protocol: 'TCP', port: 80 },
] as const;
const setIp: ImportedName = {
  namespace: 'shop',
  name: 'db',
  type: 'ClusterSetIP',
  ips: [v4('10.112.31.15'), v6('2001:db8::f')],
  ports: PORTS,
  endpoints: [],
};
const pod = (hostname: string, clusterId: string, address: string, isReady = true): NamedEndpoint => ({
  hostname,
  clusterId,
  addresses: [v4(address)],
  isReady,
  ports: [{ name: 'sql', protocol: 'TCP', port: 15_432 }],
});
const headless: ImportedName = {
  ...setIp,
  type: 'Headless',
  ips: [],
  endpoints: [
    pod('db-0', 'gke-us.us-west1', '10.1.0.1'),
    pod('db-0', 'gke-eu.europe-north1', '10.2.0.1'),
    pod('db-1', 'gke-eu.europe-north1', '10.2.0.2', false),
  ],
};
const NODATA = { code: 'NOERROR', records: [] };
const NXDOMAIN = { code: 'NXDOMAIN', records: [] };
const ask = (one: ImportedName, name: string, type: DnsQuestion['type'] = 'A') => answerTo({ name, type }, [one]);

it('2.2: the version of the schema is a TXT record', () => {
  expect(ask(setIp, 'dns-version.clusterset.local', 'TXT').records).toEqual([{ type: 'TXT', text: '1.0.0' }]);
});

describe('2.3: a Service with a ClusterSetIP', () => {
  it('2.3.1: an A and an AAAA record, by the family of each address', () => {
    expect(ask(setIp, OWN).records).toEqual([{ type: 'A', address: '10.112.31.15' }]);
    expect(ask(setIp, OWN, 'AAAA').records).toEqual([{ type: 'AAAA', address: '2001:db8::f' }]);
  });

  it('2.3.1: another type is NODATA, and so is a name whose address is yet to come', () => {
    expect(ask({ ...setIp, ips: [v4('10.112.31.15')] }, OWN, 'AAAA')).toEqual(NODATA);
    expect(ask({ ...setIp, ips: [] }, OWN)).toEqual(NODATA);
  });

  it('2.3.2: an SRV record for each named port, which leads to the name itself; none without a name', () => {
    expect(ask(setIp, `_sql._tcp.${OWN}`, 'SRV').records).toEqual([{ type: 'SRV', port: 5432, target: OWN }]);
    expect(ask(setIp, `_sql._udp.${OWN}`, 'SRV')).toEqual(NXDOMAIN);
    expect(ask(setIp, `_._tcp.${OWN}`, 'SRV')).toEqual(NXDOMAIN);
    expect(ask(setIp, `_sql._tcp.${OWN}`)).toEqual(NODATA);
  });

  it('2.3.3: a PTR record of each address', () => {
    const PTR = { type: 'PTR', target: OWN };
    expect(ask(setIp, '15.31.112.10.in-addr.arpa', 'PTR').records).toEqual([PTR]);
    const nibbles = `f.${'0.'.repeat(23)}8.b.d.0.1.0.0.2.ip6.arpa`;
    expect(ask(setIp, nibbles, 'PTR').records).toEqual([PTR]);
    expect(ask(setIp, '16.31.112.10.in-addr.arpa', 'PTR')).toEqual(NXDOMAIN);
  });

  it('2.3.4: nothing by the id of a cluster', () => {
    expect(ask(setIp, `gke-us.${OWN}`)).toEqual(NXDOMAIN);
    expect(ask(setIp, `gke-us.us-west1.${OWN}`)).toEqual(NXDOMAIN);
  });
});

describe('2.4: a headless Service', () => {
  it('2.4.1: the addresses of ready endpoints; one that is not ready has none', () => {
    expect(ask(headless, OWN).records).toEqual([
      { type: 'A', address: '10.1.0.1' },
      { type: 'A', address: '10.2.0.1' },
    ]);
  });

  it('2.4.1: without a ready endpoint the name does not exist', () => {
    expect(ask({ ...headless, endpoints: [pod('db-1', 'c', '10.2.0.2', false)] }, OWN)).toEqual(NXDOMAIN);
  });

  it('2.4.1: one name for each ready endpoint, by its hostname and the id of its cluster', () => {
    expect(ask(headless, `db-0.gke-eu.europe-north1.${OWN}`).records).toEqual([{ type: 'A', address: '10.2.0.1' }]);
    expect(ask(headless, `db-1.gke-eu.europe-north1.${OWN}`)).toEqual(NXDOMAIN);
    expect(ask(headless, `db-0.${OWN}`)).toEqual(NXDOMAIN);
  });

  it('2.4.2: an SRV record for each ready endpoint and named port, with the port of its slice', () => {
    expect(ask(headless, `_sql._tcp.${OWN}`, 'SRV').records).toEqual([
      { type: 'SRV', port: 15_432, target: `db-0.gke-us.us-west1.${OWN}` },
      { type: 'SRV', port: 15_432, target: `db-0.gke-eu.europe-north1.${OWN}` },
    ]);
  });

  it('2.4.3: a PTR record of each ready endpoint', () => {
    const target = `db-0.gke-us.us-west1.${OWN}`;
    expect(ask(headless, '1.0.1.10.in-addr.arpa', 'PTR').records).toEqual([{ type: 'PTR', target }]);
    expect(ask(headless, '2.0.2.10.in-addr.arpa', 'PTR')).toEqual(NXDOMAIN);
  });

  it('2.4.4: nothing by the id of a cluster alone', () => {
    expect(ask(headless, `gke-us.us-west1.${OWN}`)).toEqual(NXDOMAIN);
  });
});

it('a name is the same in capital letters; the longer name of another Service is not meant', () => {
  expect(ask(setIp, OWN.toUpperCase()).records).toHaveLength(1);
  expect(ask(setIp, `my${OWN}`)).toEqual(NXDOMAIN);
  expect(answerTo({ name: OWN, type: 'A' }, [])).toEqual(NXDOMAIN);
});

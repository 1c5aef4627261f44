// EndpointSlices.
import type { Kind } from './kind.ts';

export const endpointSlice: Kind = {
  title: 'endpoint slices',
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  plural: 'endpointslices',
  namespaced: true,
  custom: false,
  hasStatus: false,
  base: { addressType: 'IPv4', endpoints: [{ addresses: ['192.0.2.1'] }], ports: [{ port: 80 }] },
  fields: [
    { at: 'addressType', good: ['IPv4'], bad: ['IPv6', 'FQDN', 'Nope', null] },
    {
      at: 'endpoints',
      good: [
        [{ addresses: ['192.0.2.1'] }],
        [{ addresses: ['192.0.2.2'], conditions: { ready: true } }],
        [{ addresses: ['192.0.2.3'], conditions: {}, zone: 'us-west1-a', nodeName: 'n' }],
        [{ addresses: ['192.0.2.4'], targetRef: { kind: 'Pod', name: 'p', namespace: 'x' }, hostname: 'h' }],
        [{ addresses: ['192.0.2.5'], hints: { forZones: [{ name: 'a' }] } }, { addresses: ['192.0.2.6'] }],
        [],
      ],
      bad: [
        null,
        [{ addresses: [] }],
        [{}],
        [{ addresses: ['x'] }],
        [{ addresses: ['127.0.0.1'] }],
        [{ addresses: ['192.0.2.1', '192.0.2.1'] }],
        [{ addresses: ['192.0.2.1'], hostname: 'A_b' }],
        [{ addresses: ['192.0.2.1'], nodeName: 'A_b' }],
        [{ addresses: ['192.0.2.1'], nope: 1 }],
        [{ addresses: ['192.0.2.1'], conditions: null }],
        [{ addresses: ['192.0.2.1'], deprecatedTopology: { a: 'b' } }],
      ],
    },
    {
      at: 'ports',
      good: [
        [{ port: 80 }],
        [{ port: 80, name: 'http', protocol: 'UDP', appProtocol: 'x.org/own' }],
        [],
        [
          { port: 80, name: 'a' },
          { port: 81, name: 'b' },
        ],
        [{}],
      ],
      bad: [
        null,
        [
          { port: 80, name: 'a' },
          { port: 81, name: 'a' },
        ],
        [{ port: 80, name: 'A_' }],
        [{ port: 70000 }],
        [{ port: 80, protocol: 'ICMP' }],
        [{ port: 80, appProtocol: 'a b' }],
      ],
    },
  ],
  status: [],
  selectable: [],
};

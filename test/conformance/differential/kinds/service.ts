// Services.
import type { Json } from '../exchange.ts';
import type { Kind } from './kind.ts';

const port = (own: Record<string, Json>): Json => ({ port: 80, ...own });

export const service: Kind = {
  title: 'services',
  apiVersion: 'v1',
  kind: 'Service',
  plural: 'services',
  namespaced: true,
  custom: false,
  hasStatus: true,
  base: { spec: { ports: [{ port: 80 }] } },
  fields: [
    {
      at: 'spec/ports',
      good: [
        [port({})],
        [port({ name: 'http' })],
        [port({ name: 'http', targetPort: 8080 })],
        [port({ name: 'a' }), { port: 81, name: 'b' }],
        [{ port: 81, name: 'b' }, port({ name: 'a', targetPort: 'web' })],
        [port({ name: 'tcp', protocol: 'TCP' }), port({ name: 'udp', protocol: 'UDP' })],
        [port({ targetPort: 0 })],
        [port({ targetPort: 'http', appProtocol: 'x.org/own' })],
      ],
      bad: [
        [],
        null,
        [port({ port: 0 })],
        [port({ port: 65536 })],
        [port({}), { port: 81 }],
        [port({ name: 'a' }), { port: 81, name: 'a' }],
        [port({ name: 'a' }), port({ name: 'b' })],
        [port({ name: 'Web' })],
        [port({ name: 'w'.repeat(64) })],
        [port({ targetPort: 'Bad_Name' })],
        [port({ targetPort: 'a'.repeat(16) })],
        [port({ targetPort: 70000 })],
        [port({ targetPort: -1 })],
        [port({ targetPort: '' })],
        [port({ targetPort: null })],
        [port({ targetPort: '8080' })],
        [port({ appProtocol: 'a b' })],
        [port({ protocol: 'ICMP' })],
        [port({ protocol: '' })],
        [port({ nodePort: 30100 })],
        [port({ nope: 1 })],
        [{ name: 'a' }],
        [port({ port: '80' })],
      ],
    },
    {
      at: 'spec/selector',
      good: [{ app: 'a' }, { app: 'b', tier: 'x' }, {}],
      bad: [{ a: 'b c' }, { 'a b': 'c' }, null, { a: null }, { a: 1 }],
    },
    { at: 'spec/clusterIP', good: ['None', 'None', ''], bad: ['abc', '10.0.0.1', null, '::1'] },
    { at: 'spec/type', good: ['ClusterIP', 'NodePort'], bad: ['LoadBalancer', 'ExternalName', 'Nope', null, ''] },
    { at: 'spec/externalName', good: [], bad: ['a.example.com', 'a b'] },
    { at: 'spec/sessionAffinity', good: ['None', 'ClientIP'], bad: ['Nope', null] },
    {
      at: 'spec/sessionAffinityConfig',
      good: [],
      bad: [{ clientIP: { timeoutSeconds: 60 } }, { clientIP: { timeoutSeconds: 0 } }, {}],
    },
    { at: 'spec/ipFamilies', good: [['IPv4']], bad: [['IPv6'], ['IPv4', 'IPv6'], [], ['Nope'], ['IPv4', 'IPv4']] },
    { at: 'spec/ipFamilyPolicy', good: ['SingleStack', 'PreferDualStack'], bad: ['RequireDualStack', 'Nope', null] },
    { at: 'spec/publishNotReadyAddresses', good: [true, false] },
    { at: 'spec/internalTrafficPolicy', good: ['Cluster', 'Local'], bad: ['Nope', null] },
    { at: 'spec/externalTrafficPolicy', good: [], bad: ['Cluster', 'Local', 'Nope'] },
    { at: 'spec/trafficDistribution', good: ['PreferClose'], bad: ['Nope', null] },
    { at: 'spec/externalIPs', good: [['192.0.2.1']], bad: [['x'], ['127.0.0.1']] },
    { at: 'spec/nope', good: [], bad: [1] },
  ],
  status: [
    {
      at: 'status/loadBalancer',
      good: [{}, { ingress: [{ ip: '192.0.2.1' }] }],
      bad: [{ ingress: [{ ip: 'x' }] }, null],
    },
    {
      at: 'status/conditions',
      good: [[{ type: 'A', status: 'True', reason: 'R', message: '', lastTransitionTime: '2026-01-01T00:00:00Z' }], []],
      bad: [
        [{ type: 'A', status: 'True' }],
        [{ type: 'a b', status: 'Nope', reason: '', message: '', lastTransitionTime: null }],
      ],
    },
  ],
  selectable: ['spec.clusterIP', 'spec.type'],
};

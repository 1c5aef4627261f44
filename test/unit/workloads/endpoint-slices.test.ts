// How a Service's target ports come out on pods that name their ports differently.
import { expect, it } from 'vitest';
import { endpointSlices } from '../../../infra/emulators/kubernetes/workloads/endpoint-slices.ts';
import type { Pod } from '../../../infra/emulators/kubernetes/workloads/objects.ts';

function pod(name: string, portName: string, containerPort: number, ready = true): Pod {
  return {
    metadata: { name, namespace: 'shop', labels: { app: 'foo' } },
    spec: { nodeName: 'node', containers: [{ ports: [{ name: portName, containerPort }] }] },
    status: {
      phase: 'Running',
      podIP: `ip-of-${name}`,
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
    },
  };
}

const service = {
  metadata: { name: 'foo', namespace: 'shop' },
  spec: { selector: { app: 'foo' }, ports: [{ name: 'web', port: 80, targetPort: 'http' }] },
};

it('puts pods that resolve a named port differently into different slices', () => {
  const pods = [pod('a', 'http', 8080), pod('b', 'http', 9090), pod('c', 'admin', 1), pod('d', 'http', 8080)];
  const slices = endpointSlices(service, pods, () => 'zone');
  expect(slices.map(({ ports, endpoints }) => [ports, endpoints?.flatMap((endpoint) => endpoint.addresses)])).toEqual([
    [[{ name: 'web', protocol: 'TCP', port: 8080 }], ['ip-of-a', 'ip-of-d']],
    [[{ name: 'web', protocol: 'TCP', port: 9090 }], ['ip-of-b']],
    [[], ['ip-of-c']],
  ]);
  expect(new Set(slices.map(({ metadata }) => metadata.name)).size).toBe(3);
});

it('keeps an unready pod, marked as such, and leaves out a pod that matches only in part', () => {
  const stranger = { ...pod('x', 'http', 8080), metadata: { name: 'x', namespace: 'shop', labels: { tier: 'foo' } } };
  const slices = endpointSlices(service, [pod('a', 'http', 8080, false), stranger], () => undefined);
  expect(slices.flatMap(({ endpoints }) => endpoints ?? [])).toEqual([
    {
      addresses: ['ip-of-a'],
      conditions: { ready: false, serving: false, terminating: false },
      nodeName: 'node',
      targetRef: { kind: 'Pod', namespace: 'shop', name: 'a' },
    },
  ]);
});

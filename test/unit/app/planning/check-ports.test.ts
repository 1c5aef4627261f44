// The port that a service sends to, against the ports that containers of its pods declare.
import { expect, test } from 'vitest';
import { ASIA, EU, planned, type Pods, US } from '../../../golden/comment/fleet.ts';
import { blue, EVERYWHERE } from '../../../golden/comment/everyday.ts';

const labels = { app: 'bar' };

async function found(targetPort: number | string, pods: readonly Pods[], unreachable: readonly string[] = []) {
  const services = [{ name: 'foo' }, { name: 'bar', targetPort }, { name: 'default-backend' }];
  const { revision } = await planned({ before: blue(), after: blue({ services }), pods, unreachable });
  return revision.diagnostics.filter(({ code }) => code === 'port-not-declared');
}

test('warns on the line of the ports when every container declares others', async () => {
  expect(await found(9090, [{ in: EVERYWHERE, labels, ports: [8080, 8081] }])).toMatchObject([
    {
      message: 'no container of its pods declares port 9090; they declare 8080, 8081',
      source: { file: 'manifests/blue/services.yaml', line: 28 },
    },
  ]);
  expect(await found('web', [{ in: EVERYWHERE, labels }])).toHaveLength(1);
});

test('one pod in one cluster that declares it is enough: its rollout may be under way', async () => {
  const pods = [
    { in: { [US]: 2, [EU]: 2 }, labels },
    { in: { [ASIA]: 1 }, labels, ports: [9090] },
  ];
  expect(await found(9090, pods)).toEqual([]);
});

test('says nothing of pods that declare no port, of none at all, and of what cannot be read', async () => {
  expect(await found(9090, [{ in: EVERYWHERE, labels, ports: [] }])).toEqual([]);
  expect(await found(9090, [])).toEqual([]);
  expect(await found(9090, [{ in: EVERYWHERE, labels }], [ASIA])).toEqual([]);
});

test('says nothing of a service that stays as it is', async () => {
  expect(await found(8080, [{ in: EVERYWHERE, labels, ports: [7070] }])).toEqual([]);
});

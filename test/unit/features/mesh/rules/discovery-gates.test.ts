// What may not be done to a mesh without a person's word.
import { expect, test } from 'vitest';
import { RULES } from '../../../../../functions/wiring/rules.ts';
import { meshOptions } from '../../../../../lib/features/mesh/kinds/mesh-options.ts';
import { meshSecret } from '../../../../../lib/features/mesh/kinds/mesh-secret.ts';
import { refInCluster, refKey } from '../../../../../lib/model/index.ts';
import { compute, EU, observedOf, UNIT } from '../../../balancer.ts';
import { clusterRef } from '../../../../../lib/features/ingress/kinds/index.ts';
import { changeOf } from '../../../plan/change.ts';

const options = refInCluster(meshOptions, EU, 'asm-options', 'istio-system');
const owners = ['owner'];
const around = { observed: observedOf([]), applied: undefined };
const gates = (...changes: readonly ReturnType<typeof changeOf>[]) =>
  RULES.gates(changes, around).filter(({ code }) => code.startsWith('mesh-'));

test('a control plane is not disconnected from the others', () => {
  const message = `would disconnect ${EU} from the other clusters of the mesh: calls from there that pods of other clusters answer fail`;
  expect(gates(changeOf(options, { kind: 'abandon', owners }))).toEqual([
    { code: 'mesh-discovery-ends', message, key: refKey(options), owners, path: [] },
  ]);
});

test('a remote secret that goes is told with its cluster, and with what a move to connected costs', () => {
  const remote = refInCluster(meshSecret, EU, 'istio-remote-secret-us', 'istio-system');
  const gone = changeOf(remote, { kind: 'delete', owners });
  const [alone] = gates(gone);
  expect(alone).toMatchObject({ code: 'mesh-discovery-ends', key: refKey(remote) });
  expect(alone?.message).toBe(
    `would have the control plane of ${EU} forget the endpoints behind istio-remote-secret-us: calls from there that its pods answer fail`,
  );
  const [moved] = gates(gone, changeOf(options, { kind: 'create' }));
  expect(moved?.message).toContain('Approve this when it is');
  const token = refInCluster(meshSecret, EU, 'rangelight-istio-reader-token', 'istio-system');
  expect(gates(changeOf(token, { kind: 'delete' }), changeOf(remote, { kind: 'update' }))).toEqual([]);
});

test('anything else has no such gate', () => {
  const service = clusterRef('service', EU, 'web', UNIT);
  expect(gates(changeOf(options, { kind: 'update' }), changeOf(options, { kind: 'create' }))).toEqual([]);
  expect(gates(changeOf(service, { kind: 'abandon' }), changeOf(compute('urlMap', 'um'), { kind: 'abandon' }))).toEqual(
    [],
  );
});

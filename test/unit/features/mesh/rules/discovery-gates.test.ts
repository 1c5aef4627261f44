// What may not be done to a mesh without a person's word.
import { expect, test } from 'vitest';
import { RULES } from '../../../../../functions/wiring/rules.ts';
import { meshOptions } from '../../../../../lib/features/mesh/kinds/mesh-options.ts';
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

test('anything else has no such gate', () => {
  const service = clusterRef('service', EU, 'web', UNIT);
  expect(gates(changeOf(options, { kind: 'update' }), changeOf(options, { kind: 'create' }))).toEqual([]);
  expect(gates(changeOf(service, { kind: 'abandon' }), changeOf(compute('urlMap', 'um'), { kind: 'abandon' }))).toEqual(
    [],
  );
});

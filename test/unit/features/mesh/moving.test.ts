// What a plan does to discovery that no single change shows: mesh-migration and mesh-secret-goes.
import { expect, it } from 'vitest';
import { meshOptions } from '../../../../lib/features/mesh/kinds/mesh-options.ts';
import { meshSecret } from '../../../../lib/features/mesh/kinds/mesh-secret.ts';
import { movingFindings } from '../../../../lib/features/mesh/looks/moving-findings.ts';
import { refInCluster } from '../../../../lib/model/index.ts';
import type { ControlPlane } from '../../../../lib/fleet/index.ts';

import { EU, FACTS, FLEET, US } from '../ingress/blue.ts';
import { changeOf } from '../../plan/change.ts';

const FILE = { file: 'rangelight.yaml', line: 20, column: 5 };

function found(
  changes: readonly ReturnType<typeof changeOf>[],
  controlPlanes?: Readonly<Record<string, ControlPlane>>,
): readonly string[] {
  const input = {
    fleet: { ...FLEET, sources: { 'mesh.discovery': FILE } },
    facts: { ...FACTS, ...(controlPlanes && { controlPlanes }) },
  };
  const unit = { changes, desired: {} as never, applied: undefined, silent: new Set<string>() };
  return movingFindings([unit], input).map((one) => {
    expect('owner' in one ? undefined : one.source).toEqual(FILE);
    expect(one.hint).not.toBeUndefined();
    return `${one.code} ${/\bof ([^ ]+)/.exec(one.message)?.[1]?.replace(':', '')}`;
  });
}

const options = (cluster: string, kind: 'create' | 'update' | 'abandon') =>
  changeOf(refInCluster(meshOptions, cluster, 'asm-options', 'istio-system'), { kind });
const secret = (cluster: string, name: string, kind: 'create' | 'delete') =>
  changeOf(refInCluster(meshSecret, cluster, name, 'istio-system'), { kind });

it('tells of a remote secret that goes, and of no token', () => {
  const going = secret(EU, 'istio-remote-secret-us', 'delete');
  expect(found([going, secret(US, 'rangelight-istio-reader-token', 'delete')])).toEqual([`mesh-secret-goes ${EU}`]);
  expect(found([secret(EU, 'istio-remote-secret-us', 'create')])).toEqual([]);
});

it('tells of a change over where secrets were read, ours or those of a control plane that reads them', () => {
  const going = secret(EU, 'istio-remote-secret-us', 'delete');
  expect(found([going, options(EU, 'create'), options(US, 'create')])).toEqual([
    `mesh-migration ${EU}`,
    `mesh-secret-goes ${EU}`,
  ]);
  const planes = { [US]: { implementation: 'ISTIOD', state: 'ACTIVE' } };
  expect(found([options(EU, 'create'), options(US, 'update')], planes)).toEqual([`mesh-migration ${US}`]);
  expect(found([options(US, 'abandon')], planes)).toEqual([]);
});

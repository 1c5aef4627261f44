// What is taken away is ours and there; everything else stays, and counts as gone for the record.
import { describe, expect, test } from 'vitest';
import { removeResource } from '../../../../../lib/app/running/steps/remove-resource.ts';
import type { StepContext } from '../../../../../lib/app/running/steps/step.ts';
import type { JsonObject } from '../../../../../lib/core/index.ts';
import type { Change } from '../../../../../lib/diff/index.ts';
import { OWNER_ANNOTATION, refKey, type ResourceRef } from '../../../../../lib/model/index.ts';
import { EU, MARK, OWNER, PROJECT, UNIT } from '../../../balancer.ts';
import { NEVER } from '../../rig.ts';
import { clusterRef, computeRef } from '../../../../../lib/features/ingress/kinds/index.ts';

const IN_COMPUTE = computeRef('backendService', PROJECT, 'b');
const IN_CLUSTER = clusterRef('service', EU, 'svc', UNIT);

async function remove(ref: ResourceRef, body: JsonObject | undefined) {
  const removed: unknown[] = [];
  const get = async () => body && { ref, body };
  const noting = async (...args: readonly unknown[]) => void removed.push(args);
  const context = {
    ports: { compute: { get, remove: noting }, clusters: { get, remove: noting } },
    owner: OWNER,
    requestId: (part: string) => `id of ${part}`,
  } as unknown as StepContext;
  return { outcome: await removeResource({ ref, key: refKey(ref) } as Change, context, NEVER), removed };
}

describe('taking away', () => {
  const left = { outcome: { type: 'done', wrote: false, applied: null }, removed: [] };
  const gone = { type: 'done', wrote: true, applied: null };

  test('removes what is ours', async () => {
    const ours = { description: MARK };
    expect(await remove(IN_COMPUTE, ours)).toEqual({ outcome: gone, removed: [[IN_COMPUTE, 'id of delete', NEVER]] });
    const marked = { metadata: { annotations: { [OWNER_ANNOTATION]: MARK } } };
    const current = { ref: IN_CLUSTER, body: marked };
    expect(await remove(IN_CLUSTER, marked)).toEqual({ outcome: gone, removed: [[current, NEVER]] });
  });

  test.each([IN_COMPUTE, IN_CLUSTER])('leaves what is not ours, and what is not there', async (ref) => {
    expect(await remove(ref, { description: 'made by hand', metadata: {} })).toEqual(left);
    expect(await remove(ref, undefined)).toEqual(left);
  });
});

// Before a write the mark is looked at once more: what is somebody else's is refused, in words.
import { expect, test } from 'vitest';
import { expectOurs } from '../../../../../lib/live/index.ts';
import { MARK, OWNER, PROJECT } from '../../../balancer.ts';
import { NEVER } from '../../rig.ts';
import { stepRig } from './step-context.ts';
import { computeRef } from '../../../../../lib/features/ingress/kinds/index.ts';

const REF = computeRef('healthCheck', PROJECT, 'hc');

test.each([
  ['made by hand', 'hc exists and does not carry the mark of this fleet'],
  [MARK.replace(OWNER.installation, 'there'), 'hc exists and carries the mark of fleet prod of installation there'],
])('what is described as %s is not ours', async (description, words) => {
  const { compute, context } = stepRig();
  compute.put(REF, { name: 'hc', description });
  await expect(expectOurs(REF, context, NEVER)).rejects.toMatchObject({
    code: 'denied',
    system: 'compute',
    message: expect.stringContaining(words),
  });
});

test('what carries our mark is ours, and of what is not there nothing is said', async () => {
  const { compute, context } = stepRig();
  await expect(expectOurs(REF, context, NEVER)).resolves.toBeUndefined();
  compute.put(REF, { name: 'hc', description: MARK });
  await expect(expectOurs(REF, context, NEVER)).resolves.toBeUndefined();
});

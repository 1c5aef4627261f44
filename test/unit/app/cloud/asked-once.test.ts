// What was asked before is not asked again, whoever shares the answers; what failed is, and writes go through.
import { expect, test } from 'vitest';
import { askedOnce } from '../../../../lib/app/cloud/asked-once.ts';
import { RangelightError } from '../../../../lib/core/index.ts';
import { PROJECT } from '../../balancer.ts';
import { NEVER } from '../rig.ts';
import { stepRig } from '../running/steps/step-context.ts';
import { computeRef } from '../../../../lib/features/ingress/kinds/index.ts';

test('an answer is shared, and a question about something else is another one', async () => {
  const { compute, context } = stepRig();
  compute.put(computeRef('healthCheck', PROJECT, 'a'), { name: 'a' });
  const asked: string[] = [];
  compute.before = (call) => void asked.push(call);
  const answers = new Map<string, Promise<unknown>>();
  const [one, other] = [askedOnce(context.ports, answers), askedOnce(context.ports, answers)];
  const [first, again] = await Promise.all([
    one.compute.list('healthCheck', PROJECT, NEVER),
    other.compute.list('healthCheck', PROJECT, NEVER),
  ]);
  expect(again).toBe(first);
  await one.compute.list('urlMap', PROJECT, NEVER);
  expect(asked).toEqual(['list', 'list']);
  await one.compute.remove(computeRef('healthCheck', PROJECT, 'a'), 'id', NEVER);
  expect(compute.body(`projects/${PROJECT}/global/healthChecks/a`)).toBeUndefined();
});

test('what could not be answered is asked again', async () => {
  const { context } = stepRig();
  let isDown = true;
  const hub = {
    ...context.ports.hub,
    memberships: async () => {
      if (isDown) throw new RangelightError('unavailable', 'gkehub', 'down');
      return [];
    },
  };
  const ports = askedOnce({ ...context.ports, hub }, new Map());
  await expect(ports.hub.memberships('p', NEVER)).rejects.toMatchObject({ code: 'unavailable' });
  isDown = false;
  expect(await ports.hub.memberships('p', NEVER)).toEqual([]);
});

// Case 64: a member that cannot be read is no precondition of what the others serve.
import { expect, test } from 'vitest';
import { withoutUnreachable } from '../../../../lib/app/planning/without-unreachable.ts';
import { objectsAt } from '../../../../lib/core/index.ts';
import { refKey } from '../../../../lib/model/index.ts';
import { balancer, desiredOf, EU, observedOf, US } from '../../balancer.ts';
import { KINDS } from '../../../../functions/wiring/kinds.ts';

const one = balancer({ name: 'one', clusters: [EU, US] });
const wanted = desiredOf(one.resources);
const AWAY = [{ part: 'cluster', cluster: EU, reason: 'down' }] as const;
const [eu = '', us = ''] = one.keys.negs;

const groupsIn = (result: ReturnType<typeof withoutUnreachable>) => ({
  made: result.desired.resources.map(({ ref }) => refKey(ref)).filter((key) => one.keys.negs.includes(key)),
  backends: result.desired.resources.flatMap(({ ref, body }) =>
    ref.kind === 'backendService' ? objectsAt(body, 'backends').map(({ group }) => group) : [],
  ),
});

test('its groups are left out of what is new, and the others stay', () => {
  const found = withoutUnreachable(KINDS, wanted, observedOf([], AWAY));
  expect(groupsIn(found)).toEqual({ made: [us], backends: [us] });
  expect(found.members).toEqual([EU]);
});

test('a group that stands already stays in use', () => {
  const found = withoutUnreachable(KINDS, wanted, observedOf(one.resources, AWAY));
  expect(found).toEqual({ desired: wanted, members: [] });
  expect(groupsIn(found).backends).toEqual([eu, us]);
});

test('nothing is left out where every cluster can be read, or where nobody knows which groups stand', () => {
  expect(withoutUnreachable(KINDS, wanted, observedOf([]))).toEqual({ desired: wanted, members: [] });
  const unread = [...AWAY, { part: 'compute', kind: 'networkEndpointGroup', reason: 'no' }] as const;
  expect(withoutUnreachable(KINDS, wanted, observedOf([], unread))).toEqual({ desired: wanted, members: [] });
});

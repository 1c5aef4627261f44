// A hundred load balancers in one namespace, on slow calls: those that wait never keep the others from moving.
import { expect, test } from 'vitest';
import { balancer, desiredOf, US } from '../../balancer.ts';
import { createRig } from '../rig.ts';

const COUNT = 100;
/**
 * How long a look at the health of one group takes: a round of all looks is much longer than the time between two
 * looks.
 */
const LOOK_MS = 1_000;

const all = (version: number) =>
  Array.from({ length: COUNT }, (_, index) =>
    balancer({ name: `lb-${String(index).padStart(3, '0')}`, clusters: [US], version }),
  );
const stateOf = (version: number) => desiredOf(all(version).flatMap(({ resources }) => resources));

test('the last of a hundred moves while all others wait for their health', async () => {
  const rig = createRig();
  const begun = await rig.head(1, stateOf(1));
  if (begun === undefined) throw new TypeError('the first version has a plan');
  expect(await rig.runToEnd(begun)).toBe('finished');

  const looked = new Set<string>();
  rig.compute.health = async ({ name }) => {
    rig.clock.advance(LOOK_MS);
    looked.add(name);
    return [{ ipAddress: '10.0.0.1', port: 8080, healthy: name.endsWith('-v1') || name === `bs-lb-0${COUNT - 1}-v2` }];
  };
  const task = await rig.head(2, stateOf(2));
  if (task === undefined) throw new TypeError('the second version has a plan');
  const routes = () => all(2).map(({ keys }) => rig.compute.body(keys.urlMap)?.['defaultService']);
  const moved = all(2).map(({ keys }) => keys.backendService);
  for (let turn = 0; turn < 5 && routes().at(-1) !== moved.at(-1); turn += 1) {
    expect(await rig.run(task)).toBe('waiting');
  }
  expect(routes().filter((to, index) => to === moved[index])).toEqual(moved.slice(-1));
  expect(looked.size).toBe(2 * COUNT);
});

// Which budget of requests to Compute a request draws on.
import { expect, it } from 'vitest';
import { createRateBudget } from '../../../lib/adapters/calls/index.ts';
import { budgetFor } from '../../../lib/adapters/compute/request-rates.ts';
import { createFixedClock } from '../../fakes/fixed-clock.ts';

const clock = createFixedClock();
const rates = {
  reads: createRateBudget({ system: 'reads', limit: 10, clock }),
  writes: createRateBudget({ system: 'writes', limit: 10, clock }),
};
const PROJECT = 'https://compute.googleapis.com/compute/v1/projects/p';

it.each([
  ['GET', '/global/urlMaps/m', 'reads'],
  ['GET', '/aggregated/networkEndpointGroups?maxResults=500', 'reads'],
  ['POST', '/global/backendServices/b/getHealth', 'reads'],
  ['POST', '/zones/z/networkEndpointGroups/n/listNetworkEndpoints?x=1', 'reads'],
  ['POST', '/global/urlMaps', 'writes'],
  ['PATCH', '/global/urlMaps/m', 'writes'],
  ['DELETE', '/global/urlMaps/m', 'writes'],
  ['POST', '/zones/z/networkEndpointGroups/n/attachNetworkEndpoints', 'writes'],
  ['POST', '/global/operations/o/wait', undefined],
  ['GET', '/zones/z/operations/o', undefined],
] as const)('%s %s', (method, path, expected) => {
  expect(budgetFor(rates, method, `${PROJECT}${path}`)).toBe(expected && rates[expected]);
});

// Who calls and who is called agree on method and path, though neither may look at the other's table (case 31).
import { expect, it } from 'vitest';
import { ENDPOINTS } from '../../../functions/wiring/endpoints.ts';
import { ROUTES } from '../../../infra/deploy/contract.ts';

it('the local cloud calls each function where it listens', () => {
  const called = Object.entries(ROUTES).map(([name, { method, path }]) => [name, { method, path }]);
  expect(Object.fromEntries(called)).toEqual(ENDPOINTS);
});

it('no two kinds of calls have one path', () => {
  const paths = Object.values(ENDPOINTS).map(({ path }) => path);
  expect(new Set(paths).size).toBe(paths.length);
});

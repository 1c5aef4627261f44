import { expect, test } from 'vitest';
import {
  applyToRequest,
  applyToResponse,
  endToEnd,
  toNode,
} from '../../../infra/emulators/compute/data-plane/edge/headers.ts';

test('hop-by-hop headers stay behind, those that Connection names too', () => {
  const kept = endToEnd({
    host: ['h'],
    connection: ['keep-alive, X-Hop'],
    'x-hop': ['1'],
    'transfer-encoding': ['chunked'],
    a: ['1', '2'],
  });
  expect(toNode(kept)).toEqual({ host: 'h', a: ['1', '2'] });
});

test('actions apply in order: remove, then add or replace; requests and responses have their own', () => {
  const headers = new Map([
    ['a', ['1']],
    ['b', ['1']],
  ]);
  const actions = [
    { requestHeadersToRemove: ['A'], requestHeadersToAdd: [{ headerName: 'B', headerValue: '2' }] },
    { requestHeadersToAdd: [{ headerName: 'a', headerValue: '3', replace: true }], responseHeadersToRemove: ['b'] },
  ];
  expect(toNode(applyToRequest(headers, actions))).toEqual({ a: '3', b: ['1', '2'] });
  expect(toNode(applyToResponse(headers, actions))).toEqual({ a: '1' });
});

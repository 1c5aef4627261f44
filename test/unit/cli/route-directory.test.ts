// Where a request would go, from a directory alone. May import: lib, vitest.
import { COMPILERS } from '../../../functions/wiring/features.ts';
import { expect, it } from 'vitest';
import { routeDirectory } from '../../../lib/app/offline/route-directory.ts';
import { routeText } from '../../../lib/app/offline/route-text.ts';
import { exampleTree } from './tree.ts';

const request = { url: 'http://foo.example.com/', region: 'us-west2' };
const route = (files: ReturnType<typeof exampleTree>, url = request.url) =>
  routeDirectory({ compilers: COMPILERS, files, fleet: undefined, facts: undefined, request: { ...request, url } });

it('takes regional clusters as serving, and shows no made-up zone', () => {
  const { answers, assumed, diagnostics } = route(exampleTree('valid/foobar'));
  expect([assumed, diagnostics]).toEqual([true, []]);
  expect(answers).toMatchObject([
    { destination: { clusters: [{ cluster: 'us-west1/gke-us', zones: [] }, { cluster: 'europe-north1/gke-eu' }] } },
  ]);
});

it('follows what an ingress without errors says, and tells the errors of others', () => {
  const { answers, diagnostics } = route(exampleTree('invalid/unknown-service'));
  expect(answers).toEqual([]);
  expect(diagnostics).toMatchObject([{ code: 'backend-not-found' }]);
});

it('follows a redirect to HTTPS', () => {
  const routed = route(exampleTree('valid/https'), 'http://a.example/x?y=1');
  expect(routed.answers).toMatchObject([{ destination: { type: 'redirect', location: 'https://a.example/x?y=1' } }]);
  expect(routeText(routed, request)).toContain('redirect to https://a.example/x?y=1');
});

it('has no answer in a fleet file that cannot be used', () => {
  const { answers, diagnostics } = route(exampleTree('invalid/bad-fleet'));
  expect([answers, diagnostics.map(({ code }) => code)]).toEqual([[], ['fleet-file-invalid']]);
});

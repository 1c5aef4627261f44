// Where a request would go, from a directory alone.
import { FEATURES } from '../../../functions/wiring/features.ts';
import { expect, it } from 'vitest';
import { askDirectory, askedText } from '../../../lib/app/offline/ask-directory.ts';
import { routeLines, routesAsked } from '../../../lib/features/ingress/index.ts';
import { exampleTree } from './tree.ts';

const request = { url: 'http://foo.example.com/', region: 'us-west2' };
const route = (files: ReturnType<typeof exampleTree>, url = request.url) =>
  askDirectory({ features: FEATURES, files, fleet: undefined, facts: undefined }, routesAsked({ ...request, url }));

it('takes regional clusters as serving, and shows no made-up zone', () => {
  const { answer: answers, assumed, diagnostics } = route(exampleTree('valid/foobar'));
  expect([assumed, diagnostics]).toEqual([true, []]);
  expect(answers).toMatchObject([
    { destination: { clusters: [{ cluster: 'us-west1/gke-us', zones: [] }, { cluster: 'europe-north1/gke-eu' }] } },
  ]);
});

it('follows what an ingress without errors says, and tells the errors of others', () => {
  const { answer: answers, diagnostics } = route(exampleTree('invalid/unknown-service'));
  expect(answers).toEqual([]);
  expect(diagnostics).toMatchObject([{ code: 'backend-not-found' }]);
});

it('follows a redirect to HTTPS', () => {
  const routed = route(exampleTree('valid/https'), 'http://a.example/x?y=1');
  expect(routed.answer).toMatchObject([{ destination: { type: 'redirect', location: 'https://a.example/x?y=1' } }]);
  expect(askedText(routed, routeLines(routed.answer, request, routed.assumed))).toContain(
    'redirect to https://a.example/x?y=1',
  );
});

it('has no answer in a fleet file that cannot be used', () => {
  const { answer: answers, diagnostics } = route(exampleTree('invalid/bad-fleet'));
  expect([answers, diagnostics.map(({ code }) => code)]).toEqual([[], ['fleet-file-invalid']]);
});

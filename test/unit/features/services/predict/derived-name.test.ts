// The name of the Service behind a clusterset name, against the outputs that are public.
import { expect, it } from 'vitest';
import { derivedServiceName } from '../../../../../lib/features/services/predict/derived-name.ts';

it.each([
  ['multi-cluster-demo', 'whereami', '7pqvt62non', 'printed by a sample of GKE'],
  ['app', 'myapp', '1a8qqpah56', 'printed by a guide of GKE'],
  ['istio-apps', 'sample-producer', '6bftsl160s', 'computed'],
  ['store', 'store', '4efmre4avj', 'computed'],
  ['mcgi-bg', 'sample-app', '3sa9djcad7', 'computed'],
])('derived name of %s/%s is gke-mcs-%s (%s)', (namespace, name, digest) => {
  expect(derivedServiceName({ namespace, name })).toBe(`gke-mcs-${digest}`);
});

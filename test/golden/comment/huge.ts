// Six pull requests that are huge.
import { ASIA, EU, type Files, type Pods, type PullRequest, US } from './fleet.ts';
import { blue, EVERYWHERE, PODS } from './everyday.ts';
import { documents, fleet, ingress, type Rule, service } from './manifests.ts';

const MANY = 60;
const names = Array.from({ length: MANY }, (_, index) => `app-${String(index).padStart(2, '0')}`);
const podsOf = (apps: readonly string[]): readonly Pods[] => apps.map((app) => ({ in: EVERYWHERE, labels: { app } }));

function shop(
  change: { readonly targetPort?: number; readonly names?: readonly string[]; readonly hosts?: number } = {},
): Files {
  const { targetPort = 8080, names: some = names, hosts = 1 } = change;
  const rules = some.flatMap((to): readonly Rule[] =>
    Array.from({ length: hosts }, (_, index) => ({ host: `${to}-${index}.example.com`, to })),
  );
  return {
    'rangelight.yaml': fleet({ policy: 'apply: merge, drift: heal, maxDeletes: 10' }),
    'manifests/blue/ingress.yaml': ingress({ backend: some[0] ?? 'app-00', rules }),
    'manifests/blue/services.yaml': documents(...some.map((name) => service({ name, targetPort }))),
  };
}

export const HUGE: Readonly<Record<string, PullRequest>> = {
  'huge-port-change': { before: shop(), after: shop({ targetPort: 9090 }), pods: podsOf(names) },
  'huge-first-deploy': { before: { 'rangelight.yaml': fleet() }, after: shop({ hosts: 5 }), pods: podsOf(names) },
  'huge-removal': { before: shop(), after: shop({ names: names.slice(0, 20) }), pods: podsOf(names) },
  'huge-many-ingresses': {
    before: blue(),
    after: blue({
      more: {
        'manifests/blue/more.yaml': documents(
          ...names.map((name) => ingress({ name, rules: [{ host: `${name}.example.com`, to: 'foo' }] })),
        ),
      },
    }),
    pods: PODS,
  },
  'huge-errors': {
    before: shop(),
    after: {
      ...shop(),
      'manifests/blue/ingress.yaml': ingress({
        backend: 'app-00',
        rules: names.map((name) => ({ host: `${name}.example.com`, to: `${name}-missing` })),
      }),
    },
    pods: podsOf(names),
  },
  'huge-cluster-change': {
    before: { ...shop(), 'rangelight.yaml': fleet() },
    after: { ...shop(), 'rangelight.yaml': fleet({ clusters: [US, EU] }) },
    pods: podsOf(names).map((some) => ({ ...some, in: { [US]: 1, [EU]: 1, [ASIA]: 8 } })),
  },
};

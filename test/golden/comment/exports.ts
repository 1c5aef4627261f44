// Pull requests about exported Services: a second export that disagrees, the oldest one that goes, the last one with
// callers.
import { objectAt } from '../../../lib/core/index.ts';
import { refInCluster, refKey } from '../../../lib/model/index.ts';
import { serviceExport } from '../../../lib/features/services/kinds/service-export.ts';
import { EU, type Files, type PullRequest, US } from './fleet.ts';
import { fleet } from './manifests.ts';

const FLEET = fleet()
  .replace('  clusters:\n', '  clusters:\n    folders: clusters/{location}/{name}/**\n    members:\n')
  .replace(/^ {4}- link/gm, '      - link')
  .replace('manifests: ["manifests/**/*.yaml"]', 'manifests: ["clusters/**/*.yaml"]\n  services: {}');

const exported = (name = 'cart'): string =>
  `apiVersion: net.gke.io/v1\nkind: ServiceExport\nmetadata: {name: ${name}, namespace: shop}\n`;
const service = (port: number): string =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: cart, namespace: shop}\nspec: {ports: [{name: http, port: ${port}}]}\n`;
const CALLER = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  template:
    spec:
      containers: [{name: web, env: [{name: CART, value: "http://cart.shop.svc.clusterset.local:80/"}]}]
`;

function files(exports: Readonly<Record<string, boolean>>): Files {
  const ports = { [US]: 80, [EU]: 8080 };
  const of = Object.entries(ports).flatMap(([link, port]) => [
    [`clusters/${link}/shop/service.yaml`, service(port)],
    ...(exports[link] === true ? [[`clusters/${link}/shop/export.yaml`, exported()]] : []),
  ]);
  const pay = { [`clusters/${US}/shop/pay.yaml`]: exported('pay') };
  return { 'rangelight.yaml': FLEET, ...pay, ...Object.fromEntries(of), [`clusters/${EU}/shop/web.yaml`]: CALLER };
}

const declaring = (from: string): string =>
  FLEET.replace(
    '  services: {}',
    `  services: {calls: [{from: ${from}, to: "http://cart.shop.svc.clusterset.local"}]}`,
  );

const deployed = (name: string, calls = 'cart') => ({
  metadata: { name, namespace: 'shop' },
  spec: { template: { spec: { containers: [{ args: [`--url=http://${calls}.shop.svc.clusterset.local`] }] } } },
});

/** What stands has its age. */
const aged =
  (ages: Readonly<Record<string, string>>): NonNullable<PullRequest['meanwhile']> =>
  ({ clusters }) => {
    for (const [link, creationTimestamp] of Object.entries(ages)) {
      const ref = refInCluster(serviceExport, link, 'cart', 'shop');
      const body = clusters.body(refKey(ref)) ?? {};
      clusters.put(ref, { ...body, metadata: { ...objectAt(body, 'metadata'), creationTimestamp } });
      clusters.seed(link, 'services', [
        {
          metadata: { name: 'cart', namespace: 'shop' },
          spec: { ports: [{ name: 'http', port: link === US ? 80 : 8080 }] },
        },
      ]);
    }
  };

const OLD = '2025-01-01T00:00:00Z';
const YOUNG = '2026-01-01T00:00:00Z';

export const EXPORTS: Readonly<Record<string, PullRequest>> = {
  'export-conflict': {
    before: files({ [US]: true }),
    after: files({ [US]: true, [EU]: true }),
    meanwhile: aged({ [US]: YOUNG }),
  },
  'export-beside-unread': {
    before: files({ [US]: true }),
    after: files({ [US]: true, [EU]: true }),
    meanwhile: aged({ [US]: OLD }),
    unreachable: [US],
  },
  'export-oldest-goes': {
    before: files({ [US]: true, [EU]: true }),
    after: files({ [EU]: true }),
    meanwhile: aged({ [US]: OLD, [EU]: YOUNG }),
  },
  'export-last-goes': {
    before: files({ [US]: true }),
    after: { ...files({}), 'rangelight.yaml': declaring('batch on a virtual machine') },
    meanwhile(world) {
      aged({ [US]: OLD })(world);
      // Nobody has it in Git; the one that Git has is told once.
      world.clusters.seed(US, 'deployments', [deployed('worker'), deployed('other', 'pay')]);
      world.clusters.seed(EU, 'deployments', [deployed('web')]);
    },
  },
};

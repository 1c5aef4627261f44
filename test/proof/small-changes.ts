// Changes whose plans have at most four steps, for two workers to meet in.
import { COMPUTE } from './harness/clients.ts';
import type { Route } from './harness/invariants.ts';
import type { Tree } from './harness/repository.ts';
import { EU, type IngressSpec, type ServiceSpec, treeOf, US } from './harness/trees.ts';
import type { ProofWorld } from './harness/world.ts';

export interface SmallChange {
  readonly name: string;
  readonly before: Tree;
  /** Pushes, or disturbs what a tick then heals. */
  readonly begin: (world: ProofWorld) => Promise<void>;
}

const SERVICES: readonly ServiceSpec[] = [{ name: 'foo' }, { name: 'default-backend' }];
const WEB: IngressSpec = { name: 'web', backend: 'default-backend', hosts: { 'foo.example.com': 'foo' } };
const BASE = treeOf({ clusters: [US, EU], services: SERVICES, ingresses: [WEB] });
const MORE = treeOf({ clusters: [US, EU], services: [...SERVICES, { name: 'fresh', app: 'foo' }], ingresses: [WEB] });
const NOTED = treeOf({
  clusters: [US, EU],
  services: SERVICES,
  ingresses: [{ ...WEB, annotations: { 'example.com/touched': 'yes' } }],
});

export const SMALL_ROUTES: readonly Route[] = [
  { ingress: 'web', host: 'foo.example.com' },
  { ingress: 'web', host: 'nobody.example.com' },
];

export const SMALL_CHANGES: readonly SmallChange[] = [
  { name: 'ingress annotated', before: BASE, begin: push(NOTED) },
  { name: 'service deleted', before: MORE, begin: push(BASE) },
  { name: 'backend service changed by hand', before: BASE, begin: changeByHand },
];

function push(tree: Tree): SmallChange['begin'] {
  return async (world) => void world.push(tree);
}

async function changeByHand({ cloud }: ProofWorld): Promise<void> {
  const services = cloud.compute.view.list('backendServices');
  const found = services.find(({ resource }) => resource.name.includes('-foo-'));
  if (found === undefined) throw new TypeError('there is no backend service to change');
  const body = JSON.stringify({ timeoutSec: 77, fingerprint: found.resource['fingerprint'] });
  const request = new Request(`${COMPUTE}/compute/v1/${found.path}`, { method: 'PATCH', body });
  const answer = await cloud.compute.handler(request);
  if (!answer.ok) throw new TypeError(`Compute refuses the change by hand: ${answer.status}`);
}

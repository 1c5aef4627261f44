// The table of the deployment as the Terraform module reads it: `npm run gen` writes contract.json, and a test fails when it is stale.
import {
  audienceOf,
  type BucketName,
  COLLECTIONS,
  type FunctionName,
  FUNCTIONS,
  ORDERED_TOPICS,
  ROUTES,
  SUBSCRIPTION,
  subscriptionOf,
  TICK,
  type Topic,
  TOPICS,
} from './contract.ts';
import { permissionsOf, PUBLISHES } from './permissions.ts';
import { SERVICES } from './services.ts';

const BUCKETS: readonly BucketName[] = ['state', 'release', 'audit'];
const SCOPES = ['project', 'networkProject', 'fleetProject'] as const;

/** As text, the same for the same table. */
export function contractJson(): string {
  const contract = {
    functions: Object.fromEntries(FUNCTIONS.map((name) => [name, functionOf(name)])),
    topics: TOPICS,
    subscriptions: Object.fromEntries((Object.keys(TOPICS) as Topic[]).map((topic) => [topic, subscriptionFor(topic)])),
    subscription: SUBSCRIPTION,
    tick: { ...TICK, to: ROUTES.tick.to, path: ROUTES.tick.path },
  };
  return `${JSON.stringify(contract, null, 2)}\n`;
}

function functionOf(name: FunctionName): object {
  const { variables, ...service } = SERVICES[name];
  const writes = BUCKETS.map((bucket) => [
    bucket,
    COLLECTIONS.filter((one) => one.bucket === bucket && one.writers.some((writer) => writer === name)).map(
      ({ collection }) => collection,
    ),
  ]);
  return {
    ...service,
    audience: name === 'webhook' ? null : audienceOf(name),
    variables: [...variables.needed, ...variables.known].sort(),
    publishes: PUBLISHES[name],
    reads: name === 'webhook' ? [] : ['state', 'release'],
    writes: Object.fromEntries(writes) as object,
    permissions: Object.fromEntries(SCOPES.map((scope) => [scope, permissionsOf(name, scope)])),
  };
}

function subscriptionFor(topic: Topic): object {
  const { to, path } = ROUTES[topic];
  return { name: subscriptionOf(topic), to, path, ordered: ORDERED_TOPICS.some((one) => one === topic) };
}

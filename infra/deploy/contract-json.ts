// The table of the deployment as the Terraform module reads it: `npm run gen` writes contract.json, and a test fails
// when it is stale.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { alertWords, LOG_ALERTS, OLDEST_MESSAGE_ALERT, SILENCE_ALERTS } from './alerts.ts';
import {
  APIS,
  audienceOf,
  type BucketName,
  COLLECTIONS,
  FLEET_APIS,
  type FunctionName,
  FUNCTIONS,
  type Identity,
  IN_CLUSTERS,
  OBJECT_ROLES,
  ORDERED_TOPICS,
  ROUTES,
  SECRET_ROLES,
  SECRETS,
  SIGNING_KEYS,
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
    apis: APIS,
    fleetApis: FLEET_APIS,
    functions: Object.fromEntries(FUNCTIONS.map((name) => [name, functionOf(name)])),
    person: { reads: BUCKETS, writes: writesOf('person'), publishes: PUBLISHES.person },
    objectRoles: OBJECT_ROLES,
    secrets: SECRETS,
    clusterRoles: Object.fromEntries(IN_CLUSTERS.map((name) => [name, clusterRules(name)])),
    secretRoles: SECRET_ROLES,
    signingKeys: SIGNING_KEYS,
    githubApp: githubApp(),
    topics: TOPICS,
    subscriptions: Object.fromEntries((Object.keys(TOPICS) as Topic[]).map((topic) => [topic, subscriptionFor(topic)])),
    subscription: SUBSCRIPTION,
    alerts: {
      lines: alertsOf(LOG_ALERTS),
      silences: alertsOf(SILENCE_ALERTS),
      oldestMessage: { ...OLDEST_MESSAGE_ALERT, words: alertWords(OLDEST_MESSAGE_ALERT.id) },
    },
    tick: { ...TICK, to: ROUTES.tick.to, path: ROUTES.tick.path },
  };
  return `${JSON.stringify(contract, null, 2)}\n`;
}

function clusterRules(name: string): unknown {
  const { rules } = parse(readFileSync(join(import.meta.dirname, 'rbac', `${name}.yaml`), 'utf8')) as {
    rules: unknown;
  };
  return rules;
}

/** What its manifest asks for. */
function githubApp(): object {
  const manifest = JSON.parse(readFileSync(join(import.meta.dirname, 'github-app.json'), 'utf8')) as {
    default_permissions: object;
    default_events: readonly string[];
  };
  return { permissions: manifest.default_permissions, events: manifest.default_events };
}

function alertsOf(alerts: Readonly<Record<string, object>>): object {
  return Object.fromEntries(Object.entries(alerts).map(([id, one]) => [id, { ...one, words: alertWords(id) }]));
}

function functionOf(name: FunctionName): object {
  const { variables, ...service } = SERVICES[name];
  return {
    ...service,
    audience: name === 'webhook' ? null : audienceOf(name),
    variables: [...variables.needed, ...variables.known].sort(),
    publishes: PUBLISHES[name],
    reads: name === 'webhook' ? [] : ['state', 'release'],
    writes: writesOf(name),
    permissions: Object.fromEntries(SCOPES.map((scope) => [scope, permissionsOf(name, scope)])),
  };
}

/** Collections by bucket. */
function writesOf(name: Identity | FunctionName): object {
  const own = COLLECTIONS.filter(({ writers }) => writers.some((writer) => writer === name));
  return Object.fromEntries(
    BUCKETS.map((bucket) => [bucket, own.filter((one) => one.bucket === bucket).map(({ collection }) => collection)]),
  );
}

function subscriptionFor(topic: Topic): object {
  const { to, path } = ROUTES[topic];
  return { name: subscriptionOf(topic), to, path, ordered: ORDERED_TOPICS.some((one) => one === topic) };
}

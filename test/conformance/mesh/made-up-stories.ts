// Stories that nobody thought of: the four deployments with Services that differ or are not there, discovery in one
// direction, routes, subsets, breakers, and security in each place, drawn by a seed.
import { type Random, seededRandom } from '../../../infra/emulators/kit/random.ts';
import { type Manifest, NAMESPACE, ONE, type Story, TWO } from './story.ts';
import { WIDE_FROM, wideStory } from './wide-stories.ts';
import { pick, rule } from './draw.ts';

/** Pods that stay as they are: nothing of a story is undone but by the next one. */
const CALLED = ['nodeapp1', 'nodeapp2'] as const;
const LINKS = [ONE, TWO] as const;
const principal = (app: string): string => `cluster.local/ns/${NAMESPACE}/sa/${app}`;

/** Those that were made up first stay what they are. */
export function madeUpStory(seed: number): Story {
  return seed < WIDE_FROM ? narrowStory(seed) : wideStory(seed);
}

function narrowStory(seed: number): Story {
  const random = seededRandom(seed);
  const often = (percent: number): boolean => random.integer(1, 100) <= percent;
  const each = CALLED.flatMap((service) => LINKS.map((cluster) => ({ cluster, service })));
  const without = each.filter(() => often(10));
  const portNames = each
    .filter((one) => !without.includes(one) && often(10))
    .map((one) => ({ ...one, portName: 'http-web' }));
  const knows = { [ONE]: often(85), [TWO]: often(85) };
  return {
    name: `made up: ${seed}`,
    without,
    portNames,
    discovers: (from) => knows[from],
    rules: LINKS.flatMap((cluster) => rulesOf(random, often).map((rule) => ({ cluster, rule }))),
  };
}

function rulesOf(random: Random, often: (percent: number) => boolean): readonly Manifest[] {
  const rules: Manifest[] = [];
  if (often(45)) {
    const mode = pick(random, ['STRICT', 'PERMISSIVE', 'DISABLE', 'STRICT']);
    rules.push(rule('security', 'PeerAuthentication', 'default', { mtls: { mode } }));
  }
  if (often(15)) {
    const app = pick(random, CALLED);
    const mode = pick(random, ['STRICT', 'PERMISSIVE', 'DISABLE']);
    rules.push(rule('security', 'PeerAuthentication', app, { ...selecting(app), mtls: { mode } }));
  }
  for (const app of CALLED) {
    if (often(25)) rules.push(rule('security', 'AuthorizationPolicy', app, { ...selecting(app), ...policy(random) }));
    if (often(30)) rules.push(rule('networking', 'DestinationRule', app, { host: app, ...destination(random) }));
    if (often(25)) rules.push(rule('networking', 'VirtualService', app, { hosts: [app], http: [route(random, app)] }));
  }
  return rules;
}

function policy(random: Random): object {
  const from = (...apps: readonly string[]) => ({
    rules: [{ from: [{ source: { principals: apps.map(principal) } }] }],
  });
  const ofNamespace = { rules: [{ from: [{ source: { namespaces: [NAMESPACE] } }] }] };
  return pick(random, [
    {},
    { rules: [{}] },
    { action: 'ALLOW', ...from('nodeapp3', 'nodeapp1') },
    { action: 'ALLOW', ...from('nodeapp3') },
    { action: 'ALLOW', ...ofNamespace },
    { action: 'DENY', ...from('nodeapp3') },
    { action: 'DENY', ...ofNamespace },
    { action: 'ALLOW', ...from('nobody') },
  ]);
}

function destination(random: Random): object {
  const outlierDetection = { consecutive5xxErrors: 3, interval: '15s', baseEjectionTime: '15s' };
  return pick(random, [
    { trafficPolicy: { tls: { mode: 'DISABLE' } } },
    { trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } } },
    { trafficPolicy: { outlierDetection } },
    { trafficPolicy: { outlierDetection, loadBalancer: { localityLbSetting: { enabled: false } } } },
    { trafficPolicy: { connectionPool: { http: { maxRetries: 1 } } } },
    { subsets: [{ name: 'all', labels: {} }] },
  ]);
}

function route(random: Random, app: string): object {
  const other = CALLED.find((one) => one !== app) ?? app;
  const to = (host: string, more: object = {}): object => ({ destination: { host, ...more } });
  return pick(random, [
    { timeout: '5s', route: [to(app)] },
    { retries: { attempts: 0 }, route: [to(app)] },
    { route: [to(other)] },
    {
      route: [
        { ...to(app), weight: 50 },
        { ...to(other), weight: 50 },
      ],
    },
    { route: [to(app, { subset: 'all' })] },
    { route: [to(app, { port: { number: 80 } })] },
  ]);
}

const selecting = (app: string): object => ({ selector: { matchLabels: { app } } });

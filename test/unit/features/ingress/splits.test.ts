// Requests that the fleet file divides: what becomes of them in Compute, and what is wrong with them.
import { describe, expect, test } from 'vitest';
import { type JsonObject, objectsAt, textAt } from '../../../../lib/core/index.ts';
import { names } from '../../../../lib/model/index.ts';
import { ASIA, backend, compileText, EU, FLEET, ingress, namesOf, resourcesOf, service, US } from './blue.ts';

const TEXT =
  service('cart') +
  service('cart-next') +
  service('far', { more: `  clusters: [{link: ${ASIA}}]\n` }) +
  ingress(
    'web',
    `{backend: ${backend('cart')}, rules: [{host: a.com, http: {paths: [{path: /cart/*, backend: ${backend('cart')}}]}}, {host: b.com, http: {paths: [{path: /cart/*, backend: ${backend('cart')}}]}}]}`,
  );

const dividing = (...splits: readonly JsonObject[]) =>
  compileText(TEXT, { fleet: { ...FLEET, features: { traffic: { splits: [...splits] } } } });
const CART = { ingress: 'blue/web', host: 'a.com', path: '/cart/*' };

/** The path matchers of the only map, by host. */
function matchersOf(compiled: ReturnType<typeof compileText>): ReadonlyMap<string, JsonObject> {
  const [map] = resourcesOf(compiled, 'urlMap');
  return new Map(objectsAt(map?.body, 'pathMatchers').map((one) => [textAt(one, 'name') ?? '', one]));
}

const matcherOf = (compiled: ReturnType<typeof compileText>, host: string): JsonObject | undefined =>
  matchersOf(compiled).get(names.pathMatcherName(host));

const readableOf = (key: unknown): string =>
  names.parseName(String(key).split('/').at(-1) ?? '')?.readable ?? String(key);

describe('a path that is divided between services', () => {
  const compiled = dividing({ ...CART, services: { cart: 95, 'cart-next': 5 } });

  test('names each backend service with its weight', () => {
    const [rule] = objectsAt(matcherOf(compiled, 'a.com'), 'routeRules');
    const shares = objectsAt(rule, 'routeAction', 'weightedBackendServices');
    expect(shares.map(({ backendService, weight }) => [readableOf(backendService), weight])).toEqual([
      ['blue-cart-next', 5],
      ['blue-cart', 95],
    ]);
    expect(rule).toMatchObject({ priority: 0, matchRules: [{ prefixMatch: '/cart/' }] });
  });

  test('changes nothing of other hosts, nor of anything else', () => {
    const plain = compileText(TEXT);
    expect(matcherOf(compiled, 'b.com')).toEqual(matcherOf(plain, 'b.com'));
    const rest = (one: typeof plain) =>
      one.states
        .flatMap(({ resources }) => resources)
        .filter(({ ref, owners }) => ref.kind !== 'urlMap' && !owners.some((owner) => owner.endsWith('/cart-next')))
        .filter(({ ref }) => ref.kind !== 'multiClusterIngressStatus');
    expect(rest(compiled)).toEqual(rest(plain));
  });

  test('keeps what has the weight 0', () => {
    const without = dividing({ ...CART, services: { cart: 1, 'cart-next': 0 } });
    expect(namesOf(without, 'backendService').map(readableOf)).toContain('blue-cart-next');
    expect(JSON.stringify(matcherOf(without, 'a.com'))).toContain('"weight":0');
  });

  test('is as it was where one service gets all', () => {
    const rules = objectsAt(matcherOf(dividing({ ...CART, services: { cart: 7 } }), 'a.com'), 'routeRules');
    expect(rules.map((rule) => readableOf(rule['service']))).toEqual(['blue-cart']);
  });
});

test('a header goes before the weights, an exact value before any', () => {
  const compiled = dividing({
    ...CART,
    services: { cart: 1, 'cart-next': 1 },
    headers: { 'x-b': 'cart-next', 'x-a': { on: 'cart-next', off: 'cart' } },
  });
  const rules = objectsAt(matcherOf(compiled, 'a.com'), 'routeRules');
  expect(rules.map(({ description, service: to }) => [description, to === undefined ? '' : readableOf(to)])).toEqual([
    ['header x-a=off /cart/*', 'blue-cart'],
    ['header x-a=on /cart/*', 'blue-cart-next'],
    ['header x-b /cart/*', 'blue-cart-next'],
    ['/cart/*', ''],
  ]);
});

describe('a path that is divided between clusters', () => {
  const compiled = dividing({ ...CART, clusters: { [US]: 90, [EU]: 10 } });

  test('has a backend service for each, with its groups alone, beside that of all clusters', () => {
    const clusters = resourcesOf(compiled, 'backendService').map(({ body }) =>
      [...new Set(objectsAt(body, 'backends').map((one) => textAt(one, 'description') ?? ''))].join(' '),
    );
    const of = (link: string): string => `rangelight cluster=${link}`;
    expect(clusters.sort()).toEqual([of(EU), of(US), [ASIA, EU, US].map(of).join(' ')].sort());
  });

  test('shares groups, Services and health check with it', () => {
    const plain = compileText(TEXT);
    for (const kind of ['networkEndpointGroup', 'service', 'healthCheck'] as const)
      expect(resourcesOf(compiled, kind)).toEqual(resourcesOf(plain, kind));
  });

  test('says that nobody takes over', () => {
    const [warning] = compiled.diagnostics.filter(({ code }) => code === 'split-between-clusters');
    expect(warning?.message).toContain(`${ASIA} gets nothing`);
  });

  test('keeps its share where Git drains the cluster, and says which line to change', () => {
    const fleet = {
      ...FLEET,
      features: { traffic: { drained: { [US]: 'disks' }, splits: [{ ...CART, clusters: { [US]: 90, [EU]: 10 } }] } },
    };
    const found = compileText(TEXT, { fleet }).diagnostics.filter(({ code }) => code === 'drain-without-other');
    expect(found.map(({ message, hint }) => [message, hint])).toEqual([
      [
        `${US} goes on getting its share of a.com/cart/* (weight 90): no other cluster stands behind that`,
        `Write ${US}: 0 here.`,
      ],
    ]);
  });
});

describe('a mistake', () => {
  const held = (...splits: readonly JsonObject[]) => {
    const compiled = dividing(...splits);
    expect(resourcesOf(compiled, 'urlMap')).toEqual([]);
    return compiled.diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code);
  };

  test('holds the ingress, all told at once', () => {
    expect(
      held(
        { ...CART, services: { cart: 1001, 'cart-nxt': 1, 'far:90': 1 } },
        { ...CART, host: 'c.com', services: { cart: 1 } },
        { ...CART, path: '/crt/*', services: { cart: 1 } },
        { ...CART, host: 'b.com', clusters: { [US]: 0, 'us-west1/gke-su': 0 } },
        { ...CART, host: 'b.com', services: { cart: 1 } },
      ),
    ).toEqual([
      'backend-not-found',
      'port-not-found',
      'split-not-found',
      'split-not-found',
      'split-twice',
      'split-weight',
      'split-weight',
      'unknown-cluster-link',
    ]);
  });

  test('is a share in a cluster that does not serve', () => {
    expect(held({ ...CART, headers: { 'x-a': 'far' } }, { ...CART, host: 'b.com', clusters: { 'a/b': 1 } })).toEqual([
      'unknown-cluster-link',
    ]);
  });

  test('is an entry that says nothing, or two things', () => {
    expect(held({ ...CART }, { ...CART, host: 'b.com', services: { cart: 1 }, clusters: { [US]: 1 } })).toEqual([
      'split-unclear',
      'split-unclear',
    ]);
  });

  test('is an ingress that there is not, which holds no other', () => {
    const compiled = dividing({ ...CART, ingress: 'blue/wep' });
    expect(compiled.diagnostics.map(({ code, hint }) => [code, hint])).toContainEqual([
      'split-not-found',
      'Did you mean "web"?',
    ]);
    expect(resourcesOf(compiled, 'urlMap')).toHaveLength(1);
  });

  test('is too much for a URL map', () => {
    const values = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`v${at}`, 'cart']));
    const paths = Array.from({ length: 30 }, (_, at) => ({ path: `/p${at}`, backend: 0 }));
    const written = paths.map(({ path }) => `{path: ${path}, backend: ${backend('cart')}}`).join(', ');
    const text =
      service('cart') +
      ingress('web', `{backend: ${backend('cart')}, rules: [{host: a.com, http: {paths: [${written}]}}]}`);
    const splits = paths.map(({ path }) => ({ ...CART, path, headers: { 'x-a': values } }));
    const compiled = compileText(text, { fleet: { ...FLEET, features: { traffic: { splits } } } });
    expect(
      compiled.diagnostics.filter(({ code }) => code === 'url-map-too-large').map(({ message }) => message),
    ).toEqual(['the paths and headers of a.com become 1230 predicates, and at most 1000 are possible']);
  });
});

// What is found of exports, of what they export and of who calls them, before the merge and without a cluster.
import { describe, expect, it } from 'vitest';
import { compileExports, EU, exportOf, fleetWith, US } from './exports.ts';

const BOTH = { [US]: ['net.gke.io'], [EU]: ['net.gke.io'] };
const inFolder = (link: string, file = 'a.yaml'): string => `clusters/${link}/${file}`;
const service = (spec: string, name = 'cart', namespace = 'shop'): string =>
  `---\napiVersion: v1\nkind: Service\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec: ${spec}\n`;
const WEB = '{ports: [{name: http, port: 80}]}';
const caller = (url: string): string => `---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  template:
    spec:
      containers:
        - name: web
          env:
            - {name: CART, value: "${url}"}
`;

const found = (files: Readonly<Record<string, string>>) =>
  compileExports(files, BOTH).compiled.diagnostics.map(({ code, message, source }) => ({
    code,
    message,
    at: `${source?.file}:${source?.line}`,
  }));
const codes = (files: Readonly<Record<string, string>>) => found(files).map(({ code }) => code);
/** One name, of both clusters. */
const pair = (us: string, eu: string) => ({
  [inFolder(US)]: exportOf('cart') + service(us),
  [inFolder(EU)]: exportOf('cart') + service(eu),
});

describe('Services beside exports', () => {
  it('are read and never managed: two that agree are not told', () => {
    const { compiled } = compileExports(pair(WEB, WEB), BOTH);
    expect(compiled.diagnostics).toEqual([]);
    const resources = compiled.states.filter(({ unit }) => unit === 'shop').flatMap((state) => state.resources);
    expect(resources.map(({ ref }) => ref.kind)).toEqual(['serviceExport', 'serviceExport']);
  });

  it.each([
    [
      'an ExternalName is exported by nobody',
      '{type: ExternalName, externalName: example.com}',
      'export-external-name',
    ],
    ['traffic that stays on its node', '{internalTrafficPolicy: Local, ports: [{port: 80}]}', 'export-local-traffic'],
  ])('%s', (_, spec, code) => {
    expect(found({ [inFolder(US)]: exportOf('cart') + service(spec) })).toMatchObject([
      { code, at: `${inFolder(US)}:3`, message: expect.stringContaining(`${inFolder(US)}:8`) as string },
    ]);
  });

  it('an ExternalName is not written as an export', () => {
    const files = { [inFolder(US)]: exportOf('cart') + service('{type: ExternalName, externalName: example.com}') };
    expect(compileExports(files, BOTH).exports).toEqual([]);
  });

  it('an export out of a namespace that every cluster has', () => {
    const text = exportOf('cart', 'net.gke.io/v1', 'default');
    expect(codes({ [inFolder(US)]: text })).toContain('export-system-namespace');
  });
});

describe('exports of one name', () => {
  it('that disagree are told at each, with what each says', () => {
    const all = found(pair(WEB, '{sessionAffinity: ClientIP, ports: [{name: http, port: 8080}]}'));
    expect(all.map(({ code, at }) => `${code} ${at}`)).toEqual([
      `export-conflict ${inFolder(EU)}:3`,
      `export-conflict ${inFolder(US)}:3`,
    ]);
    expect(all[0]?.message).toBe(
      `the Services that are exported as shop/cart differ in ports: http 8080/TCP in ${EU}; http 80/TCP in ${US} (and on sessionAffinity, sessionAffinityConfig)`,
    );
  });

  it('that are headless here and not there are told apart from other conflicts', () => {
    expect(codes(pair(WEB, '{clusterIP: None, ports: [{name: http, port: 80}]}'))).toEqual([
      'export-type-mix',
      'export-type-mix',
    ]);
  });

  it('whose ports no Service may have together', () => {
    expect(codes(pair('{ports: [{port: 80}]}', '{ports: [{name: b, port: 81}]}'))).toContain('export-ports-impossible');
  });
});

describe('calls in Git', () => {
  const exported = exportOf('cart') + service(WEB);

  it.each([
    ['a name that is exported', 'http://cart.shop.svc.clusterset.local:80/x', []],
    ['a named port of it', '_http._tcp.cart.shop.svc.clusterset.local', []],
    ['a name of this cluster alone', 'http://card.shop.svc.cluster.local', []],
    ['a name that nobody exports', 'http://card.shop.svc.clusterset.local', ['called-name-unknown']],
    ['one cluster of it', 'gke-us.us-west1.cart.shop.svc.clusterset.local', ['called-name-reserved']],
    [
      'a pod of it, which has no name',
      'cart-0.gke-us.us-west1.cart.shop.svc.clusterset.local',
      ['called-name-reserved'],
    ],
  ])('of %s', (_, url, expected) => {
    expect(codes({ [inFolder(US)]: exported, [inFolder(EU)]: caller(url) })).toEqual(expected);
  });

  it('are told on their line, with the nearest name that is exported', () => {
    const files = { [inFolder(US)]: exported, [inFolder(EU)]: caller('http://card.shop.svc.clusterset.local') };
    const { compiled } = compileExports(files, BOTH);
    expect(compiled.diagnostics).toMatchObject([
      {
        source: { file: inFolder(EU), line: 11 },
        hint: 'Did you mean "cart.shop.svc.clusterset.local"?',
        message: `Deployment shop/web of ${EU} calls card.shop.svc.clusterset.local, and no manifest exports shop/card`,
      },
    ]);
  });

  it('from a cluster without the namespace find no name, unless Git brings it', () => {
    const lost = exportOf('cart', 'net.gke.io/v1', 'blue') + service(WEB, 'cart', 'blue');
    const files = { [inFolder(US)]: lost, [inFolder(EU)]: caller('http://cart.blue.svc.clusterset.local') };
    expect(codes(files)).toContain('called-name-not-imported');
    const namespace = '---\napiVersion: v1\nkind: Namespace\nmetadata: {name: blue}\n';
    expect(codes({ ...files, [inFolder(EU, 'ns.yaml')]: namespace })).not.toContain('called-name-not-imported');
  });
});

describe('services.placement', () => {
  const placed = (placement: string, files: Readonly<Record<string, string>>) =>
    compileExports(files, BOTH, fleetWith(`  services: {placement: ${placement}}\n`));

  it('puts one file into several clusters', () => {
    const { exports, compiled } = placed(`{shop/cart: [${US}, ${EU}]}`, { 'exports/cart.yaml': exportOf('cart') });
    expect(exports.map(({ ref }) => 'cluster' in ref && ref.cluster)).toEqual([EU, US]);
    expect(exports.map(({ owners }) => owners)).toEqual([
      ['net.gke.io/ServiceExport/shop/cart'],
      ['net.gke.io/ServiceExport/shop/cart'],
    ]);
    expect(compiled.diagnostics).toEqual([]);
  });

  it('says what it cannot do: a cluster that is no member, a name that nobody waits for', () => {
    const { compiled } = placed(`{shop/cart: [us-west1/other], shop/pay: [${US}]}`, { 'cart.yaml': exportOf('cart') });
    expect(compiled.diagnostics.map(({ code, source }) => `${code} ${source?.file}`)).toEqual([
      'cluster-not-named cart.yaml',
      'unknown-cluster-link rangelight.yaml',
      'setting-without-effect rangelight.yaml',
    ]);
  });
});

describe('more than GKE takes is told once, on its line', () => {
  it('a sixth cluster that exports one name', () => {
    const links = [US, EU, ...['a', 'b', 'c', 'd'].map((name) => `us-west1/${name}`)];
    const fleet = fleetWith('  services: {}\n', links);
    const files = Object.fromEntries(links.map((link) => [inFolder(link), exportOf('cart')]));
    const told = (count: number) =>
      compileExports(
        Object.fromEntries(Object.entries(files).slice(0, count)),
        BOTH,
        fleet,
      ).compiled.diagnostics.filter(({ code }) => code === 'export-limit');
    expect(told(5)).toEqual([]);
    expect(told(6)).toMatchObject([
      { message: 'shop/cart is exported from 6 clusters, and GKE takes at most 5', source: { line: 3, column: 18 } },
    ]);
  });

  it('a port beyond those of a fleet', () => {
    const ports = Array.from({ length: 126 }, (_, index) => `{name: p${index}, port: ${index + 1}}`).join(', ');
    const two = ['cart', 'pay'].map((name) => exportOf(name) + service(`{ports: [${ports}]}`, name)).join('---\n');
    const [limit, ...others] = found({ [inFolder(US)]: two }).filter(({ code }) => code === 'export-limit');
    expect(limit?.message).toBe('the fleet exports 252 ports of all names together, and GKE takes about 250');
    expect(others).toEqual([]);
  });
});

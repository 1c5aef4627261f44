// Every finding of exports that Git alone shows stands on the value that is wrong: line and column.
import { expect, it } from 'vitest';
import { compileExports, EU, exportOf, US } from './exports.ts';

const SERVED = { [US]: ['net.gke.io'], [EU]: ['net.gke.io'] };
const [IN_US, IN_EU] = [`clusters/${US}/a.yaml`, `clusters/${EU}/a.yaml`];
const service = (spec: string): string =>
  `---\napiVersion: v1\nkind: Service\nmetadata: {name: cart, namespace: shop}\nspec: ${spec}\n`;
const cart = (spec: string): string => exportOf('cart') + service(spec);
const WEB = '{ports: [{name: http, port: 80}]}';
const caller = (name: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec: {template: {spec: {containers: [{name: web, args: ["http://${name}.svc.clusterset.local"]}]}}}
`;
/** Where `metadata: {name: ` has its value, and where its namespace. */
const [NAME, NAMESPACE] = ['3:18', '3:35'];
const CALL = '4:58';

it.each([
  ['export-name', { [IN_US]: exportOf('1abc') }, [`${IN_US}:${NAME}`], SERVED],
  ['export-not-served', { [IN_US]: exportOf('cart') }, [`${IN_US}:1:13`], { ...SERVED, [US]: [] }],
  [
    'export-system-namespace',
    { [IN_US]: exportOf('cart', 'net.gke.io/v1', 'default') },
    [`${IN_US}:${NAMESPACE}`],
    SERVED,
  ],
  ['export-external-name', { [IN_US]: cart('{type: ExternalName, externalName: a.b}') }, [`${IN_US}:${NAME}`], SERVED],
  [
    'export-local-traffic',
    { [IN_US]: cart('{internalTrafficPolicy: Local, ports: [{port: 80}]}') },
    [`${IN_US}:${NAME}`],
    SERVED,
  ],
  [
    'export-conflict',
    { [IN_US]: cart(WEB), [IN_EU]: cart('{ports: [{name: http, port: 81}]}') },
    [`${IN_EU}:${NAME}`, `${IN_US}:${NAME}`],
    SERVED,
  ],
  [
    'export-type-mix',
    { [IN_US]: cart(WEB), [IN_EU]: cart('{clusterIP: None, ports: [{name: http, port: 80}]}') },
    [`${IN_EU}:${NAME}`, `${IN_US}:${NAME}`],
    SERVED,
  ],
  [
    'export-ports-impossible',
    { [IN_US]: cart('{ports: [{port: 80}]}'), [IN_EU]: cart('{ports: [{name: b, port: 81}]}') },
    [`${IN_EU}:${NAME}`, `${IN_US}:${NAME}`],
    SERVED,
  ],
  ['called-name-unknown', { [IN_US]: cart(WEB), [IN_EU]: caller('card.shop') }, [`${IN_EU}:${CALL}`], SERVED],
  [
    'called-name-reserved',
    { [IN_US]: cart(WEB), [IN_EU]: caller('gke-us.us-west1.cart.shop') },
    [`${IN_EU}:${CALL}`],
    SERVED,
  ],
  [
    'called-name-not-imported',
    { [IN_US]: exportOf('cart', 'net.gke.io/v1', 'blue'), [IN_EU]: caller('cart.blue') },
    [`${IN_EU}:${CALL}`],
    SERVED,
  ],
] as const)('%s', (code, files, places, served) => {
  const { diagnostics } = compileExports(files, served).compiled;
  const found = diagnostics.filter((one) => one.code === code);
  expect(found.map(({ source }) => `${source?.file}:${source?.line}:${source?.column}`)).toEqual(places);
});

// Services that the fleet file has managed: what becomes of them out of Git, beside what stands, and when they go.
import { describe, expect, it } from 'vitest';
import { KINDS } from '../../../../functions/wiring/kinds.ts';
import { RULES } from '../../../../functions/wiring/rules.ts';
import { type JsonObject, textAt } from '../../../../lib/core/index.ts';
import { diff, diffFields } from '../../../../lib/diff/index.ts';
import { managedService } from '../../../../lib/features/common/managed-service.ts';
import { service as derivedService } from '../../../../lib/features/ingress/kinds/service.ts';
import { type AppliedState, type DesiredResource, names, refInCluster, refKey } from '../../../../lib/model/index.ts';
import { observe } from '../../../../lib/observe/index.ts';
import { makePlan } from '../../../../lib/plan/index.ts';
import { compileExports, EU, exportOf, fleetWith, US } from './exports.ts';

const SERVED = { [US]: ['net.gke.io'], [EU]: ['net.gke.io'] };
const MANAGED = fleetWith('  services: {manage: [Service]}\n');
const OWNER = { installation: 'acme', fleet: 'prod' };
const FILE = `clusters/${US}/cart.yaml`;

const serviceOf = (spec: string, name = 'cart'): string =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}, namespace: shop, labels: {team: a}}\nspec: ${spec}\n`;
const CART = serviceOf('{selector: {app: cart}, ports: [{port: 80}]}');

function stateOf(files: Readonly<Record<string, string>>, fleet = MANAGED) {
  const { compiled } = compileExports(files, SERVED, fleet);
  const state = compiled.states.find(({ unit }) => unit === 'shop');
  return { compiled, desired: state ?? { fleet: 'prod', unit: 'shop', resources: [] } };
}

/** What is to be done, and in which order, where `before` was applied and stands. */
function planned(
  before: readonly DesiredResource[],
  after: readonly DesiredResource[],
  standing: readonly JsonObject[],
) {
  const applied = { unit: 'shop', resources: Object.fromEntries(before.map((one) => [refKey(one.ref), one])) };
  const exports = before.filter(({ ref }) => ref.kind === 'serviceExport');
  const observed = observe(KINDS, OWNER, [
    { part: 'cluster', cluster: US, kind: 'managedService', items: standing.map(asItem) },
    { part: 'cluster', cluster: US, kind: 'serviceExport', items: exports.map(({ ref, body }) => ({ ref, body })) },
  ]);
  const found = diff({
    kinds: KINDS,
    desired: { fleet: 'prod', unit: 'shop', resources: after },
    applied: applied as unknown as AppliedState,
    observed,
    takeover: false,
    pendingCause: 'pending',
  });
  const gates = RULES.gates(found.changes, { observed, applied: undefined }).map(({ code, message }) => ({
    code,
    message,
  }));
  const steps = makePlan(RULES, 'prod', 'shop', found.changes)?.steps.map(({ id }) =>
    id.replace(/clusters\/.*shop\//, ''),
  );
  return { ...found, gates, steps };
}

const nameIn = (body: JsonObject): string => textAt(body, 'metadata', 'name') ?? '';
const asItem = (body: JsonObject) => ({ ref: refInCluster(managedService, US, nameIn(body), 'shop'), body });
/** As an API server keeps it. */
const kept = ({ body }: DesiredResource): JsonObject => ({
  ...body,
  spec: {
    type: 'ClusterIP',
    clusterIP: '10.0.0.7',
    clusterIPs: ['10.0.0.7'],
    ipFamilies: ['IPv4'],
    ipFamilyPolicy: 'SingleStack',
    sessionAffinity: 'None',
    internalTrafficPolicy: 'Cluster',
    ...(body['spec'] as JsonObject),
  },
});

describe('a Service in the folder of a cluster', () => {
  it('stands there, before its export, and equals what a server makes of it', () => {
    const { compiled, desired } = stateOf({ [FILE]: `${CART}---\n${exportOf('cart')}` });
    expect(compiled.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    const [service, exported] = desired.resources;
    expect(service).toMatchObject({
      ref: { kind: 'managedService', cluster: US, namespace: 'shop', name: 'cart' },
      body: {
        metadata: { labels: { team: 'a', 'app.kubernetes.io/managed-by': 'rangelight' } },
        spec: { selector: { app: 'cart' }, ports: [{ port: 80, targetPort: 80, protocol: 'TCP' }] },
      },
      owners: [`core/Service/shop/cart@${US}`],
    });
    if (service === undefined) throw new TypeError('there is a Service');
    expect(exported?.dependsOn).toEqual([refKey(service.ref)]);
    expect(planned([], desired.resources, []).steps).toEqual([
      'expand apply services/cart',
      'expand apply serviceexports/cart',
    ]);
    expect(planned(desired.resources, desired.resources, [kept(service)]).changes).toEqual([]);
  });

  it('is read alone where the fleet file does not say so', () => {
    const { compiled, desired } = stateOf({ [FILE]: `${CART}---\n${exportOf('cart')}` }, fleetWith());
    expect(desired.resources.map(({ ref }) => ref.kind)).toEqual(['serviceExport']);
    expect(compiled.held).toEqual([]);
  });

  it('is put back when somebody changes it, and left alone when it is somebody else’s', () => {
    const { resources } = stateOf({ [FILE]: CART }).desired;
    const [service] = resources;
    if (service === undefined) throw new TypeError('there is a Service');
    const there = kept(service);
    const spec = { ...(there['spec'] as JsonObject), selector: { app: 'other' }, sessionAffinity: 'ClientIP' };
    expect(planned(resources, resources, [{ ...there, spec }]).changes).toMatchObject([
      { kind: 'update', cause: 'drift', fields: [{ path: 'spec.selector' }, { path: 'spec.sessionAffinity' }] },
    ]);
    const bare = { metadata: { name: 'cart', namespace: 'shop' }, spec };
    expect(planned([], resources, [bare])).toMatchObject({ changes: [], diagnostics: [{ code: 'not-ours' }] });
  });

  it('is told with its line where no server would take it', () => {
    const { compiled, desired } = stateOf({
      [FILE]: [
        serviceOf('{type: LoadBalancer, ports: [{port: 80}]}', 'a'),
        serviceOf('{ports: [{port: 80}, {port: 80}]}', 'b'),
        serviceOf('{selector: {app: x}}', 'c'),
        serviceOf('{ports: [{port: 80, targetPort: "80"}]}', 'd'),
        serviceOf('{ports: [{port: 80}]}', 'gke-mcs-6bftsl160s'),
        serviceOf('{ports: [{port: 80}]}', names.nameOf(derivedService, ['x'], {})),
        serviceOf('{ports: [{port: 80}]}', '1a'),
      ].join('---\n'),
    });
    expect(desired.resources).toEqual([]);
    const told = compiled.diagnostics.filter(({ code }) => code === 'schema-violation');
    expect(told.map(({ source, message }) => `${source?.line}:${source?.column} ${message}`)).toEqual([
      '4:14 spec.type must be "ClusterIP"',
      '9:23 of several ports each has a name',
      '9:35 80 of TCP is given twice',
      '9:35 of several ports each has a name',
      '14:7 a Service that is not headless has a port',
      '19:39 "80" is not the name of a container\'s port',
      '23:18 gke-mcs-6bftsl160s is a name that GKE gives to what it makes of imports',
      expect.stringMatching(/^28:18 rl1-svc-x-\w+ is a name that Rangelight gives to what it makes$/) as string,
      expect.stringMatching(/^33:18 no Service can have the name "1a"/) as string,
    ]);
  });

  it('waits for its namespace', () => {
    const elsewhere = CART.replace('namespace: shop', 'namespace: attic');
    const { compiled } = stateOf({ [FILE]: elsewhere });
    expect(compiled.held).toEqual([`core/Service/attic/cart@${US}`]);
    expect(compiled.diagnostics).toMatchObject([{ code: 'namespace-missing', source: { file: FILE, line: 3 } }]);
  });
});

describe('a Service that leaves Git', () => {
  it('goes after its export, when nobody uses it any more, and by an approval', () => {
    const { resources } = stateOf({ [FILE]: `${CART}---\n${exportOf('cart')}` }).desired;
    const [service] = resources;
    if (service === undefined) throw new TypeError('there is a Service');
    const { steps, gates } = planned(resources, [], [kept(service)]);
    expect(steps).toEqual([
      'contract delete serviceexports/cart',
      'contract await-unused services/cart',
      'contract delete services/cart',
    ]);
    expect(gates.map(({ code }) => code)).toEqual(['service-gone', 'service-deleted']);
    // The export went in an earlier run, which another one took over from: what is left waits all the same.
    expect(planned([service], [], [kept(service)]).steps).toEqual(steps?.slice(1));
  });

  it('is made anew, by an approval, when it becomes headless', () => {
    const { resources } = stateOf({ [FILE]: CART }).desired;
    const headless = stateOf({ [FILE]: CART.replace('{selector', '{clusterIP: None, selector') }).desired.resources;
    const [service] = resources;
    if (service === undefined) throw new TypeError('there is a Service');
    const { steps, gates } = planned(resources, headless, [kept(service)]);
    expect(steps).toEqual(['contract delete services/cart', 'contract apply services/cart']);
    expect(gates).toMatchObject([{ code: 'service-deleted', message: expect.stringContaining('headless') as string }]);
  });
});

it('what ingress makes in the same collection is of the other kind, whoever reads it', () => {
  const name = names.nameOf(derivedService, ['foo'], {});
  const found = (kind: 'service' | 'managedService') => {
    const definition = kind === 'service' ? derivedService : managedService;
    return [name, 'cart'].map((one) => ({
      ref: refInCluster(definition, US, one, 'shop'),
      body: { metadata: { name: one, namespace: 'shop' } },
    }));
  };
  const derived = { part: 'cluster', cluster: US, kind: 'service', items: found('service') } as const;
  const managed = { part: 'cluster', cluster: US, kind: 'managedService' } as const;
  const read = (...readings: Parameters<typeof observe>[2]) =>
    [...observe(KINDS, OWNER, readings).resources.values()].map(({ ref }) => `${ref.kind} ${ref.name}`).sort();
  expect(read({ ...managed, items: found('managedService') }, derived)).toEqual([
    'managedService cart',
    `service ${name}`,
  ]);
  // One that is to be managed and cannot be read is nobody else's.
  expect(read({ ...managed, failed: 'no' }, derived)).toEqual([`service ${name}`]);
  expect(read(derived)).toEqual(['service cart', `service ${name}`]);
});

it('tells ports of one number apart, and names the one that changes', () => {
  const ports = (udp: number) => [
    { name: 'dns', port: 53, protocol: 'UDP', targetPort: udp },
    { name: 'dns-tcp', port: 53, protocol: 'TCP', targetPort: 53 },
  ];
  const changed = (desired: JsonObject, observed: JsonObject) =>
    diffFields(managedService.fields, { desired, observed, applied: undefined }, () => undefined);
  const body = (list: readonly JsonObject[]): JsonObject => ({ spec: { ports: list } });
  expect(changed(body(ports(5353)), body(ports(53)))).toMatchObject([
    { path: 'spec.ports[dns].targetPort', before: 53, after: 5353 },
  ]);
  const withMore = ports(53).map((port) => ({ ...port, nodePort: 30_053 }));
  expect(changed(body(ports(53)), body(withMore))).toEqual([]);
  expect(changed(body([{ port: 80, targetPort: 90 }]), body([{ port: 80, targetPort: 80 }]))).toMatchObject([
    { path: 'spec.ports[null].targetPort' },
  ]);
});

// A small fleet for reports: one load balancer in namespace blue, two clusters that are members and config clusters.
// Revisions come from the real diff and plan over small bodies.
import { type Diagnostic, digestOf, type SourceRef } from '../../../lib/core/index.ts';
import { type Change, diff, worstImpact } from '../../../lib/diff/index.ts';
import {
  type AppliedState,
  type DesiredResource,
  type DesiredState,
  isKeyOfKind,
  names,
  type ObservedState,
  OWNER_ANNOTATION,
  ownershipMark,
  parseObjectKey,
  refKey,
  type ResourceRef,
  type UnknownPart,
} from '../../../lib/model/index.ts';
import { OBJECT_KINDS } from '../../../lib/features/ingress/object-kinds.ts';
import {
  type Backing,
  countChanges,
  editsIn,
  type Gate,
  makePlan,
  type Occasion,
  type Plan,
  type Revision,
} from '../../../lib/plan/index.ts';
import { KINDS } from '../../../functions/wiring/kinds.ts';
import { clusterRef, type ComputeKind, computeRef, givenName } from '../../../lib/features/ingress/kinds/index.ts';
import { RULES } from '../../../functions/wiring/rules.ts';

export const FLEET = 'prod';
export const UNIT = 'blue';
export const COMMIT = '1f0c8a4b5d6e7f8091a2b3c4d5e6f708192a3b4c';
export const VIP = '203.0.113.10';
export const PRIMARY = 'us-west1/gke-us';
export const BACKUP = 'europe-north1/gke-eu';

const PROJECT = 'acme-net';
const ZONES: Readonly<Record<string, string>> = { [PRIMARY]: 'us-west1-a', [BACKUP]: 'europe-north1-a' };
const MARK = ownershipMark({ installation: 'acme', fleet: FLEET }, UNIT);
const INGRESS = 'networking.gke.io/MultiClusterIngress/blue/foobar-ingress';
const SERVICES = ['foobar', 'bar'] as const;

const SOURCES: Readonly<Record<string, SourceRef>> = {
  [INGRESS]: { file: 'manifests/blue/ingress.yaml', line: 1, column: 1 },
  'networking.gke.io/MultiClusterService/blue/foobar': { file: 'manifests/blue/services.yaml', line: 1, column: 1 },
  'networking.gke.io/MultiClusterService/blue/bar': { file: 'manifests/blue/services.yaml', line: 24, column: 1 },
};

export interface Route {
  readonly host: string;
  readonly path: string;
  readonly service: (typeof SERVICES)[number];
}

export const ROUTES: readonly Route[] = [
  { host: 'foo.example.com', path: '/*', service: 'foobar' },
  { host: 'bar.example.com', path: '/bar/*', service: 'bar' },
];

const compute = (kind: ComputeKind, name: string, zone?: string): ResourceRef =>
  computeRef(kind, PROJECT, givenName(kind, [UNIT, name], { name }), zone);
const addressKey = refKey(compute('address', 'foobar-ingress'));

/** Everything that namespace blue asks for. */
export function blueResources(
  routes: readonly Route[] = ROUTES,
  clusters: readonly string[] = [PRIMARY, BACKUP],
): readonly DesiredResource[] {
  return [...SERVICES.flatMap((name) => serviceResources(name, clusters)), ...frontResources(routes), ...copies()];
}

function resource(
  ref: ResourceRef,
  body: DesiredResource['body'],
  owners: readonly string[],
  rest: Partial<Pick<DesiredResource, 'maker' | 'dependsOn'>> = {},
): DesiredResource {
  return { ref, body, owners, maker: 'rangelight', dependsOn: [], ...rest };
}

function serviceResources(name: string, clusters: readonly string[]): readonly DesiredResource[] {
  const owners = [INGRESS, `networking.gke.io/MultiClusterService/blue/${name}`];
  const healthCheck = compute('healthCheck', name);
  const perCluster = clusters.map((link) => {
    const service = clusterRef('service', link, givenName('service', [name], { name }), UNIT);
    const metadata = { name: service.name, namespace: UNIT, annotations: { [OWNER_ANNOTATION]: MARK } };
    const neg = compute('networkEndpointGroup', name, ZONES[link]);
    const negBody = { name: neg.name, networkEndpointType: 'GCE_VM_IP_PORT' };
    const spec = { clusterIP: 'None', selector: { app: name }, ports: [{ port: 80, targetPort: 8080 }] };
    return {
      service: resource(service, { metadata, spec }, owners),
      neg: resource(neg, negBody, owners, { maker: 'gke', dependsOn: [refKey(service)] }),
    };
  });
  const backends = perCluster.map(({ neg }) => ({ group: refKey(neg.ref), balancingMode: 'RATE' }));
  const backendService = compute('backendService', name);
  return [
    resource(healthCheck, { name: healthCheck.name, description: MARK, type: 'HTTP' }, owners),
    ...perCluster.flatMap(({ service, neg }) => [service, neg]),
    resource(
      backendService,
      { name: backendService.name, description: MARK, healthChecks: [refKey(healthCheck)], backends },
      owners,
    ),
  ];
}

function frontResources(routes: readonly Route[]): readonly DesiredResource[] {
  const owners = [INGRESS];
  const [address, urlMap, proxy, rule] = (['address', 'urlMap', 'targetHttpProxy', 'forwardingRule'] as const).map(
    (kind) => compute(kind, 'foobar-ingress'),
  );
  if (address === undefined || urlMap === undefined || proxy === undefined || rule === undefined) return [];
  const backend = (name: string): string => refKey(compute('backendService', name));
  const urlMapBody = {
    name: urlMap.name,
    description: MARK,
    defaultService: backend('foobar'),
    hostRules: routes.map(({ host }) => ({ hosts: [host], pathMatcher: names.pathMatcherName(host) })),
    pathMatchers: routes.map(({ host, path, service }) => ({
      name: names.pathMatcherName(host),
      defaultService: backend('foobar'),
      pathRules: [{ paths: [path], service: backend(service) }],
    })),
  };
  return [
    resource(address, { name: address.name, description: MARK }, owners),
    resource(urlMap, urlMapBody, owners),
    resource(proxy, { name: proxy.name, description: MARK, urlMap: refKey(urlMap) }, owners),
    resource(
      rule,
      { name: rule.name, description: MARK, IPAddress: addressKey, portRange: '80-80', target: refKey(proxy) },
      owners,
    ),
  ];
}

function copies(): readonly DesiredResource[] {
  return [PRIMARY, BACKUP].flatMap((link) =>
    Object.keys(SOURCES).map((owner) => {
      const { name = '' } = parseObjectKey(owner) ?? {};
      const refKind = isKeyOfKind(owner, OBJECT_KINDS.ingress) ? 'multiClusterIngress' : 'multiClusterService';
      const metadata = { name, namespace: UNIT, annotations: { [OWNER_ANNOTATION]: MARK } };
      return resource(clusterRef(refKind, link, name, UNIT), { metadata, spec: { template: name } }, [owner]);
    }),
  );
}

/** The cloud as it is when exactly these stand. */
export function standing(resources: readonly DesiredResource[], unknown: readonly UnknownPart[] = []): ObservedState {
  const found = resources.map(({ ref, body }) => {
    const seen = ref.kind === 'address' ? { ...body, address: VIP } : body;
    return [refKey(ref), { ref, body: seen, ours: true }] as const;
  });
  return { resources: new Map(found), unknown };
}

/** The copies here do not hold the routes: by their being the same, nothing of the manifests would have changed. */
function isCopy({ kind }: ResourceRef): boolean {
  return kind === 'multiClusterIngress' || kind === 'multiClusterService';
}

/** What has to change so that the cloud is as desired. */
export function changesBetween(
  desired: readonly DesiredResource[],
  observed: ObservedState,
  lastWritten: readonly DesiredResource[] = [],
): readonly Change[] {
  const state: DesiredState = { fleet: FLEET, unit: UNIT, resources: desired };
  const wanted = new Set(desired.map(({ ref }) => refKey(ref)));
  const applied: AppliedState = {
    fleet: FLEET,
    unit: UNIT,
    seq: 3,
    commit: COMMIT,
    desired: digestOf('desired'),
    runId: '000003-0123456789abcdef',
    plan: digestOf('plan'),
    result: 'succeeded',
    usedApprovals: {},
    addresses: {},
    resources: Object.fromEntries(
      lastWritten
        .filter(({ ref }) => !isCopy(ref) || !wanted.has(refKey(ref)))
        .map((resource) => [refKey(resource.ref), resource]),
    ),
  };
  return diff({ kinds: KINDS, desired: state, applied, observed, takeover: false, pendingCause: 'pending' }).changes;
}

export interface Planned {
  readonly revision: Revision;
  readonly plan: Plan | undefined;
  /** By digest. */
  readonly plans: ReadonlyMap<string, Plan>;
}

export interface RevisionInput {
  readonly changes: readonly Change[];
  readonly occasion?: Occasion;
  readonly verdict?: Revision['verdict'];
  readonly diagnostics?: readonly Diagnostic[];
  readonly unknown?: readonly UnknownPart[];
  /** Besides those of the changes. */
  readonly gates?: readonly Gate[];
  readonly approvedBy?: string;
  readonly manual?: true;
}

/** Endpoints that are ready: a service without any in one cluster is what a reviewer must see. */
const READY: Readonly<Record<(typeof SERVICES)[number], Readonly<Record<string, number | null>>>> = {
  foobar: { [PRIMARY]: 3, [BACKUP]: 2 },
  bar: { [PRIMARY]: 2, [BACKUP]: 0 },
};

function backing(unknown: readonly UnknownPart[]): Readonly<Record<string, Backing>> {
  const isUnknown = (link: string): boolean => unknown.some((part) => part.part === 'cluster' && part.cluster === link);
  return Object.fromEntries(
    SERVICES.map((name) => {
      const counts = Object.entries(READY[name]).map(([link, count]) => [link, isUnknown(link) ? null : count]);
      const service = `networking.gke.io/MultiClusterService/blue/${name}`;
      return [refKey(compute('backendService', name)), { service, ready: Object.fromEntries(counts) }];
    }),
  );
}

/** A revision of one unit with these changes. Default: a pull request under `apply: merge`. */
export function planned(input: RevisionInput): Planned {
  const { changes, diagnostics = [], unknown = [] } = input;
  const plan = makePlan(RULES, FLEET, UNIT, changes);
  const found: readonly Gate[] = RULES.gates(changes, {
    observed: { resources: new Map(), unknown: [] },
    applied: undefined,
  }).map(({ code, message, key }) => {
    const source =
      code === 'host-removed' ? { source: { file: 'manifests/blue/ingress.yaml', line: 12, column: 7 } } : {};
    return { code, message, key, ...source };
  });
  const gates = [...found, ...(input.gates ?? [])];
  const ready = gates.length > 0 ? 'needs-approval' : 'ready';
  const revision: Revision = {
    fleet: FLEET,
    occasion: input.occasion ?? IN_PULL,
    facts: digestOf('facts'),
    ...(input.manual === undefined ? {} : { manual: input.manual }),
    verdict: input.verdict ?? (plan === undefined ? 'nothing-to-do' : ready),
    diagnostics,
    sources: SOURCES,
    configClusters: { primary: PRIMARY, backup: BACKUP },
    units: [
      {
        unit: UNIT,
        plan: plan?.digest ?? null,
        desired: digestOf('desired'),
        counts: countChanges(changes),
        ...editsIn(KINDS, changes, undefined, (object) => SOURCES[object]),
        impact: worstImpact(changes.map((change) => change.impact)),
        gates,
        ...(plan === undefined ? {} : { backing: backing(unknown) }),
        ...(input.approvedBy === undefined ? {} : { approvedBy: input.approvedBy }),
        partial: unknown.length > 0,
        unknown,
      },
    ],
  };
  return { revision, plan, plans: new Map(plan === undefined ? [] : [[plan.digest, plan]]) };
}

export const AT_HEAD: Occasion = { type: 'head', repository: 'acme/ingress', commit: COMMIT };
const IN_PULL: Occasion = { ...AT_HEAD, type: 'pull-request', number: 7, base: '0'.repeat(40) };

/** Nothing stands yet. */
export function firstDeploy(occasion?: Occasion): Planned {
  const changes = changesBetween(blueResources(), standing([]));
  return planned({ changes, ...(occasion === undefined ? {} : { occasion }) });
}

/** The ingress loses a host, and its address is no longer asked for. */
export function hostDroppedAndVipReleased(occasion?: Occasion): Planned {
  const left = blueResources(ROUTES.slice(0, 1)).filter(({ ref }) => ref.kind !== 'address');
  const changes = changesBetween(left, standing(blueResources()), blueResources());
  return planned({ changes, ...(occasion === undefined ? {} : { occasion }) });
}

/** The ingress loses a host, `other`: another one, and keeps its address. */
export function hostDropped(occasion?: Occasion, other = false): Planned {
  const left = blueResources(other ? ROUTES.slice(1) : ROUTES.slice(0, 1));
  const changes = changesBetween(left, standing(blueResources()), blueResources());
  return planned({ changes, ...(occasion === undefined ? {} : { occasion }) });
}

/** Everything is as it should be. */
export function nothingToDo(occasion?: Occasion): Planned {
  const changes = changesBetween(blueResources(), standing(blueResources()), blueResources());
  return planned({ changes, ...(occasion === undefined ? {} : { occasion }) });
}

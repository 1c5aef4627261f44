// What can come of a pull request, each as a small revision: outcome × risk to traffic.
import { type SourceRef } from '../../../lib/core/index.ts';
import { diagnostic } from '../../../lib/features/ingress/codes/index.ts';
import { type DesiredResource, isClusterRef } from '../../../lib/model/index.ts';
import {
  BACKUP,
  blueResources,
  changesBetween,
  firstDeploy,
  hostDroppedAndVipReleased,
  nothingToDo,
  type Planned,
  planned,
  PRIMARY,
  type Route,
  ROUTES,
  standing,
} from './blue-fleet.ts';

const FLEET_FILE: SourceRef = { file: 'rangelight.yaml', line: 9, column: 7 };
const NO_STATUS = 'the gateway answered 404 without a Status';
const MOVED: readonly Route[] = ROUTES.map((route) => ({ ...route, service: 'foobar' }));

const at = (line: number, column: number): SourceRef => ({ file: 'manifests/blue/ingress.yaml', line, column });

/** From everything as it was to this. */
function changed(wanted: readonly DesiredResource[], more: Partial<Parameters<typeof planned>[0]> = {}): Planned {
  const changes = changesBetween(wanted, standing(blueResources()), blueResources());
  return planned({ changes, ...more });
}

function withBody(kind: DesiredResource['ref']['kind'], edit: (resource: DesiredResource) => DesiredResource['body']) {
  return blueResources().map((one) => (one.ref.kind === kind ? { ...one, body: edit(one) } : one));
}

function vipChanged(): Planned {
  const elsewhere = withBody('forwardingRule', ({ body }) => ({ ...body, IPAddress: '203.0.113.99' }));
  return changed(elsewhere);
}

/** Identity-Aware Proxy goes off, a key gets another value, and one comes. */
function credentialsChanged(): Planned {
  const [old, fresh] = ['a'.repeat(64), 'b'.repeat(64)];
  const iap = { enabled: true, oauth2ClientId: 'me', oauth2ClientSecretSha256: old };
  const before = withBody('backendService', ({ body, ref }) =>
    ref.name.includes('foobar')
      ? { ...body, enableCDN: true, cdnPolicy: { signedUrlKeyNames: ['media'] }, signedUrlKeys: { media: old } }
      : { ...body, iap },
  );
  const wanted = withBody('backendService', ({ body, ref }) =>
    ref.name.includes('foobar')
      ? { ...body, enableCDN: true, signedUrlKeys: { media: fresh, next: old } }
      : { ...body, iap: { enabled: false } },
  );
  return planned({ changes: changesBetween(wanted, standing(before), before) });
}

function driftInTheWay(): Planned {
  const left = blueResources().filter(({ ref }) => ref.kind !== 'forwardingRule');
  return planned({ changes: changesBetween(blueResources(MOVED), standing(left), blueResources()) });
}

function clusterUnreachable(): Planned {
  const unknown = [{ part: 'cluster', cluster: BACKUP, reason: NO_STATUS }] as const;
  const message = `cluster ${BACKUP} cannot be read: ${NO_STATUS}`;
  return planned({
    changes: changesBetween(blueResources(), standing([], unknown)),
    unknown,
    diagnostics: [diagnostic('cluster-unreachable', message, FLEET_FILE)],
  });
}

function partialPlan(): Planned {
  const reason = 'Compute answered 503 (backendError)';
  const unknown = [{ part: 'compute', kind: 'networkEndpointGroup', zone: 'us-west1-a', reason }] as const;
  const changes = changesBetween(blueResources(MOVED), standing(blueResources(), unknown), blueResources());
  return planned({ changes, unknown });
}

function massDeletion(): Planned {
  const message = 'this revision deletes 22 resources; policy.maxDeletes allows 10';
  return changed([], { gates: [{ code: 'too-many-deletes', message }] });
}

/** Five hundred times the first one: more than GitHub takes. */
function overTheLimits(): Planned {
  const { plan, revision } = firstDeploy();
  const changes = Array.from({ length: 500 }, (_, index) =>
    (plan?.changes ?? []).map((change) => {
      const name = `${change.ref.name}-${index}`;
      const owners = [`networking.gke.io/MultiClusterIngress/blue/ingress-${String(index).padStart(3, '0')}`];
      return { ...change, key: `${change.key}-${index}`, ref: { ...change.ref, name }, owners, needs: [] };
    }),
  ).flat();
  const digest = revision.units[0]?.plan ?? '';
  const [unit] = revision.units;
  const counts = { create: changes.length, update: 0, replace: 0, delete: 0, adopt: 0, abandon: 0 };
  const units = unit === undefined ? [] : [{ ...unit, counts }];
  return {
    revision: { ...revision, units },
    plan,
    plans: new Map(plan === undefined ? [] : [[digest, { ...plan, changes }]]),
  };
}

/** Hostile names everywhere that a pull request can put one. */
function hostile(): Planned {
  const evil = '`|</details>\n```@octocat <img src=x onerror=alert(1)> [x](javascript:1) \u202egnp';
  const routes = [
    { host: `evil.example${evil}`, path: `/a"]; click n0 "javascript:1"${evil}`, service: 'foobar' as const },
  ];
  return planned({
    changes: changesBetween(blueResources(routes), standing([])),
    diagnostics: [
      diagnostic('backend-not-found', `there is no ${evil}`, { ...at(3, 1), file: `manifests/${evil}.yaml` }, evil),
    ],
  });
}

export const OUTCOMES: Readonly<Record<string, () => Planned>> = {
  'first-deploy': () => firstDeploy(),
  'host-added': () => changed(blueResources([...ROUTES, { host: 'new.example.com', path: '/*', service: 'foobar' }])),
  'host-moved': () => changed(blueResources(MOVED)),
  'host-dropped': () => hostDroppedAndVipReleased(),
  'host-dropped-approved': () => {
    const { revision, ...rest } = hostDroppedAndVipReleased();
    const units = revision.units.map((unit) => ({ ...unit, approvedBy: 'github alice' }));
    return { ...rest, revision: { ...revision, verdict: 'ready', units } };
  },
  'vip-changed': vipChanged,
  'cluster-removed': () => changed(blueResources(ROUTES, [PRIMARY])),
  'copy-missing-in-backup': () => {
    const isLost = ({ ref }: DesiredResource): boolean =>
      isClusterRef(ref) && ref.kind === 'multiClusterIngress' && ref.cluster === BACKUP;
    const standingNow = standing(blueResources().filter((one) => !isLost(one)));
    return planned({ changes: changesBetween(blueResources(), standingNow) });
  },
  'drift-in-the-way': driftInTheWay,
  'cluster-unreachable': clusterUnreachable,
  'partial-plan': partialPlan,
  'nothing-to-do': () => nothingToDo(),
  'error-on-a-line': () =>
    planned({
      changes: [],
      diagnostics: [
        diagnostic(
          'backend-not-found',
          'there is no MultiClusterService foobarr in namespace blue',
          at(9, 22),
          'Did you mean foobar?',
        ),
      ],
    }),
  'error-beside-changes': () =>
    changed(blueResources(MOVED), {
      diagnostics: [
        diagnostic('backend-not-found', 'there is no MultiClusterService baz in namespace blue', at(21, 22)),
      ],
    }),
  'secret-ends-soon': () =>
    changed(blueResources(MOVED), {
      diagnostics: [
        diagnostic('certificate-ends-soon', 'the certificate in Secret shop-tls ends on 2026-02-14', at(6, 19)),
      ],
    }),
  'credentials-changed': credentialsChanged,
  'mass-deletion': massDeletion,
  blocked: () => {
    const message = `the hosted controller is active on ${PRIMARY}, which is a config cluster of this fleet: Multi Cluster Ingress or Multi-cluster Gateway, which share the multiclusteringress feature, is enabled there`;
    const hint =
      'Leave the feature on where anything serves through it. Make other clusters the config clusters of this fleet.';
    const { revision } = planned({
      changes: [],
      verdict: 'blocked',
      diagnostics: [diagnostic('hosted-controller-active', message, FLEET_FILE, hint)],
    });
    return { revision: { ...revision, units: [], sources: {} }, plan: undefined, plans: new Map() };
  },
  'observe-only': () => changed(blueResources(MOVED), { verdict: 'observe-only' }),
  'apply-manual': () => changed(blueResources(MOVED), { verdict: 'needs-approval', manual: true }),
  'over-the-limits': overTheLimits,
  hostile,
};

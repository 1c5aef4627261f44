// backendServices: which groups of endpoints serve, how they share the load, and how healthy they are.
import { createHash } from 'node:crypto';
import { invalid, notFound, required } from '../errors.ts';
import { canonicalPath, linkTo } from '../references.ts';
import type { Stored } from '../store.ts';
import { addSignedUrlKey, deleteSignedUrlKey, storedCdnPolicy } from './backend-service-cdn.ts';
import { checkBackendService } from './backend-service-rules.ts';
import { setEdgeSecurityPolicy, setSecurityPolicy } from './backend-service-security.ts';
import type { Body, Kind, Surroundings } from './kind.ts';

const DEFAULT_TIMEOUT = 30;

/** Only the digest of the secret is ever shown (that of the empty secret too); a change may leave the secret out. */
function hiddenSecret(iap: unknown, before: unknown): Body {
  if (typeof iap !== 'object' || iap === null) return {};
  const {
    oauth2ClientSecret,
    oauth2ClientSecretSha256: _ignored,
    ...rest
  } = iap as { oauth2ClientSecret?: string } & Body;
  const known = (before as Body | undefined)?.oauth2ClientSecretSha256;
  const kept = oauth2ClientSecret === undefined && known !== undefined;
  const digest = kept
    ? known
    : createHash('sha256')
        .update(oauth2ClientSecret ?? '')
        .digest('hex');
  return { iap: { ...rest, oauth2ClientSecretSha256: digest } };
}

function usedBy(path: string, around: Surroundings): readonly Body[] {
  const maps = around.store.list('urlMaps');
  return maps.filter(({ references }) => references.includes(path)).map((map) => ({ reference: map.path }));
}

function groupHealth(service: Stored, group: unknown, around: Surroundings): Body {
  if (typeof group !== 'string') throw required('resource.group');
  const negPath = canonicalPath(group, around.project);
  if (negPath === undefined) throw invalid('resource.group', group, 'The URL is malformed.');
  if (around.store.get(negPath) === undefined) throw notFound(negPath);
  const backends = (service.body.backends ?? []) as readonly { readonly group?: string }[];
  if (!backends.some((backend) => backend.group === negPath)) {
    throw invalid('resource.group', group, 'The group is not a backend of this backend service.');
  }
  const health = around.health()?.health(service.path, negPath);
  const zone = negPath.split('/').slice(0, 4).join('/');
  const healthStatus = health?.map(({ healthState, instance, ipAddress, port }) => ({
    healthState,
    ...(instance === undefined ? {} : { instance: instanceLink(instance, zone) }),
    ipAddress,
    port,
  }));
  const known = healthStatus === undefined || healthStatus.length === 0 ? {} : { healthStatus };
  return { kind: 'compute#backendServiceGroupHealth', ...known };
}

function instanceLink(instance: string, zone: string): string {
  const name = instance.split('/').at(-1);
  return linkTo(`${zone}/instances/${name}`);
}

function withBackendDefaults(backends: unknown): Body {
  if (!Array.isArray(backends)) return {};
  return {
    backends: backends.map((backend: Body) => ({ balancingMode: 'UTILIZATION', capacityScaler: 1, ...backend })),
  };
}

export const backendServices: Kind = {
  collection: 'backendServices',
  singular: 'backendService',
  snake: 'backend_service',
  message: 'BackendService',
  scope: 'global',
  quota: 'BACKEND_SERVICES',
  methods: { patch: true, update: true, aggregatedList: 'regional' },
  references: {
    group: ['networkEndpointGroups', 'instanceGroups'],
    healthChecks: ['healthChecks'],
    securityPolicy: ['securityPolicies'],
    edgeSecurityPolicy: ['securityPolicies'],
  },
  links: ['reference'],
  outputOnly: ['region', 'usedBy', 'securityPolicy', 'edgeSecurityPolicy'],
  immutable: ['loadBalancingScheme', 'network', 'params'],
  fingerprint: true,
  labels: false,
  seconds: { insert: 15, change: 15, delete: 12 },
  defaults({ body, current }) {
    return {
      description: '',
      port: 80,
      portName: 'http',
      protocol: 'HTTP',
      sessionAffinity: 'NONE',
      affinityCookieTtlSec: 0,
      loadBalancingScheme: 'EXTERNAL',
      enableCDN: false,
      ...body,
      ...withBackendDefaults(body.backends),
      timeoutSec: body.timeoutSec === undefined || body.timeoutSec === 0 ? DEFAULT_TIMEOUT : body.timeoutSec,
      ...hiddenSecret(body.iap, current?.body.iap),
      ...storedCdnPolicy(body.enableCDN === true, body.cdnPolicy, current?.body.cdnPolicy),
    };
  },
  validate: ({ body }) => checkBackendService(body),
  read: (stored, around) => ({ ...stored.body, usedBy: usedBy(stored.path, around) }),
  verbs: {
    addSignedUrlKey,
    deleteSignedUrlKey,
    setSecurityPolicy,
    setEdgeSecurityPolicy,
    getHealth: {
      changes: false,
      message: 'ResourceGroupReference',
      answer: (current, { group }, around) => (current === undefined ? {} : groupHealth(current, group, around)),
    },
  },
};

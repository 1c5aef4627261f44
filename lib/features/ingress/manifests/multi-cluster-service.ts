// MultiClusterService: which pods serve, on which ports, in which member clusters.
import multiClusterServices from '../../../../schemas/crds/multiclusterservices.networking.gke.io.json' with {
  type: 'json',
};
import type { Diagnostic, JsonObject } from '../../../core/index.ts';
import { diagnostic } from '../codes/index.ts';
import {
  type ManifestKind,
  type SchemaCheck,
  type Violation,
  createSchemaCheck,
  schemaOfCrd,
} from '../../../manifest/index.ts';
import { annotationPlace, unknownAnnotations } from './annotations.ts';
import { APP_PROTOCOLS, checkAppProtocols } from './app-protocols.ts';
import { BACKEND_CONFIG, checkBackendConfigReference } from './backend-config-reference.ts';
import { checkServiceFields } from './service-fields.ts';
import type { MultiClusterService } from './service-spec.ts';

const SCHEMA: JsonObject = schemaOfCrd(multiClusterServices);
const checkShape: SchemaCheck = createSchemaCheck(SCHEMA);

export const MULTI_CLUSTER_SERVICES: ManifestKind<MultiClusterService> = {
  group: 'networking.gke.io',
  kind: 'MultiClusterService',
  versions: ['v1', 'v1beta1'],
  schema: SCHEMA,
  checkSchema: (value) => checkShape(value).map(withoutServiceField),
  role: 'managed',
  stands: 'fleet',
  check: checkService,
};

/** Fields of a Service's port that a MultiClusterService does not have, and what says the same. */
function withoutServiceField(violation: Violation): Violation {
  const { wrong, path } = violation;
  if (wrong !== 'key' || path.at(-3) !== 'ports') return violation;
  switch (String(path.at(-1))) {
    case 'appProtocol':
      return { ...violation, hint: `Write the annotation ${APP_PROTOCOLS[0]}: '{"PORT NAME":"HTTP2"}'.` };
    case 'nodePort':
      return { ...violation, hint: 'A derived Service is headless and has no node port: take it out.' };
    default:
      return violation;
  }
}

const MAX_RATE = 'networking.gke.io/max-rate-per-endpoint';
const CAPACITY = 'networking.gke.io/capacity-scaler';

/** How much of its traffic the service takes; absent members mean the default. */
export interface Balancing {
  /** Requests per second. */
  readonly maxRatePerEndpoint?: number;
  /** 0.1 to 1. Compute refuses less, and 0 for all backends of a service, which is what it would be here. */
  readonly capacityScaler?: number;
}

/** Reads the balancing annotations; members that are not valid are left out (`checkService` reports them). */
export function balancingOf(service: Pick<MultiClusterService, 'annotations'>): Balancing {
  const rate = numberIn(service.annotations[MAX_RATE]);
  const scaler = numberIn(service.annotations[CAPACITY]);
  return {
    ...(rate === undefined || !isRate(rate) ? {} : { maxRatePerEndpoint: rate }),
    ...(scaler === undefined || !isScaler(scaler) ? {} : { capacityScaler: scaler }),
  };
}

/** What the schema cannot say about one MultiClusterService. */
function checkService(service: MultiClusterService): readonly Diagnostic[] {
  const { annotations, spec } = service;
  const found: Diagnostic[] = [
    ...unknownAnnotations(service, [MAX_RATE, CAPACITY, ...APP_PROTOCOLS, ...BACKEND_CONFIG]),
    ...checkAppProtocols(service),
    ...checkBackendConfigReference(service),
  ];
  if (spec.clusters?.length === 0) {
    found.push(diagnostic('empty-clusters', 'spec.clusters is an empty list', service.at(['spec', 'clusters'])));
  }
  for (const [key, isValid, range] of [
    [MAX_RATE, isRate, 'a number greater than 0'],
    [CAPACITY, isScaler, 'a number from 0.1 to 1: with 0 no cluster would serve'],
  ] as const) {
    const value = annotations[key];
    if (value === undefined) continue;
    const number = numberIn(value);
    if (number !== undefined && isValid(number)) continue;
    found.push(diagnostic('schema-violation', `${key} must be ${range}`, service.at(annotationPlace(key))));
  }
  found.push(...checkServiceFields(service), ...repeatedPorts(service), ...notCarriedOver(service));
  return found;
}

/** Fields of a Service that manifests have and nothing is made of ("Multi Cluster Ingress", derived Services). */
function notCarriedOver(service: MultiClusterService): readonly Diagnostic[] {
  const template = ['spec', 'template', 'spec'] as const;
  return (['type', 'clusterIP', 'sessionAffinity'] as const)
    .filter((field) => service.spec.template.spec[field] !== undefined)
    .map((field) => {
      const message = `${field} is not carried over: a derived Service has the selector and the ports, and is headless`;
      return diagnostic('setting-without-effect', message, service.keyAt([...template, field]));
    });
}

function repeatedPorts(service: MultiClusterService): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const seen = new Set<string | number>();
  for (const [index, port] of service.spec.template.spec.ports.entries()) {
    for (const field of ['port', 'name'] as const) {
      const value = port[field];
      if (value === undefined) continue;
      if (seen.has(value)) {
        const place = service.at(['spec', 'template', 'spec', 'ports', index, field]);
        found.push(diagnostic('schema-violation', `${field} ${value} is given twice`, place));
      }
      seen.add(value);
    }
  }
  return found;
}

function numberIn(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
}

function isRate(value: number): boolean {
  return value > 0 && value <= 1e9;
}

function isScaler(value: number): boolean {
  return value >= 0.1 && value <= 1;
}

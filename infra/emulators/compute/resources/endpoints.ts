// Attaching and detaching endpoints: what one must be to get in, and that nothing is attached or detached twice.
import type { Instance } from '../../fabric/index.ts';
import { invalid, notFound, notImplemented, required } from '../errors.ts';
import { nameOf } from '../references.ts';
import type { Stored } from '../store.ts';
import type { NegEndpoint } from '../view.ts';
import type { Body, Surroundings } from './kind.ts';

const MOST_PER_REQUEST = 500;
const MOST_PER_GROUP = 10_000;

interface RequestedEndpoint {
  readonly instance?: string;
  readonly ipAddress?: string;
  readonly port?: number;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Adds endpoints. All of the batch must be acceptable. */
export function attachPlan(neg: Stored, request: Body, around: Surroundings): (stored: Stored) => Stored {
  const added = requested(neg, request, around, checkOwner);
  const attached = new Set(neg.endpoints.map(keyOf));
  for (const endpoint of added) {
    if (attached.has(keyOf(endpoint))) throw refused(endpoint, 'The network endpoint is already attached.');
    attached.add(keyOf(endpoint));
  }
  if (attached.size > MOST_PER_GROUP) {
    const detail = `A network endpoint group holds at most ${MOST_PER_GROUP} endpoints.`;
    throw invalid('networkEndpoints', String(attached.size), detail);
  }
  return (stored) => {
    const present = new Set(stored.endpoints.map(keyOf));
    const missing = added.filter((endpoint) => !present.has(keyOf(endpoint)));
    return { ...stored, endpoints: [...stored.endpoints, ...missing] };
  };
}

/** Removes endpoints; every one of the batch must be attached. Its instance and pod may be gone. */
export function detachPlan(neg: Stored, request: Body, around: Surroundings): (stored: Stored) => Stored {
  const removed = requested(neg, request, around, () => undefined);
  const attached = new Set(neg.endpoints.map(keyOf));
  for (const endpoint of removed) {
    if (!attached.delete(keyOf(endpoint))) throw refused(endpoint, 'The network endpoint is not attached.');
  }
  const gone = new Set(removed.map(keyOf));
  return (stored) => ({ ...stored, endpoints: stored.endpoints.filter((endpoint) => !gone.has(keyOf(endpoint))) });
}

type CheckOwner = (neg: Stored, endpoint: RequestedEndpoint, instance: string, around: Surroundings) => void;

function requested(neg: Stored, request: Body, around: Surroundings, check: CheckOwner): readonly NegEndpoint[] {
  const list = (request.networkEndpoints ?? []) as readonly RequestedEndpoint[];
  if (list.length === 0) throw required('networkEndpoints');
  if (list.length > MOST_PER_REQUEST) {
    throw invalid('networkEndpoints', list.length.toString(), `At most ${MOST_PER_REQUEST} endpoints per request.`);
  }
  return list.map((endpoint) => resolved(neg, endpoint, around, check));
}

function resolved(neg: Stored, endpoint: RequestedEndpoint, around: Surroundings, check: CheckOwner): NegEndpoint {
  if (Object.keys(endpoint.annotations ?? {}).length > 0) throw notImplemented('networkEndpoints with annotations');
  const { defaultPort, networkEndpointType } = neg.body as { defaultPort?: number; networkEndpointType?: string };
  const port = endpoint.port === undefined || endpoint.port === 0 ? defaultPort : endpoint.port;
  if (port === undefined) throw required('resource.port');
  if (port < 1 || port > 65535) throw invalid('resource.port', String(port), 'Must be between 1 and 65535.');
  const given = endpoint.ipAddress === '' ? undefined : endpoint.ipAddress;
  if (networkEndpointType === 'NON_GCP_PRIVATE_IP_PORT') return outside(endpoint, given, port);
  if (endpoint.instance === undefined || endpoint.instance === '') throw required('resource.instance');
  const name = nameOf(endpoint.instance);
  check(neg, endpoint, name, around);
  const ipAddress = given ?? around.fabric.instance(zoneOf(neg), name)?.ip;
  if (ipAddress === undefined) throw required('resource.ipAddress');
  return { instance: name, ipAddress, port };
}

function outside(endpoint: RequestedEndpoint, ipAddress: string | undefined, port: number): NegEndpoint {
  if (endpoint.instance) {
    throw invalid('resource.instance', endpoint.instance, 'NON_GCP_PRIVATE_IP_PORT endpoints have no instance.');
  }
  if (ipAddress === undefined) throw required('resource.ipAddress');
  return { ipAddress, port };
}

/** The instance must be in the group's zone and network, and the address must be its own or one of its pods'. */
function checkOwner(neg: Stored, { ipAddress }: RequestedEndpoint, name: string, around: Surroundings): void {
  const zone = zoneOf(neg);
  const instance = around.fabric.instance(zone, name);
  if (instance === undefined) throw notFound(`projects/${around.project}/zones/${zone}/instances/${name}`);
  const network = nameOf(String(neg.body.network));
  if (instance.network !== network) {
    throw invalid('resource.instance', name, `Instance ${name} is not in the network ${network}.`);
  }
  if (ipAddress && !belongs(ipAddress, instance, around)) {
    const subnetwork = nameOf(String(neg.body.subnetwork ?? neg.body.network));
    const detail = `doesn't belong to the (sub)network ${subnetwork} or to the instance ${name}.`;
    throw invalid('resource.ipAddress', ipAddress, `Specified IP address ${ipAddress} ${detail}`);
  }
}

function belongs(ip: string, instance: Instance, around: Surroundings): boolean {
  const pod = around.fabric.pod(ip);
  return ip === instance.ip || (pod?.instance === instance.name && pod.zone === instance.zone);
}

function zoneOf(neg: Stored): string {
  return neg.path.split('/')[3] ?? '';
}

function keyOf({ instance = '', ipAddress, port }: NegEndpoint): string {
  return `${instance}/${ipAddress}:${port}`;
}

function refused(endpoint: NegEndpoint, detail: string): Error {
  return invalid('resource.networkEndpoints', keyOf(endpoint), detail);
}

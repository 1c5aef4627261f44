// Which manifest objects stand behind what stands: by the marks and names that Rangelight gives, and by those of the
// hosted controller, whose groups say where a namespace ends.
import { objectsAt, textAt } from '../../../core/index.ts';
import {
  derivedMark,
  nameOfKey,
  names,
  objectKey,
  type ObjectKey,
  type ObservedResource,
  type RefKey,
} from '../../../model/index.ts';
import { OBJECT_KINDS } from '../object-kinds.ts';
import { servedRoutes, urlMapView } from '../views/index.ts';
import { afterHash, serviceOfDerived } from './hosted-names.ts';
import type { GroupSource } from './groups.ts';

export interface OwnerPlace {
  readonly namespace: string;
  readonly name: string;
}

/** The MultiClusterService of a backend service; undefined when nothing tells. */
export function serviceBehind(
  { ref, body }: ObservedResource,
  sourceOf: (group: RefKey) => GroupSource | undefined,
): OwnerPlace | undefined {
  const own = ourPlace(ref.name, body);
  if (own !== undefined) return own;
  if (afterHash(ref.name) === undefined) return undefined;
  for (const backend of objectsAt(body, 'backends')) {
    const source = sourceOf(textAt(backend, 'group') ?? '');
    const name = serviceOfDerived(source?.service ?? '');
    if (source !== undefined && name !== undefined) return { namespace: source.namespace, name };
  }
  return undefined;
}

/**
 * The MultiClusterIngress of a forwarding rule; undefined when nothing tells. Proxies and URL map of the hosted
 * controller have one name, and the map names backend services of the ingress's namespace.
 * @param urlMapOf by the name of a proxy.
 * @param namespaceOf of a backend service.
 */
export function ingressBehind(
  { ref, body }: ObservedResource,
  urlMapOf: (proxy: string) => ObservedResource | undefined,
  namespaceOf: (backendService: RefKey) => string | undefined,
): OwnerPlace | undefined {
  const own = ourPlace(ref.name, body);
  if (own !== undefined) return own;
  const proxy = nameOfKey(textAt(body, 'target') ?? '');
  const rest = afterHash(proxy);
  const routes = servedRoutes(urlMapView(urlMapOf(proxy)?.body));
  for (const { backendService } of routes.flatMap(({ shares }) => shares)) {
    const namespace = namespaceOf(backendService);
    if (namespace !== undefined && rest?.startsWith(`${namespace}-`) === true)
      return { namespace, name: rest.slice(namespace.length + 1) };
  }
  return undefined;
}

/** `blue/foo`; undefined for what no manifest object is called. */
export function parseOwner(text: string): OwnerPlace | undefined {
  const [namespace, name, ...more] = text.split('/');
  return namespace === undefined || name === undefined || more.length > 0 ? undefined : { namespace, name };
}

export function serviceKey(place: OwnerPlace): ObjectKey {
  return objectKey({ ...OBJECT_KINDS.service, ...place });
}

export function ingressKey(place: OwnerPlace): ObjectKey {
  return objectKey({ ...OBJECT_KINDS.ingress, ...place });
}

/** Of what carries our mark: its unit is the namespace, and its name has both. A name that is cut is told as it is. */
function ourPlace(name: string, body: ObservedResource['body']): OwnerPlace | undefined {
  const namespace = derivedMark(body)?.unit;
  const readable = names.parseName(name)?.readable;
  if (namespace === undefined || readable?.startsWith(`${namespace}-`) !== true) return undefined;
  return { namespace, name: readable.slice(namespace.length + 1) };
}

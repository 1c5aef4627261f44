// The address of a standing forwarding rule, as a manifest would say it: an address that was reserved by a person
// stands as its IP, and one that the load balancer got for itself is not said at all.
import { type JsonObject, textAt } from '../../../core/index.ts';
import { isMarked, type ObservedResource } from '../../../model/index.ts';

/** @param all what stands, reserved addresses of the project among it. */
export function withoutOwnAddress(body: JsonObject, all: Iterable<ObservedResource>): JsonObject {
  const ip = textAt(body, 'IPAddress');
  const reserved = [...all].find(({ ref, body: one }) => ref.kind === 'address' && textAt(one, 'address') === ip);
  if (reserved !== undefined && !isMarked(reserved.body)) return body;
  const { IPAddress: _own, ...rest } = body;
  return rest;
}

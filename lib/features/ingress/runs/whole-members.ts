// Members of a backend service of which Compute keeps more than we say. A PATCH without those looks like one that takes
// them away, and would become a PUT. Source: compute v1 backendServices (`signedUrlKeyNames` is output only).
import { isJsonObject, type JsonObject, objectAt } from '../../../core/index.ts';
import { signedUrlKeyNames } from './signed-url-keys.ts';

/** @param changed the members that are written; those two get what Compute has beside ours. */
export function wholeMembers(current: JsonObject, changed: JsonObject): JsonObject {
  return { ...changed, ...wholeProxy(current, changed), ...wholeCdnPolicy(current, changed) };
}

/** Switched off, its client stays: no page tells whether Compute lets go of one. */
function wholeProxy(current: JsonObject, changed: JsonObject): JsonObject {
  if (!Object.hasOwn(changed, 'iap')) return {};
  return { iap: { ...objectAt(current, 'iap'), enabled: false, ...objectAt(changed, 'iap') } };
}

/** Names of keys change by their own methods. */
function wholeCdnPolicy(current: JsonObject, changed: JsonObject): JsonObject {
  const names = signedUrlKeyNames(current);
  const { cdnPolicy } = changed;
  return names.length > 0 && isJsonObject(cdnPolicy) ? { cdnPolicy: { ...cdnPolicy, signedUrlKeyNames: names } } : {};
}

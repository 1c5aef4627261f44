// The address and the families of a Service, in a cluster that has IPv4 only. Source: Kubernetes,
// registry/core/service/storage/alloc.go.
import { isIP, isIPv4, isIPv6 } from 'node:net';
import { type Cause, duplicateValue, invalidValue, unsupportedValue } from '../errors.ts';
import { type Json, type JsonObject, equal, listOf, objectOf, stringOf, textOf } from '../json.ts';
import type { KubeObject } from '../object.ts';
import type { KindContext } from '../resource.ts';

const FAMILIES = ['IPv4', 'IPv6'];
const POLICIES = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];

interface Wanted {
  readonly clusterIP: string | undefined;
  readonly clusterIPs: readonly string[];
  readonly ipFamilies: readonly string[];
  readonly ipFamilyPolicy: string;
}

/** What is asked for, with what an update takes over from before. */
function wanted(spec: JsonObject, before: JsonObject): Wanted {
  const keeps = before.type !== undefined && before.type !== 'ExternalName';
  const clusterIP = stringOf(spec.clusterIP) ?? (keeps ? stringOf(before.clusterIP) : undefined);
  const given = listOf(spec.clusterIPs).map(textOf);
  const old = listOf(before.clusterIPs).map(textOf);
  const first = clusterIP === undefined ? [] : [clusterIP];
  const follows = given.length === 0 || (keeps && given.join() === old.join() && clusterIP !== before.clusterIP);
  const isBare = clusterIP === 'None' && Object.keys(objectOf(spec.selector)).length === 0;
  const policy = stringOf(spec.ipFamilyPolicy) ?? stringOf(before.ipFamilyPolicy);
  return {
    clusterIP,
    clusterIPs: follows ? first : given,
    ipFamilies: listOf(spec.ipFamilies).map(textOf),
    ipFamilyPolicy: policy ?? (isBare ? 'RequireDualStack' : 'SingleStack'),
  };
}

/** Told before anything else is looked at. */
export function familyFaults(spec: JsonObject, before: JsonObject | undefined): readonly Cause[] {
  if (spec.type === 'ExternalName') return [];
  const { clusterIP, clusterIPs, ipFamilies, ipFamilyPolicy } = wanted(spec, before ?? {});
  if (before !== undefined && keepsTwoFamilies(spec, before, clusterIPs)) return [];
  const formal = formalFaults(clusterIP, clusterIPs, ipFamilies, ipFamilyPolicy);
  if (formal.length > 0) return formal;
  if (ipFamilyPolicy === 'SingleStack' && ipFamilies.length === 2 && listOf(before?.ipFamilies).length < 2) {
    const why = "must be 'RequireDualStack' or 'PreferDualStack' when multiple IP families are specified";
    return [invalidValue('spec.ipFamilyPolicy', ipFamilyPolicy, why)];
  }
  if (ipFamilyPolicy !== 'SingleStack' && listOf(before?.ipFamilies).length === 2 && ipFamilies.length === 1) {
    const why = "must be 'SingleStack' to release the secondary IP family";
    return [invalidValue('spec.ipFamilyPolicy', ipFamilyPolicy, why)];
  }
  if (clusterIP === 'None' && Object.keys(objectOf(spec.selector)).length === 0) return [];
  const causes: Cause[] = [];
  if (ipFamilyPolicy === 'RequireDualStack') {
    const why = 'this cluster is not configured for dual-stack services';
    causes.push(invalidValue('spec.ipFamilyPolicy', ipFamilyPolicy, why));
  }
  const kept = ipFamilyPolicy === 'SingleStack' ? ipFamilies.slice(0, 1) : ipFamilies;
  for (const [index, family] of kept.entries()) {
    if (family !== 'IPv4')
      causes.push(invalidValue(`spec.ipFamilies[${index}]`, family, 'not configured on this cluster'));
  }
  return causes.length > 0 ? causes : rangeFaults(clusterIP, before);
}

/**
 * What prefers two families and had them, or as many as there are, is not looked at again. Source:
 * isMatchingPreferDualStackClusterIPFields.
 */
function keepsTwoFamilies(spec: JsonObject, before: JsonObject, clusterIPs: readonly string[]): boolean {
  const prefers = ({ ipFamilyPolicy }: JsonObject): boolean => ipFamilyPolicy === 'PreferDualStack';
  const hasSame = (name: string, now: readonly Json[]): boolean => equal(listOf(before[name]), now);
  return (
    prefers(spec) &&
    (prefers(before) || before.ipFamilyPolicy === undefined) &&
    spec.type === before.type &&
    hasSame('clusterIPs', clusterIPs) &&
    hasSame('ipFamilies', listOf(spec.ipFamilies))
  );
}

function formalFaults(
  clusterIP: string | undefined,
  clusterIPs: readonly string[],
  families: readonly string[],
  policy: string,
): readonly Cause[] {
  const causes: Cause[] = [];
  if (clusterIP === undefined && clusterIPs.length > 0) {
    causes.push(invalidValue('spec.clusterIPs', clusterIPs, 'must be empty when `clusterIP` is not specified'));
  }
  if (clusterIP !== undefined && clusterIPs[0] !== clusterIP) {
    causes.push(invalidValue('spec.clusterIPs', clusterIPs, 'first value must match `clusterIP`'));
  }
  for (const [index, family] of families.entries()) {
    const at = `spec.ipFamilies[${index}]`;
    if (!FAMILIES.includes(family)) causes.push(unsupportedValue(at, family, FAMILIES));
    if (families.indexOf(family) < index) causes.push(duplicateValue(at, family));
  }
  if (!POLICIES.includes(policy)) causes.push(unsupportedValue('spec.ipFamilyPolicy', policy, POLICIES));
  for (const [index, address] of clusterIPs.entries()) {
    const at = `spec.clusterIPs[${index}]`;
    if (address === 'None' && index === 0) continue;
    if (isIP(address) === 0)
      causes.push(invalidValue(at, address, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'));
    else if (families[index] === 'IPv4' && isIPv6(address))
      causes.push(invalidValue(at, address, 'expected an IPv4 value'));
    else if (families[index] === 'IPv6' && isIPv4(address))
      causes.push(invalidValue(at, address, 'expected an IPv6 value'));
  }
  return causes;
}

/** An address is noted as an object that names its Service. */
export function namelessFaults({ metadata, spec }: KubeObject): readonly Cause[] {
  const { type, clusterIP } = objectOf(spec);
  if ((metadata.name ?? '') !== '' || type === 'ExternalName' || clusterIP === 'None') return [];
  return [invalidValue('spec.clusterIPs', [''], 'failed to allocate IP: spec.parentRef.name: Required value')];
}

/** The service range is 34.118.224.0/20. */
function rangeFaults(clusterIP: string | undefined, before: JsonObject | undefined): readonly Cause[] {
  if (clusterIP === undefined || clusterIP === 'None' || clusterIP === before?.clusterIP) return [];
  if (isIPv6(clusterIP))
    return [invalidValue('spec.clusterIPs[0]', [clusterIP], 'IPv6 is not configured on this cluster')];
  if (before !== undefined && !isDue(before)) return [];
  const [a, b, c = 0] = clusterIP.split('.').map(Number);
  const isInside = a === 34 && b === 118 && c >= 224 && c < 240;
  const why = `failed to allocate IP ${clusterIP}: the provided IP is not in the valid range`;
  return isInside ? [] : [invalidValue('spec.clusterIPs', [clusterIP], why)];
}

/** An address is given with the object, or when it ceases to be a name alone; later none is looked for. */
function isDue(before: JsonObject): boolean {
  return before.type === undefined || before.type === 'ExternalName';
}

/** The members of the spec that say where the Service answers; undefined ones are not there. */
export function addressesOf(spec: JsonObject, before: JsonObject, context: KindContext): JsonObject {
  if (spec.type === 'ExternalName') return {};
  const asked = wanted(spec, before);
  const clusterIP = asked.clusterIP ?? (isDue(before) ? freeAddress(context) : undefined);
  const isBare = clusterIP === 'None' && Object.keys(objectOf(spec.selector)).length === 0;
  const keeps = keepsTwoFamilies(spec, before, asked.clusterIPs);
  const mayGrow = asked.ipFamilyPolicy !== 'SingleStack' && !keeps;
  const single = asked.ipFamilyPolicy === 'SingleStack';
  // What an update does not name is worked out anew.
  const first = asked.ipFamilies.length === 0 && !keeps ? ['IPv4'] : asked.ipFamilies;
  const families = single ? first.slice(0, 1) : first;
  const other = families[0] === 'IPv4' ? 'IPv6' : 'IPv4';
  return {
    clusterIP,
    clusterIPs: asked.clusterIPs.length > 0 ? asked.clusterIPs : clusterIP === undefined ? undefined : [clusterIP],
    ipFamilies:
      families.length === 0 ? undefined : isBare && mayGrow && families.length === 1 ? [...families, other] : families,
    ipFamilyPolicy: asked.ipFamilyPolicy,
  };
}

/** The lowest free address of 34.118.224.0/20, the range that GKE gives to Services. */
function freeAddress(context: KindContext): string {
  const used = new Set(context.list('', 'services').map((service) => objectOf(service.spec).clusterIP));
  let index = 1;
  const address = (): string => `34.118.${224 + (index >> 8)}.${index & 255}`;
  while (used.has(address())) index += 1;
  return address();
}

/**
 * An address, once given, stays; so does a family that is not headless. What was made through /status has none of them.
 */
export function addressFaults({ spec }: KubeObject, live: KubeObject | undefined): readonly Cause[] {
  const [now, before] = [objectOf(spec), objectOf(live?.spec)];
  if (live === undefined || now.type === 'ExternalName' || before.type === 'ExternalName') return [];
  const [isHeadless, wasHeadless] = [now.clusterIP === 'None', before.clusterIP === 'None'];
  const causes: Cause[] = [];
  const [old] = listOf(before.clusterIPs);
  const [next] = listOf(now.clusterIPs);
  if (old !== undefined && !(isHeadless && wasHeadless) && next !== old) {
    causes.push(invalidValue('spec.clusterIPs[0]', now.clusterIPs, 'may not change once set'));
  }
  const [family] = listOf(before.ipFamilies);
  if (family !== undefined && !isHeadless && !wasHeadless && listOf(now.ipFamilies)[0] !== family) {
    causes.push(invalidValue('spec.ipFamilies[0]', now.ipFamilies, 'may not change once set'));
  }
  return causes;
}

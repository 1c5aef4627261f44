// The backends of a service with a cluster drained, and step by step with its requests given back. Pure.
import { type Json, type JsonObject, numberAt, objectsAt, textAt } from '../../../core/index.ts';
import type { ClusterLink } from '../../../model/index.ts';
import { type BackendMark, backendMark, type Drain, parseBackendMark } from './backend-mark.ts';

/** Shares of its capacity that a cluster has for a while before it has all of it. */
export const SHARES: readonly number[] = [0.1, 0.5];
/** How long it has each: longer than edges usually take to take something up. */
export const SHARE_MS = 180_000;
/** Compute takes 0, and nothing between it and this. Source: compute v1 Backend.capacityScaler. */
const LEAST_CAPACITY = 0.1;

/** Every backend of the cluster with capacity 0 and the person's word. */
export function drainedBackends(body: JsonObject, cluster: ClusterLink, drain: Drain): readonly JsonObject[] {
  return backendsWith(body, cluster, () => ({ capacityScaler: 0, description: backendMark({ cluster, drain }) }));
}

/**
 * A share of its capacity, or with undefined all of it: then nothing is left of the person's word.
 * @param latest when the word is over at the latest: milliseconds since the epoch.
 */
export function returningBackends(
  body: JsonObject,
  cluster: ClusterLink,
  back: { readonly share: number; readonly since: number } | undefined,
  latest = Infinity,
): readonly JsonObject[] {
  const whole = wholeCapacity(body);
  return backendsWith(body, cluster, ({ drain }) => {
    if (drain === undefined) return {};
    if (back === undefined) return { capacityScaler: whole, description: backendMark({ cluster }) };
    const capacityScaler = Math.max(LEAST_CAPACITY, whole * back.share);
    return {
      capacityScaler,
      description: backendMark({ cluster, drain: { ...drain, until: Math.min(drain.until, latest), back } }),
    };
  });
}

/** As it was drained first: what it had got back is taken again. @param latest as of `returningBackends`. */
export function drainedAgain(body: JsonObject, cluster: ClusterLink, latest = Infinity): readonly JsonObject[] {
  return backendsWith(body, cluster, ({ drain }) => {
    if (drain === undefined) return {};
    const { back: _back, ...first } = drain;
    const until = Math.min(drain.until, latest);
    return { capacityScaler: 0, description: backendMark({ cluster, drain: { ...first, until } }) };
  });
}

/** Drained as it is, and nothing left of the person's word. */
export function withoutWord(body: JsonObject, cluster: ClusterLink): readonly JsonObject[] {
  return backendsWith(body, cluster, () => ({ capacityScaler: 0, description: backendMark({ cluster }) }));
}

/** The share after the one that it has; undefined: all of it. */
export function shareAfter(share: number | undefined): number | undefined {
  return SHARES.find((one) => one > (share ?? 0));
}

/** All backends of a service have the same; who is not drained shows it. */
function wholeCapacity(body: JsonObject): number {
  const others = objectsAt(body, 'backends').filter((one) => markOf(one)?.drain === undefined);
  return Math.max(...others.map((one) => numberAt(one, 'capacityScaler') ?? 1), 0) || 1;
}

function backendsWith(
  body: JsonObject,
  cluster: ClusterLink,
  members: (mark: BackendMark) => Readonly<Record<string, Json>>,
): readonly JsonObject[] {
  return objectsAt(body, 'backends').map((backend) => {
    const mark = markOf(backend);
    return mark?.cluster === cluster ? { ...backend, ...members(mark) } : backend;
  });
}

function markOf(backend: JsonObject): BackendMark | undefined {
  return parseBackendMark(textAt(backend, 'description'));
}

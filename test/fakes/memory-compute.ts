// Compute in memory: references must exist, what is referred to cannot go, stale fingerprints fail, repeated request
// ids do nothing twice. Failures are put in by hooks: before a call (nothing happened) or after it (the answer was
// lost).
import { createHash } from 'node:crypto';
import { isJsonObject, type Json, type JsonObject, RangelightError } from '../../lib/core/index.ts';
import { type ComputeRef, type Kinds, referencesIn, refKey, refOfPath } from '../../lib/model/index.ts';
import type { Compute, ComputeObject, Endpoint, PastChange, NamedPolicy } from '../../lib/ports/index.ts';
import { KINDS } from '../../functions/wiring/kinds.ts';

export type ComputeCall =
  | 'get'
  | 'list'
  | 'quotas'
  | 'insert'
  | 'update'
  | 'remove'
  | 'attach'
  | 'detach'
  | 'addKey'
  | 'deleteKey'
  | 'pastChanges';

export interface Mutation {
  readonly type: Exclude<ComputeCall, 'get' | 'list' | 'quotas' | 'pastChanges'>;
  readonly key: string;
  readonly requestId: string;
}

export interface MemoryCompute extends Compute {
  /** What took effect, in order. */
  readonly mutations: readonly Mutation[];
  /** What was asked, also when it was a repetition or failed. */
  readonly asked: readonly Mutation[];
  /** Body as stored, references as partial URLs; undefined when absent. */
  body(key: string): JsonObject | undefined;
  /** What a key for signed URLs was made with. */
  keyValue(service: string, keyName: string): string | undefined;
  keys(): readonly string[];
  /** Puts or takes something without a call: another person, or GKE. */
  put(ref: ComputeRef, body: JsonObject): void;
  drop(key: string): void;
  /** Scopes that the next lists of a kind cannot read. */
  readonly unreachable: Map<string, readonly string[]>;
  /** Policies that others made, by kind. */
  readonly policiesOf: Map<'sslPolicy' | 'securityPolicy', readonly NamedPolicy[]>;
  /** Who changed what since we did, by key, the newest first. */
  readonly changesOf: Map<string, readonly PastChange[]>;
  /** Limits by metric; 100 of everything else. */
  readonly limits: Map<string, number>;
  /**
   * Throw in it to fail a call that then has no effect, or whose answer is lost. Key: of the resource, or the kind of a
   * list.
   */
  before: ((call: ComputeCall, key: string) => void) | undefined;
  after: ((call: ComputeCall, key: string) => void) | undefined;
}

interface Held {
  readonly ref: ComputeRef;
  readonly body: JsonObject;
}

/** @param kinds that it has; those of the features where they are not given. */
export function createMemoryCompute(kinds: Kinds = KINDS): MemoryCompute {
  const resources = new Map<string, Held>();
  const endpoints = new Map<string, readonly Endpoint[]>();
  const done = new Map<string, string>();
  const keyValues = new Map<string, string>();
  const mutations: Mutation[] = [];
  const asked: Mutation[] = [];
  let revision = 0;

  async function meet<T>(call: ComputeCall, key: string, signal: AbortSignal, work: () => T): Promise<T> {
    signal.throwIfAborted();
    await Promise.resolve();
    fake.before?.(call, key);
    const answer = work();
    fake.after?.(call, key);
    return answer;
  }

  /** Compute ignores a repeated request id. */
  async function change(mutation: Mutation, signal: AbortSignal, work: () => void): Promise<void> {
    asked.push(mutation);
    await meet(mutation.type, mutation.key, signal, () => {
      if (done.has(mutation.requestId)) return;
      work();
      done.set(mutation.requestId, mutation.key);
      mutations.push(mutation);
    });
  }

  function store(ref: ComputeRef, body: JsonObject): void {
    revision += 1;
    const ip = ref.kind === 'address' && body['address'] === undefined ? { address: `203.0.113.${revision}` } : {};
    resources.set(refKey(ref), {
      ref,
      body: { ...stored(body), ...ip, fingerprint: `f${revision}`, id: `${revision}` },
    });
  }

  function changeKeys(ref: ComputeRef, names: (before: readonly string[]) => readonly string[]): void {
    const { body } = mustExist(ref);
    const cdnPolicy = isJsonObject(body['cdnPolicy']) ? body['cdnPolicy'] : {};
    const before = (cdnPolicy['signedUrlKeyNames'] ?? []) as readonly string[];
    store(ref, { ...body, cdnPolicy: { ...cdnPolicy, signedUrlKeyNames: names(before) } });
  }

  /** An address is stored as its IP, the secret of an OAuth client as its digest, as Compute does. */
  function stored(body: JsonObject): JsonObject {
    const { iap } = body;
    if (isJsonObject(iap) && typeof iap['oauth2ClientSecret'] === 'string') {
      const { oauth2ClientSecret: secret, ...rest } = iap;
      const digest = createHash('sha256').update(secret).digest('hex');
      return { ...body, iap: { ...rest, oauth2ClientSecretSha256: digest } };
    }
    const reference = body['IPAddress'];
    if (typeof reference !== 'string' || refOfPath(kinds, reference)?.kind !== 'address') return body;
    return { ...body, IPAddress: resources.get(reference)?.body['address'] };
  }

  function mustRefer(body: JsonObject): void {
    const missing = referencesIn(body).find((key) => refOfPath(kinds, key) !== undefined && !resources.has(key));
    if (missing !== undefined) throw new RangelightError('not-found', 'compute', `${missing} was not found`);
  }

  function mustExist(ref: ComputeRef): Held {
    const held = resources.get(refKey(ref));
    if (held === undefined) throw new RangelightError('not-found', 'compute', `${refKey(ref)} was not found`);
    return held;
  }

  function mustBeFree(key: string, body: JsonObject): void {
    for (const [other, held] of resources) {
      const ip = body['address'];
      const uses = referencesIn(held.body).includes(key) || (ip !== undefined && held.body['IPAddress'] === ip);
      if (other !== key && uses) throw new RangelightError('in-use', 'compute', `${key} is in use by ${other}`);
    }
  }

  const fake: MemoryCompute = {
    mutations,
    asked,
    unreachable: new Map(),
    policiesOf: new Map(),
    changesOf: new Map(),
    limits: new Map(),
    before: undefined,
    after: undefined,
    body: (key) => resources.get(key)?.body,
    keyValue: (service, keyName) => keyValues.get(`${service} ${keyName}`),
    keys: () => [...resources.keys()].sort(),
    put: store,
    drop(key) {
      resources.delete(key);
    },
    get: (ref, signal) => meet('get', refKey(ref), signal, () => copyOf(resources.get(refKey(ref)))),
    list: (kind, project, signal) =>
      meet('list', kind, signal, () => {
        const unreachable = fake.unreachable.get(kind) ?? [];
        const items = [...resources.values()].filter(
          ({ ref }) => ref.kind === kind && ref.project === project && !unreachable.includes(`zones/${ref.zone ?? ''}`),
        );
        return { items: structuredClone(items), unreachable };
      }),
    insert: (ref, body, requestId, signal) =>
      change({ type: 'insert', key: refKey(ref), requestId }, signal, () => {
        if (resources.has(refKey(ref))) throw new RangelightError('already-exists', 'compute', `${refKey(ref)} exists`);
        mustRefer(body);
        store(ref, body);
      }),
    isGuarded: (_ref, changed) => !Object.hasOwn(changed, 'securityPolicy'),
    update: (current, changed, requestId, signal, onTaken) =>
      change({ type: 'update', key: refKey(current.ref), requestId }, signal, () => {
        const held = mustExist(current.ref);
        if (held.body['fingerprint'] !== current.body['fingerprint'])
          throw new RangelightError('precondition', 'compute', `${refKey(current.ref)} has another fingerprint`);
        mustRefer(changed);
        const merged: Record<string, Json | undefined> = { ...held.body, ...changed };
        store(current.ref, withKeyNames(merged, held.body));
        onTaken?.();
      }),
    remove: (ref, requestId, signal) =>
      change({ type: 'remove', key: refKey(ref), requestId }, signal, () => {
        const held = resources.get(refKey(ref));
        if (held === undefined) return;
        mustBeFree(refKey(ref), held.body);
        resources.delete(refKey(ref));
      }),
    endpoints: (neg, signal) => meet('get', refKey(neg), signal, () => endpoints.get(refKey(neg)) ?? []),
    attach: (neg, more, requestId, signal) =>
      change({ type: 'attach', key: refKey(neg), requestId }, signal, () => {
        mustExist(neg);
        endpoints.set(refKey(neg), [...(endpoints.get(refKey(neg)) ?? []), ...more]);
      }),
    detach: (neg, less, requestId, signal) =>
      change({ type: 'detach', key: refKey(neg), requestId }, signal, () => {
        const gone = new Set(less.map((one) => one.ipAddress));
        const left = (endpoints.get(refKey(neg)) ?? []).filter((one) => !gone.has(one.ipAddress));
        endpoints.set(refKey(neg), left);
      }),
    addSignedUrlKey: (service, { keyName, keyValue }, requestId, signal) =>
      change({ type: 'addKey', key: refKey(service), requestId }, signal, () => {
        changeKeys(service, (before) => {
          if (before.includes(keyName) || before.length >= 3)
            throw new RangelightError('invalid', 'compute', `no room for ${keyName}`);
          return [...before, keyName];
        });
        keyValues.set(`${refKey(service)} ${keyName}`, keyValue);
      }),
    deleteSignedUrlKey: (service, keyName, requestId, signal) =>
      change({ type: 'deleteKey', key: refKey(service), requestId }, signal, () => {
        changeKeys(service, (before) => {
          if (!before.includes(keyName)) throw new RangelightError('invalid', 'compute', `no key ${keyName}`);
          return before.filter((name) => name !== keyName);
        });
        keyValues.delete(`${refKey(service)} ${keyName}`);
      }),
    health: (_backendService, neg, signal) =>
      meet('get', refKey(neg), signal, () =>
        (endpoints.get(refKey(neg)) ?? []).map(({ ipAddress, port }) => ({ ipAddress, port, healthy: true })),
      ),
    pastChanges: (ref, signal) => meet('pastChanges', refKey(ref), signal, () => fake.changesOf.get(refKey(ref)) ?? []),
    policies: (kind, _project, signal) => meet('list', kind, signal, () => fake.policiesOf.get(kind) ?? []),
    quotas: (project, signal) =>
      meet('quotas', project, signal, () => {
        const used = [...resources.values()].map(({ ref }) => kinds.ofCompute(ref.kind).quota);
        const metrics = kinds.compute.map(({ quota }) => quota);
        return new Map(
          metrics.map((metric) => [
            metric,
            { limit: fake.limits.get(metric) ?? 100, usage: used.filter((one) => one === metric).length },
          ]),
        );
      }),
    instanceTags: (_project, _zone, instance, signal) => meet('get', instance, signal, () => ['fleet-node']),
  };
  return fake;
}

/** Only their own methods change the names of keys. */
function withKeyNames(body: JsonObject, before: JsonObject): JsonObject {
  const { cdnPolicy: last } = before;
  const names = isJsonObject(last) ? last['signedUrlKeyNames'] : undefined;
  if (names === undefined) return body;
  const { cdnPolicy } = body;
  return { ...body, cdnPolicy: { ...(isJsonObject(cdnPolicy) ? cdnPolicy : {}), signedUrlKeyNames: names } };
}

function copyOf(held: Held | undefined): ComputeObject | undefined {
  return held === undefined ? undefined : structuredClone(held);
}

// Every valid example, applied through the adapter to the emulator, is then what it should be: nothing that the server
// fills in, rounds or reorders looks like a change. And what is taken out of a manifest goes back to its default.
import { signedUrlKeyNames, signedUrlKeyOf } from '../../../lib/features/ingress/runs/signed-url-keys.ts';
import { FEATURES } from '../../../functions/wiring/features.ts';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createComputeEmulator } from '../../../infra/emulators/compute/index.ts';
import { createFabric } from '../../../infra/emulators/fabric/index.ts';
import { scaledClock } from '../../../infra/emulators/kit/clock.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { type Handler, serve } from '../../../infra/emulators/kit/serve.ts';
import { createCompute } from '../../../lib/adapters/compute/index.ts';
import { applyInCompute } from '../../../lib/app/running/steps/apply-in-compute.ts';
import type { StepContext } from '../../../lib/app/running/steps/step.ts';
import { compile } from '../../../lib/compile/index.ts';
import type { JsonObject } from '../../../lib/core/index.ts';
import { type Change, diff } from '../../../lib/diff/index.ts';
import { manifestFiles, readFleet, secretOfKey, type SecretUse, placementOf } from '../../../lib/fleet/index.ts';
import { readOAuthClient, readSignedUrlKey, readTlsSecret } from '../../../lib/features/ingress/secrets/index.ts';
import { readManifests } from '../../../lib/manifest/index.ts';
import {
  type AppliedState,
  type DesiredState,
  isComputeRef,
  type ObservedState,
  refKey,
} from '../../../lib/model/index.ts';
import { observe } from '../../../lib/observe/index.ts';
import { makePlan, type Plan } from '../../../lib/plan/index.ts';
import type { Compute, SecretContent } from '../../../lib/ports/index.ts';
import { createMemorySecrets, opaqueSecret, tlsSecret } from '../../fakes/memory-secrets.ts';
import { type TestCertificate, testCertificate } from '../certificates.ts';
import { listExamples, readFacts, readTree } from '../../golden/example.ts';
import { KINDS } from '../../../functions/wiring/kinds.ts';
import { computeRef } from '../../../lib/features/ingress/kinds/index.ts';
import { RULES } from '../../../functions/wiring/rules.ts';
import { RUNS } from '../../../functions/wiring/runs.ts';
import { HANGS_MS } from '../../limits.ts';

const INSTALLATION = 'acme';
const EXAMPLES = join(import.meta.dirname, '../../../schemas/examples/valid');
const PROJECT = 'acme-net';
const REGIONS = ['asia-east1', 'europe-north1', 'us-west1'].map((name) => ({
  name,
  zones: ['a', 'b', 'c'].map((zone) => `${name}-${zone}`),
}));
const { signal } = new AbortController();

let handler: Handler = () => new Response(null, { status: 503 });
let served: Awaited<ReturnType<typeof serve>>;
let compute: Compute;
/** The addresses that examples claim, each for itself. */
const RESERVED = ['shop-ip', 'hosts-ip'] as const;
let reserved: Readonly<Record<string, string>> = {};

beforeAll(async () => {
  served = await serve((request) => handler(request));
  compute = await createCompute({ kinds: KINDS, endpoint: served.url, callTimeoutMs: HANGS_MS });
});
afterAll(() => served.close());

/** What Rangelight only names, made by somebody else. */
const OTHERS = [
  ['sslCertificates', { name: 'shop-2026', type: 'MANAGED', managed: { domains: ['shop.example.com'] } }],
  ['sslCertificates', { name: 'shop-legacy', type: 'MANAGED', managed: { domains: ['old.example.com'] } }],
  ['sslPolicies', { name: 'modern', profile: 'MODERN' }],
  ['securityPolicies', { name: 'edge-rules' }],
  ['securityPolicies', { name: 'by-hand' }],
  ...RESERVED.map((name) => ['addresses', { name }] as const),
] as const;

const secrets = createMemorySecrets();
let pair: TestCertificate;
let contents: Readonly<Record<SecretUse, { readonly content: SecretContent; readonly fingerprint: string }>>;

/** The n-th of each; certificates never change here. */
function contentsOf(n: number): typeof contents {
  const tls = tlsSecret(pair.certificate, pair.privateKey);
  const client = opaqueSecret({ client_id: 'me', client_secret: `hush ${n}` });
  const key = opaqueSecret({ key_value: `${'k'.repeat(21)}${n}==` });
  const fingerprintOf = (reading: { readonly state: string; readonly fingerprint?: string }): string =>
    reading.fingerprint ?? '';
  return {
    '': { content: tls, fingerprint: fingerprintOf(readTlsSecret(tls, 0)) },
    'oauth-client': { content: client, fingerprint: fingerprintOf(readOAuthClient(client)) },
    'signed-url-key': { content: key, fingerprint: fingerprintOf(readSignedUrlKey(key)) },
  };
}
beforeAll(async () => {
  pair = await testCertificate(['shop.example']);
});

beforeEach(async () => {
  contents = contentsOf(1);
  handler = createComputeEmulator({
    project: PROJECT,
    clock: scaledClock(50),
    random: seededRandom(1),
    fabric: createFabric(),
    regions: REGIONS,
    operations: 'instant',
  }).handler;
  for (const [collection, body] of OTHERS) {
    const url = `${served.url}/compute/v1/projects/${PROJECT}/global/${collection}`;
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer t' },
      body: JSON.stringify(body),
    });
    const operation = (await answer.json()) as { readonly name: string };
    expect(answer.status, JSON.stringify(operation)).toBe(200);
    // The address has its IP only when the operation is done.
    await fetch(`${served.url}/compute/v1/projects/${PROJECT}/global/operations/${operation.name}/wait`, {
      method: 'POST',
      headers: { authorization: 'Bearer t' },
    });
  }
  const found = RESERVED.map(async (name) => {
    const ip = (await compute.get(computeRef('address', PROJECT, name), signal))?.body['address'];
    return [name, typeof ip === 'string' ? ip : ''] as const;
  });
  reserved = Object.fromEntries(await Promise.all(found));
});

interface Edit {
  readonly file: string;
  readonly from: string | RegExp;
  readonly to: string;
}

/** The Compute part of an example's units. */
function desiredOf(name: string, edits: readonly Edit[] = []): readonly DesiredState[] {
  const folder = join(EXAMPLES, name);
  const tree = new Map(readTree(folder));
  for (const { file, from, to } of edits) {
    const before = new TextDecoder().decode(tree.get(file));
    const after = before.replace(from, to);
    expect(after).not.toBe(before);
    tree.set(file, new TextEncoder().encode(after));
  }
  const { fleet } = readFleet('rangelight.yaml', tree.get('rangelight.yaml') ?? new Uint8Array());
  const facts = readFacts(folder);
  if (fleet === undefined || facts === undefined) throw new TypeError(`${name} has no fleet or no facts`);
  const claimed = Object.keys(facts.addresses).map((address) => [address, reserved[address] ?? ''] as const);
  const addresses = Object.fromEntries(claimed);
  // Their fingerprints are those of what is there.
  const known = Object.entries(facts.secrets ?? {}).map(([key, one]) => {
    const { namespace, name: secret, use } = secretOfKey(key);
    const held = contents[use] ?? expect.fail(`no Secret is used as ${use}`);
    secrets.put(fleet.primary, namespace, secret, held.content);
    return [key, { ...one, fingerprint: held.fingerprint }] as const;
  });
  const manifests = readManifests(manifestFiles(fleet, tree), { kinds: FEATURES.kinds, placement: placementOf(fleet) });
  const completed = { ...facts, addresses, secrets: Object.fromEntries(known) };
  const compiled = compile(FEATURES.compilers, { fleet, installation: INSTALLATION, manifests, facts: completed });
  expect(compiled.held).toEqual([]);
  return compiled.states.map((state) => ({
    ...state,
    resources: state.resources.filter(({ ref }) => isComputeRef(ref)),
  }));
}

async function observed(fleet: string): Promise<ObservedState> {
  const kinds = KINDS.compute.map(({ id }) => id);
  const readings = kinds.map(async (kind) => ({
    part: 'compute' as const,
    kind,
    ...(await compute.list(kind, PROJECT, signal)),
  }));
  return observe(KINDS, { installation: INSTALLATION, fleet }, await Promise.all(readings));
}

type Applied = ReadonlyMap<string, AppliedState>;

async function changesOf(desired: DesiredState, applied: Applied = new Map()): Promise<ReturnType<typeof diff>> {
  return diff({
    kinds: KINDS,
    desired,
    applied: applied.get(desired.unit),
    observed: await observed(desired.fleet),
    takeover: false,
    pendingCause: 'pending',
  });
}

async function carryOut(plan: Plan | undefined): Promise<void> {
  for (const { action } of plan?.steps ?? []) {
    const change = plan?.changes.find((one) => 'key' in action && one.key === action.key);
    if (change === undefined || !isComputeRef(change.ref)) continue;
    const context = {
      kinds: KINDS,
      runs: RUNS,
      ports: { compute, secrets },
      owner: { installation: INSTALLATION, fleet: plan?.fleet },
      fleet: { name: plan?.fleet },
      now: 0,
      requestId: () => randomUUID(),
      seen: () => undefined,
    } as unknown as StepContext;
    if (action.type === 'await') {
      await compute.insert(change.ref, change.after ?? {}, randomUUID(), signal);
    } else if (action.type === 'apply') {
      await applyInCompute(change, change.ref, action.stage, context, signal);
    } else if (action.type === 'delete') {
      await compute.remove(change.ref, randomUUID(), signal);
    }
  }
}

/** Carries out what the states ask for, and expects that nothing is left to do. */
async function settle(states: readonly DesiredState[], applied: Applied = new Map()): Promise<Applied> {
  for (const state of states) {
    const { changes, diagnostics } = await changesOf(state, applied);
    expect(diagnostics).toEqual([]);
    await carryOut(makePlan(RULES, state.fleet, state.unit, changes));
  }
  const after = new Map(states.map((state) => [state.unit, appliedOf(state)]));
  for (const state of states) {
    // Of keys for signed URLs nobody but the applied record knows what they are.
    const withoutRecord = left(await changesOf(state)).filter(
      ({ fields }) => !fields.every(({ path }) => signedUrlKeyOf(path) !== undefined),
    );
    expect(withoutRecord).toEqual([]);
    expect(left(await changesOf(state, after))).toEqual([]);
  }
  return after;
}

/** GKE's groups stay until GKE removes them. */
function left({ changes }: ReturnType<typeof diff>): readonly Pick<Change, 'key' | 'kind' | 'fields'>[] {
  return changes.filter(({ kind }) => kind !== 'abandon').map(({ key, kind, fields }) => ({ key, kind, fields }));
}

function appliedOf(state: DesiredState): AppliedState {
  const resources = Object.fromEntries(state.resources.map((resource) => [refKey(resource.ref), resource]));
  return { unit: state.unit, resources } as unknown as AppliedState;
}

async function bodies(kind: string): Promise<readonly JsonObject[]> {
  return (await compute.list(kind, PROJECT, signal)).items.map(({ body }) => body);
}

describe('an example that is applied', () => {
  it.each(listExamples(EXAMPLES))('%s differs in nothing', async (name) => {
    await settle(desiredOf(name));
  });

  it('keeps the order of its certificates, and follows a new one', async () => {
    const applied = await settle(desiredOf('https'));
    const certificates = async (): Promise<unknown> => (await bodies('targetHttpsProxy'))[0]?.['sslCertificates'];
    const path = (name: string): string => `projects/${PROJECT}/global/sslCertificates/${name}`;
    expect(await certificates()).toEqual([path('shop-2026'), path('shop-legacy')]);
    const turned = { file: 'manifests/ingress.yaml', from: 'shop-2026, shop-legacy', to: 'shop-legacy,shop-2026' };
    await settle(desiredOf('https', [turned]), applied);
    expect(await certificates()).toEqual([path('shop-legacy'), path('shop-2026')]);
  });
});

describe('credentials of backend services', () => {
  const service = async (name: string): Promise<JsonObject> =>
    (await bodies('backendService')).find(
      ({ name: found }) => typeof found === 'string' && found.includes(`-blue-${name}-`),
    ) ?? {};

  it('are rotated in place, and settings beside them are left alone', async () => {
    const applied = await settle(desiredOf('credentials'));
    const before = await service('admin');
    contents = contentsOf(2);
    const rotated = await settle(desiredOf('credentials'), applied);
    expect((await service('admin'))['id']).toBe(before['id']);
    expect((await service('admin'))['iap']).toMatchObject({
      oauth2ClientSecretSha256: contents['oauth-client']?.fingerprint,
    });
    expect([...signedUrlKeyNames(await service('media'))].sort()).toEqual(['key-2026', 'key-2027']);
    const dropped = { file: 'manifests/configs.yaml', from: /      - keyName: key-2026\n.*\n/, to: '' };
    const longer = { file: 'manifests/configs.yaml', from: 'AgeSec: 3600', to: 'AgeSec: 60' };
    await settle(desiredOf('credentials', [dropped, longer]), rotated);
    expect(await service('media')).toMatchObject({
      cdnPolicy: { signedUrlKeyNames: ['key-2027'], signedUrlCacheMaxAgeSec: '60' },
    });
  });

  it('go with their sections: the proxy is off, its client stays, and no key of ours is left', async () => {
    const applied = await settle(desiredOf('credentials'));
    const emptied = [/spec:\n  iap:[^]*?---/, /spec:\n  cdn:[^]*$/].map((from, index) => ({
      file: 'manifests/configs.yaml',
      from,
      to: index === 0 ? 'spec: {}\n---' : 'spec: {}\n',
    }));
    await settle(desiredOf('credentials', emptied), applied);
    expect((await service('admin'))['iap']).toMatchObject({ enabled: false });
    expect((await service('media'))['enableCDN']).toBe(false);
    expect(signedUrlKeyNames(await service('media'))).toEqual([]);
  });
});

describe('what is taken out of a manifest', () => {
  it('goes back to its default, settings of the CDN and the security policy included', async () => {
    const applied = await settle(desiredOf('backend-config'));
    const before = await bodies('backendService');
    expect(before.filter((body) => body['securityPolicy'] !== undefined)).toHaveLength(2);
    expect(before.filter((body) => body['enableCDN'] === true)).toHaveLength(1);

    const emptied = { file: 'manifests/configs.yaml', from: /timeoutSec: 120[^]*?  healthCheck/, to: 'healthCheck' };
    const uncached = { file: 'manifests/configs.yaml', from: /spec:\n  cdn:[^]*$/, to: 'spec: {}\n' };
    const states = desiredOf('backend-config', [emptied, uncached]);
    const blue = states.find(({ unit }) => unit === 'blue');
    const planned = blue === undefined ? [] : (await changesOf(blue, applied)).changes;
    const paths = new Set(planned.flatMap(({ fields }) => fields.map(({ path }) => path)));
    for (const path of ['securityPolicy', 'timeoutSec', 'enableCDN', 'cdnPolicy.cacheMode', 'customRequestHeaders']) {
      expect(paths).toContain(path);
    }
    await settle(states, applied);
    for (const body of await bodies('backendService')) {
      expect(body).toMatchObject({ timeoutSec: 30, sessionAffinity: 'NONE', enableCDN: false });
      expect(body['securityPolicy']).toBeUndefined();
      expect(body['customRequestHeaders'] ?? []).toEqual([]);
    }
  });

  it('leaves a security policy alone that Git never named', async () => {
    const applied = await settle(desiredOf('foobar'));
    const [first] = (await compute.list('backendService', PROJECT, signal)).items;
    const policy = `projects/${PROJECT}/global/securityPolicies/by-hand`;
    if (first !== undefined) await compute.update(first, { securityPolicy: policy }, randomUUID(), signal);
    await settle(desiredOf('foobar'), applied);
    expect((await bodies('backendService')).map((body) => body['securityPolicy'])).toContain(policy);
  });

  it('serves plain HTTP again once the redirect goes, and detaches the SSL policy', async () => {
    const applied = await settle(desiredOf('https'));
    const plain = [{ file: 'manifests/frontend-config.yaml', from: /spec:[^]*$/, to: 'spec: {}\n' }];
    const states = desiredOf('https', plain);
    const blue = states.find(({ unit }) => unit === 'blue');
    expect(blue?.resources.filter(({ ref }) => ref.kind === 'urlMap')).toHaveLength(1);
    await settle(states, applied);
    expect((await bodies('targetHttpProxy'))[0]?.['urlMap']).not.toContain('redirect');
    expect((await bodies('targetHttpsProxy'))[0]?.['sslPolicy']).toBeUndefined();
  });
});

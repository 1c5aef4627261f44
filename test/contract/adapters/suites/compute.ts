// What every implementation of the Compute port does. A rig brings an empty project with two zones.
import { createHash, randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../lib/core/index.ts';
import { requestIdOf } from '../../../../lib/execute/index.ts';
import { signedUrlKeyNames } from '../../../../lib/features/ingress/runs/signed-url-keys.ts';
import { type ComputeRef, refInProject, refKey } from '../../../../lib/model/index.ts';
import type { Compute } from '../../../../lib/ports/index.ts';
import { KINDS } from '../../../../functions/wiring/kinds.ts';

export const PROJECT = 'demo-project';
export const ZONES = ['us-west1-a', 'us-west1-b'] as const;
/** Exists in the first zone, with these tags. */
export const INSTANCE = { name: 'node-1', tags: ['gke-b', 'gke-a'], podIp: '10.0.0.7' } as const;

/** The account of who changes something by hand. */
export const PERSON = 'anna@example.com';

export interface ComputeRig extends AsyncDisposable {
  readonly compute: Compute;
  /** Makes a policy as others do: nothing of ours makes one. */
  makePolicy(kind: 'sslPolicy' | 'securityPolicy', name: string): Promise<void>;
  /** Changes something as `PERSON`. @param path in the project. */
  byHand(method: 'DELETE' | 'PATCH' | 'POST', path: string, body?: object): Promise<void>;
}

export const { signal } = new AbortController();
export const ref = (kind: ComputeRef['kind'], name: string, zone?: string): ComputeRef =>
  refInProject(KINDS.ofCompute(kind), PROJECT, name, zone);

export const healthCheck = ref('healthCheck', 'hc');
export const backendService = ref('backendService', 'bs');
export const urlMap = ref('urlMap', 'um');
export const proxy = ref('targetHttpProxy', 'tp');
export const rule = ref('forwardingRule', 'fr');
export const neg = ref('networkEndpointGroup', 'neg', ZONES[0]);

/** Another request id of a run of ours at each call. */
const ourId = (): string => requestIdOf(randomUUID(), 'step', 1);

/** Puts a whole load balancer in place. */
export async function insertLoadBalancer(compute: Compute, newId = (): string => randomUUID()): Promise<void> {
  const insert = (at: ComputeRef, body: Parameters<Compute['insert']>[1]): Promise<void> =>
    compute.insert(at, body, newId(), signal);
  await insert(healthCheck, { type: 'HTTP', httpHealthCheck: { portSpecification: 'USE_SERVING_PORT' } });
  await insert(neg, {
    networkEndpointType: 'GCE_VM_IP_PORT',
    network: `projects/${PROJECT}/global/networks/default`,
    description: 'rangelight/v2 installation=acme fleet=prod unit=blue',
  });
  await insert(backendService, {
    description: 'rangelight/v2 installation=acme fleet=prod unit=blue',
    loadBalancingScheme: 'EXTERNAL_MANAGED',
    protocol: 'HTTP',
    healthChecks: [refKey(healthCheck)],
    backends: [{ group: refKey(neg), balancingMode: 'RATE', maxRatePerEndpoint: 100 }],
  });
  await insert(urlMap, {
    defaultService: refKey(backendService),
    hostRules: [{ hosts: ['a.example'], pathMatcher: 'm' }],
    pathMatchers: [{ name: 'm', defaultService: refKey(backendService) }],
  });
  await insert(proxy, { urlMap: refKey(urlMap) });
  await insert(rule, {
    IPProtocol: 'TCP',
    portRange: '80',
    loadBalancingScheme: 'EXTERNAL_MANAGED',
    target: refKey(proxy),
  });
}

export async function present(compute: Compute, at: ComputeRef) {
  const found = await compute.get(at, signal);
  expect(found, refKey(at)).toBeDefined();
  return found as NonNullable<typeof found>;
}

export function computeContract(name: string, createRig: () => Promise<ComputeRig>): void {
  describe(`Compute port: ${name}`, () => {
    let rig: ComputeRig;
    let compute: Compute;
    beforeEach(async () => {
      rig = await createRig();
      ({ compute } = rig);
    });
    afterEach(() => rig[Symbol.asyncDispose]());

    it('answers undefined for what is absent', async () => {
      await expect(compute.get(urlMap, signal)).resolves.toBeUndefined();
      await expect(compute.remove(urlMap, randomUUID(), signal)).resolves.toBeUndefined();
    });

    it('keeps references as partial URLs and inserts each kind', async () => {
      await insertLoadBalancer(compute);
      const { body } = await present(compute, backendService);
      expect(body['healthChecks']).toEqual([refKey(healthCheck)]);
      expect(body['backends']).toMatchObject([{ group: refKey(neg), balancingMode: 'RATE', maxRatePerEndpoint: 100 }]);
      expect((await present(compute, rule)).body['target']).toBe(refKey(proxy));
    });

    it('lists global and zonal kinds with the refs that get takes', async () => {
      await insertLoadBalancer(compute);
      await compute.insert(ref('healthCheck', 'hc-2'), { type: 'HTTP', httpHealthCheck: {} }, randomUUID(), signal);
      const checks = await compute.list('healthCheck', PROJECT, signal);
      expect(checks.items.map((item) => item.ref.name).sort()).toEqual(['hc', 'hc-2']);
      const negs = await compute.list('networkEndpointGroup', PROJECT, signal);
      expect(negs.unreachable).toEqual([]);
      expect(negs.items.map((item) => item.ref)).toEqual([neg]);
    });

    it('case 57: says who changed something since we did, the newest first', async () => {
      await insertLoadBalancer(compute, ourId);
      expect(await compute.pastChanges(backendService, signal)).toEqual([]);
      const path = `global/backendServices/${backendService.name}`;
      for (const timeoutSec of [11, 12]) {
        const { body } = await present(compute, backendService);
        await rig.byHand('PATCH', path, { fingerprint: body['fingerprint'], timeoutSec });
      }
      const changes = await compute.pastChanges(backendService, signal);
      expect(changes.map(({ by }) => by)).toEqual([PERSON, PERSON]);
      const [last = NaN, first = NaN] = changes.map(({ at }) => at);
      expect(last).toBeGreaterThanOrEqual(first);
      // Another one, of which the name is the end, and what others own.
      expect(await compute.pastChanges(ref('backendService', backendService.name.slice(1)), signal)).toEqual([]);
      expect(await compute.pastChanges(urlMap, signal)).toEqual([]);
      await compute.update(await present(compute, backendService), { timeoutSec: 13 }, ourId(), signal);
      expect(await compute.pastChanges(backendService, signal)).toEqual([]);
    });

    it('case 57: says who removed something, in a zone too', async () => {
      await insertLoadBalancer(compute, ourId);
      await compute.insert(ref('healthCheck', 'hc-2'), { type: 'HTTP', httpHealthCheck: {} }, ourId(), signal);
      const other = ref('networkEndpointGroup', 'neg-2', ZONES[0]);
      const network = `projects/${PROJECT}/global/networks/default`;
      await compute.insert(other, { networkEndpointType: 'GCE_VM_IP_PORT', network }, ourId(), signal);
      await rig.byHand('DELETE', 'global/healthChecks/hc-2');
      await rig.byHand('DELETE', `zones/${ZONES[0]}/networkEndpointGroups/neg-2`);
      for (const gone of [ref('healthCheck', 'hc-2'), other]) {
        const [change, ...more] = await compute.pastChanges(gone, signal);
        expect([change?.by, more]).toEqual([PERSON, []]);
      }
      expect(await compute.pastChanges({ ...other, zone: ZONES[1] }, signal)).toEqual([]);
    });

    it('refuses a second insert of a name, but not the same request again', async () => {
      const requestId = randomUUID();
      const body = { type: 'HTTP', httpHealthCheck: {} };
      await compute.insert(healthCheck, body, requestId, signal);
      await compute.insert(healthCheck, body, requestId, signal);
      await expect(compute.insert(healthCheck, body, randomUUID(), signal)).rejects.toMatchObject({
        code: 'already-exists',
      });
    });

    it('changes what is given and keeps the rest', async () => {
      await insertLoadBalancer(compute);
      const current = await present(compute, backendService);
      await compute.update(current, { timeoutSec: 12 }, randomUUID(), signal);
      const { body } = await present(compute, backendService);
      expect(body).toMatchObject({
        timeoutSec: 12,
        description: 'rangelight/v2 installation=acme fleet=prod unit=blue',
      });
      expect(body['backends']).toHaveLength(1);
    });

    it('empties a list and takes away a nested field', async () => {
      await insertLoadBalancer(compute);
      const logged = { logConfig: { enable: true, sampleRate: 0.5 } };
      await compute.update(await present(compute, backendService), logged, randomUUID(), signal);
      await compute.update(await present(compute, urlMap), { hostRules: [], pathMatchers: [] }, randomUUID(), signal);
      await compute.update(await present(compute, backendService), { backends: [] }, randomUUID(), signal);
      const { body } = await present(compute, urlMap);
      expect(body['hostRules'] ?? []).toEqual([]);
      expect(body['defaultService']).toBe(refKey(backendService));
      expect((await present(compute, backendService)).body['backends'] ?? []).toEqual([]);
      expect((await present(compute, backendService)).body['logConfig']).toEqual(logged.logConfig);
    });

    it('refuses a change of what somebody else has changed', async () => {
      await insertLoadBalancer(compute);
      const stale = await present(compute, urlMap);
      await compute.update(stale, { description: 'other' }, randomUUID(), signal);
      await expect(compute.update(stale, { description: 'ours' }, randomUUID(), signal)).rejects.toMatchObject({
        code: 'precondition',
      });
    });

    it('says when a change is taken up, once, and not where it is refused', async () => {
      await insertLoadBalancer(compute);
      const stale = await present(compute, backendService);
      const seen: string[] = [];
      const change = (timeoutSec: number) =>
        compute.update(stale, { timeoutSec }, randomUUID(), signal, () => void seen.push(`taken ${timeoutSec}`));
      await change(12).then(() => seen.push('done'));
      await expect(change(13)).rejects.toMatchObject({ code: 'precondition' });
      expect(seen).toEqual(['taken 12', 'done']);
    });

    it('moves a proxy to another URL map and a rule to another proxy', async () => {
      await insertLoadBalancer(compute);
      const [otherMap, otherProxy] = [ref('urlMap', 'um-2'), ref('targetHttpProxy', 'tp-2')];
      await compute.insert(otherMap, { defaultService: refKey(backendService) }, randomUUID(), signal);
      await compute.insert(otherProxy, { urlMap: refKey(otherMap) }, randomUUID(), signal);
      await compute.update(await present(compute, proxy), { urlMap: refKey(otherMap) }, randomUUID(), signal);
      await compute.update(await present(compute, rule), { target: refKey(otherProxy) }, randomUUID(), signal);
      expect((await present(compute, proxy)).body['urlMap']).toBe(refKey(otherMap));
      expect((await present(compute, rule)).body['target']).toBe(refKey(otherProxy));
    });

    it('does not remove what is in use, and removes the rest', async () => {
      await insertLoadBalancer(compute);
      await expect(compute.remove(urlMap, randomUUID(), signal)).rejects.toMatchObject({ code: 'in-use' });
      for (const at of [rule, proxy, urlMap, backendService, neg, healthCheck]) {
        await compute.remove(at, randomUUID(), signal);
        await expect(compute.get(at, signal)).resolves.toBeUndefined();
      }
    });

    it('names a reference to something missing', async () => {
      const dangling = { defaultService: refKey(backendService) };
      await expect(compute.insert(urlMap, dangling, randomUUID(), signal)).rejects.toMatchObject({
        message: expect.stringContaining('bs'),
      });
    });

    it('attaches and detaches endpoints', async () => {
      await insertLoadBalancer(compute);
      const endpoints = [
        { instance: INSTANCE.name, ipAddress: INSTANCE.podIp, port: 8080 },
        { instance: INSTANCE.name, ipAddress: INSTANCE.podIp, port: 9090 },
      ];
      await compute.attach(neg, endpoints, randomUUID(), signal);
      const attached = await compute.endpoints(neg, signal);
      expect([...attached].sort((a, b) => a.port - b.port)).toEqual(endpoints);
      await compute.detach(neg, endpoints.slice(0, 1), randomUUID(), signal);
      await expect(compute.endpoints(neg, signal)).resolves.toEqual(endpoints.slice(1));
    });

    it('answers the secret of an OAuth client as its digest, and takes another one', async () => {
      const write = async (secret: string, insert: boolean): Promise<void> => {
        const digest = createHash('sha256').update(secret).digest('hex');
        // As the worker sends it: with the digest that is to be answered.
        const iap = { enabled: true, oauth2ClientId: 'me', oauth2ClientSecretSha256: digest };
        const body = { iap: { ...iap, oauth2ClientSecret: secret } };
        const scheme = { loadBalancingScheme: 'EXTERNAL_MANAGED', protocol: 'HTTP' };
        if (insert) await compute.insert(backendService, { ...scheme, ...body }, randomUUID(), signal);
        else await compute.update(await present(compute, backendService), body, randomUUID(), signal);
        expect((await present(compute, backendService)).body['iap']).toEqual(iap);
      };
      await write('first', true);
      await write('second', false);
      const { body } = await present(compute, backendService);
      await compute.update(await present(compute, backendService), { timeoutSec: 12 }, randomUUID(), signal);
      expect((await present(compute, backendService)).body['iap']).toEqual(body['iap']);
      const off = { ...(body['iap'] as JsonObject), enabled: false };
      await compute.update(await present(compute, backendService), { iap: off }, randomUUID(), signal);
      expect((await present(compute, backendService)).body['iap']).toEqual(off);
    });

    it('adds and deletes keys for signed URLs, of which it answers the names', async () => {
      const namesOf = async (): Promise<readonly string[]> =>
        signedUrlKeyNames((await present(compute, backendService)).body);
      const key = (keyName: string) => ({ keyName, keyValue: 'nZtRohdNF9m3cKM24IcK4w==' });
      const settings = { loadBalancingScheme: 'EXTERNAL_MANAGED', protocol: 'HTTP', enableCDN: true };
      await compute.insert(backendService, settings, randomUUID(), signal);
      const again = randomUUID();
      for (const requestId of [again, again])
        await compute.addSignedUrlKey(backendService, key('a'), requestId, signal);
      await compute.addSignedUrlKey(backendService, key('b'), randomUUID(), signal);
      expect(await namesOf()).toEqual(['a', 'b']);
      await expect(compute.addSignedUrlKey(backendService, key('a'), randomUUID(), signal)).rejects.toMatchObject({
        code: 'invalid',
      });
      expect(JSON.stringify(await present(compute, backendService))).not.toContain(key('a').keyValue);
      const cdnPolicy = { cacheMode: 'FORCE_CACHE_ALL', clientTtl: 60, defaultTtl: 60 };
      await compute.update(await present(compute, backendService), { cdnPolicy }, randomUUID(), signal);
      expect(await namesOf()).toEqual(['a', 'b']);
      await compute.deleteSignedUrlKey(backendService, 'a', randomUUID(), signal);
      expect(await namesOf()).toEqual(['b']);
      await expect(compute.deleteSignedUrlKey(backendService, 'a', randomUUID(), signal)).rejects.toMatchObject({
        code: 'invalid',
      });
    });

    it('has no health for what was never probed', async () => {
      await insertLoadBalancer(compute);
      await expect(compute.health(backendService, neg, signal)).resolves.toEqual([]);
    });

    it('reads the tags of an instance', async () => {
      await expect(compute.instanceTags(PROJECT, ZONES[0], INSTANCE.name, signal)).resolves.toEqual(['gke-a', 'gke-b']);
      await expect(compute.instanceTags(PROJECT, ZONES[0], 'nobody', signal)).rejects.toMatchObject({
        code: 'not-found',
      });
    });

    it('lists policies that others made, by name (case 06)', async () => {
      expect(await compute.policies('sslPolicy', PROJECT, signal)).toEqual([]);
      for (const name of ['b', 'a']) await rig.makePolicy('sslPolicy', name);
      await rig.makePolicy('securityPolicy', 'armor');
      expect((await compute.policies('sslPolicy', PROJECT, signal)).map(({ name }) => name)).toEqual(['a', 'b']);
      expect(await compute.policies('securityPolicy', PROJECT, signal)).toEqual([
        { name: 'armor', type: 'CLOUD_ARMOR' },
      ]);
    });

    it('reads what the project may still have', async () => {
      const usage = async (metric: string): Promise<number | undefined> =>
        (await compute.quotas(PROJECT, signal)).get(metric)?.usage;
      await expect(usage('URL_MAPS')).resolves.toBe(0);
      await insertLoadBalancer(compute);
      const quotas = await compute.quotas(PROJECT, signal);
      for (const metric of ['URL_MAPS', 'BACKEND_SERVICES', 'GLOBAL_EXTERNAL_MANAGED_FORWARDING_RULES'])
        expect([metric, quotas.get(metric)?.usage]).toEqual([metric, 1]);
      expect(quotas.get('URL_MAPS')?.limit).toBeGreaterThan(1);
    });

    it('stops at once when told to', async () => {
      const gone = AbortSignal.abort(new DOMException('enough', 'AbortError'));
      await expect(compute.get(urlMap, gone)).rejects.toThrow('enough');
    });
  });
}

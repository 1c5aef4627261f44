// What every implementation of the Clusters port does. A rig brings one fresh cluster without CRDs, with a namespace.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type JsonObject, objectAt } from '../../../../lib/core/index.ts';
import { meshOptions } from '../../../../lib/features/mesh/kinds/mesh-options.ts';
import { OWNER_ANNOTATION, refInCluster } from '../../../../lib/model/index.ts';
import type { Clusters } from '../../../../lib/ports/index.ts';
import { clusterRef } from '../../../../lib/features/ingress/kinds/index.ts';

export const LINK = 'us-west1/gke-us';
export const NAMESPACE = 'blue';
export const { signal } = new AbortController();

export interface ClustersRig extends AsyncDisposable {
  readonly clusters: Clusters;
  /** Cuts the cluster off: behind a gateway that answers for it, or altogether. */
  setDown(mode: 'gateway' | 'refused' | undefined): void;
}

export const service = clusterRef('service', LINK, 'rl1-svc-foo', NAMESPACE);
export const ingress = clusterRef('multiClusterIngress', LINK, 'foo', NAMESPACE);
const options = refInCluster(meshOptions, LINK, 'asm-options', NAMESPACE);
export const ingressStatus = clusterRef('multiClusterIngressStatus', LINK, 'foo', NAMESPACE);
export const MANAGED = { 'app.kubernetes.io/managed-by': 'rangelight' };

const ingressDefinition = clusterRef('customResourceDefinition', LINK, 'multiclusteringresses.networking.gke.io');
const definitionBody: JsonObject = {
  metadata: { name: ingressDefinition.name },
  spec: {
    group: 'networking.gke.io',
    scope: 'Namespaced',
    names: {
      kind: 'MultiClusterIngress',
      listKind: 'MultiClusterIngressList',
      plural: 'multiclusteringresses',
      singular: 'multiclusteringress',
    },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
              status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
            },
          },
        },
      },
    ],
  },
};

export function serviceBody(labels: Readonly<Record<string, string>> = MANAGED, name = service.name): JsonObject {
  return {
    metadata: { name, namespace: NAMESPACE, labels },
    spec: { clusterIP: 'None', selector: { app: 'foo' }, ports: [{ port: 80, targetPort: 8080 }] },
  };
}

export function clustersContract(name: string, createRig: () => Promise<ClustersRig>): void {
  describe(`Clusters port: ${name}`, () => {
    let rig: ClustersRig;
    let clusters: Clusters;
    beforeEach(async () => {
      rig = await createRig();
      ({ clusters } = rig);
    });
    afterEach(() => rig[Symbol.asyncDispose]());

    it('answers undefined for an object that is certainly absent', async () => {
      await expect(clusters.get(service, signal)).resolves.toBeUndefined();
    });

    it('applies an object, reads it back, and changes nothing when applied again', async () => {
      const made = await clusters.apply(service, serviceBody(), signal);
      expect(made.body).toMatchObject({ kind: 'Service', spec: { clusterIP: 'None', selector: { app: 'foo' } } });
      const again = await clusters.apply(service, serviceBody(), signal);
      expect(again.body).toEqual(made.body);
      await expect(clusters.get(service, signal)).resolves.toEqual({ ref: service, body: made.body });
    });

    it('leaves a mapping empty that is applied as empty after it had members', async () => {
      await clusters.apply(ingressDefinition, definitionBody, signal);
      const bodyWith = (backend: JsonObject): JsonObject => ({
        metadata: { name: ingress.name, namespace: NAMESPACE },
        spec: { kept: 1, backend },
      });
      await clusters.apply(ingress, bodyWith({ timeoutSec: 1 }), signal);
      const { body } = await clusters.apply(ingress, bodyWith({}), signal);
      expect(body['spec']).toEqual({ kept: 1, backend: {} });
      await expect(clusters.get(ingress, signal)).resolves.toMatchObject({ body: { spec: { kept: 1, backend: {} } } });
    });

    it('takes back what is no longer applied', async () => {
      await clusters.apply(service, serviceBody({ ...MANAGED, extra: 'x' }), signal);
      const { body } = await clusters.apply(service, serviceBody(), signal);
      expect(body['metadata']).toMatchObject({ labels: MANAGED });
      expect(body['metadata']).not.toMatchObject({ labels: { extra: 'x' } });
    });

    it('lists by label over all namespaces, with the refs that get takes', async () => {
      await clusters.apply(service, serviceBody(), signal);
      const other = { ...service, name: 'other' };
      await clusters.apply(other, serviceBody({}, other.name), signal);
      const listed = await clusters.list(LINK, 'service', MANAGED, signal);
      expect(listed.map((item) => item.ref)).toEqual([service]);
      expect(listed[0]?.body).toMatchObject({ apiVersion: 'v1', kind: 'Service' });
    });

    it('reads kinds that it never writes', async () => {
      const namespaces = await clusters.read(LINK, 'namespace', {}, signal);
      expect(namespaces.map((body) => (body['metadata'] as JsonObject)['name'])).toContain(NAMESPACE);
      await expect(clusters.read(LINK, 'node', {}, signal)).resolves.toEqual([]);
      await expect(clusters.read(LINK, 'endpointSlice', { namespace: NAMESPACE }, signal)).resolves.toEqual([]);
    });

    it('reads one object by its name', async () => {
      const found = await clusters.read(LINK, 'namespace', { name: NAMESPACE }, signal);
      expect(found.map((body) => (body['metadata'] as JsonObject)['name'])).toEqual([NAMESPACE]);
      await expect(clusters.read(LINK, 'namespace', { name: 'absent' }, signal)).resolves.toEqual([]);
    });

    it('deletes what it has read, and is content when it is gone', async () => {
      const made = await clusters.apply(service, serviceBody(), signal);
      await clusters.remove(made, signal);
      await expect(clusters.get(service, signal)).resolves.toBeUndefined();
      await clusters.remove(made, signal);
    });

    it('does not delete what has changed since, or another object of the name', async () => {
      const stale = await clusters.apply(service, serviceBody(), signal);
      const fresh = await clusters.apply(service, serviceBody({ ...MANAGED, extra: 'x' }), signal);
      await expect(clusters.remove(stale, signal)).rejects.toMatchObject({ code: 'precondition' });
      await clusters.remove(fresh, signal);
      await clusters.apply(service, serviceBody(), signal);
      await expect(clusters.remove(fresh, signal)).rejects.toMatchObject({ code: 'precondition' });
    });

    it('takes a missing CRD for the absence of its objects', async () => {
      await expect(clusters.get(ingress, signal)).resolves.toBeUndefined();
      await expect(clusters.list(LINK, 'multiClusterIngress', {}, signal)).resolves.toEqual([]);
      const body = { metadata: { name: 'foo', namespace: NAMESPACE } };
      await expect(clusters.apply(ingress, body, signal)).rejects.toMatchObject({ code: 'not-found' });
    });

    it('writes an object and its status apart', async () => {
      await clusters.apply(ingressDefinition, definitionBody, signal);
      const metadata = { name: 'foo', namespace: NAMESPACE };
      const status = { metadata, status: { VIP: '203.0.113.7' } };
      await expect(clusters.apply(ingressStatus, status, signal)).rejects.toMatchObject({ code: 'not-found' });
      await clusters.apply(ingress, { metadata, spec: { template: { spec: {} } } }, signal);
      await clusters.apply(ingressStatus, status, signal);
      const found = await clusters.get(ingressStatus, signal);
      expect(found?.body).toMatchObject({ status: { VIP: '203.0.113.7' }, spec: { template: { spec: {} } } });
      await clusters.remove({ ref: ingressStatus, body: found?.body ?? {} }, signal);
      expect((await clusters.get(ingress, signal))?.body).not.toMatchObject({ status: { VIP: '203.0.113.7' } });
    });

    it('gives up an object that it made, leaves it whole, and makes none anew that is gone', async () => {
      const annotations = { [OWNER_ANNOTATION]: 'rangelight/v2 installation=a fleet=b unit=c', note: 'x' };
      const { metadata, ...body } = serviceBody({ ...MANAGED, team: 'a' });
      const made = await clusters.apply(
        service,
        { ...body, metadata: { ...objectAt(metadata ?? {}), annotations } },
        signal,
      );
      await clusters.release(made, signal);
      const left = await clusters.get(service, signal);
      expect(left?.body).toMatchObject({ ...body, metadata: { labels: { team: 'a' }, annotations: { note: 'x' } } });
      expect(Object.keys(objectAt(left?.body ?? {}, 'metadata', 'annotations'))).toEqual(['note']);
      await expect(clusters.list(LINK, 'service', MANAGED, signal)).resolves.toEqual([]);
      if (left !== undefined) await clusters.remove(left, signal);
      await clusters.release(made, signal);
      await expect(clusters.get(service, signal)).resolves.toBeUndefined();
    });

    it('gives up its fields of an object of somebody else, and makes none anew that is gone', async () => {
      const [metadata, data] = [{ name: options.name, namespace: NAMESPACE }, { multicluster_mode: 'connected' }];
      const made = await clusters.apply(options, { metadata: { ...metadata, labels: MANAGED }, data }, signal);
      await clusters.release(made, signal);
      const left = await clusters.get(options, signal);
      expect(left?.body).toMatchObject({ metadata });
      expect(left?.body).not.toHaveProperty('data');
      expect(left?.body['metadata']).not.toHaveProperty('labels');
      if (left !== undefined) await clusters.remove(left, signal);
      await clusters.release(made, signal);
      await expect(clusters.get(options, signal)).resolves.toBeUndefined();
    });

    it('names a namespace that does not exist', async () => {
      const lost = { ...service, namespace: 'nowhere' };
      const body = { ...serviceBody(), metadata: { name: service.name, namespace: 'nowhere' } };
      await expect(clusters.apply(lost, body, signal)).rejects.toMatchObject({ code: 'not-found' });
    });

    it('refuses a field that the kind does not have', async () => {
      const wrong = { ...serviceBody(), spec: { selektor: { app: 'foo' }, ports: [{ port: 80 }] } };
      await expect(clusters.apply(service, wrong, signal)).rejects.toMatchObject({ code: 'invalid' });
    });

    it.each(['gateway', 'refused'] as const)('never takes a cluster cut off (%s) for an empty one', async (mode) => {
      const made = await clusters.apply(service, serviceBody(), signal);
      rig.setDown(mode);
      const unreachable = { code: 'unreachable', system: `kubernetes ${LINK}` };
      await expect(clusters.get(service, signal)).rejects.toMatchObject(unreachable);
      await expect(clusters.get(ingress, signal)).rejects.toMatchObject(unreachable);
      await expect(clusters.list(LINK, 'service', {}, signal)).rejects.toMatchObject(unreachable);
      await expect(clusters.list(LINK, 'multiClusterIngress', {}, signal)).rejects.toMatchObject(unreachable);
      await expect(clusters.read(LINK, 'node', {}, signal)).rejects.toMatchObject(unreachable);
      await expect(clusters.apply(service, serviceBody(), signal)).rejects.toMatchObject(unreachable);
      await expect(clusters.remove(made, signal)).rejects.toMatchObject(unreachable);
      rig.setDown(undefined);
      await expect(clusters.get(service, signal)).resolves.toBeDefined();
    });

    it('knows no other cluster', async () => {
      const elsewhere = { ...service, cluster: 'mars/gke' };
      await expect(clusters.get(elsewhere, signal)).rejects.toMatchObject({ code: 'unreachable' });
    });
  });
}

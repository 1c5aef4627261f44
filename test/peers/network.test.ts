// Whole clusters: what a pod sees of DNS, Services and the pods of another cluster. Runs where network namespaces and
// all programs are to be had.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { lacking } from './abilities.ts';
import { findFiles, MCS_API } from './definitions.ts';
import { findPrograms } from './find.ts';
import { networkPrefix, SETS } from './folders.ts';
import { addPodAddress, inNamespace, namespacesOf } from './network.ts';
import { apply } from './objects.ts';
import { programsOf } from './processes.ts';
import { beginOwnedSet, takeDown } from './sets.ts';
import { type PeerCluster, startNetworkedClusters } from './start-set.ts';

const missing = lacking('network', findPrograms());
const [POD_SERVER, POD_CLIENT] = ['pod-server.ts', 'pod-client.ts'].map((file) => join(import.meta.dirname, file));
const BLUE = '/api/v1/namespaces/blue';
const run = promisify(execFile);

let set: string;
let clusters: readonly PeerCluster[];

function networkOfCluster(index: number) {
  const network = clusters[index]?.network;
  if (network === undefined) throw new TypeError('the cluster has no network');
  return network;
}

/** What a pod of the cluster that is none of the node's own gets. */
async function fromPod(index: number, ...words: readonly string[]): Promise<string> {
  const command = inNamespace(networkOfCluster(index).client, [process.execPath, String(POD_CLIENT), ...words]);
  return (await run(String(command[0]), command.slice(1))).stdout;
}

/** A pod that serves, and a Service `foo` that selects it. @returns the pod's address. */
async function deployFoo(index: number): Promise<string> {
  const cluster = clusters[index] as PeerCluster;
  const network = networkOfCluster(index);
  const ip = network.podRange.replace('0.0/16', '1.1');
  await addPodAddress(network, ip);
  const command = inNamespace(network.namespace, [process.execPath, String(POD_SERVER), ip, '8080', cluster.name]);
  const server = spawn(String(command[0]), command.slice(1), { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(server.stdout, 'data');
  const put = (path: string, kind: string, rest: object): Promise<void> =>
    apply(cluster, path, {
      apiVersion: 'v1',
      kind,
      metadata: { name: 'foo', namespace: 'blue', labels: { app: 'foo' } },
      ...rest,
    });
  await apply(cluster, BLUE, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'blue' } });
  await put(`${BLUE}/services/foo`, 'Service', {
    spec: { selector: { app: 'foo' }, ports: [{ port: 80, targetPort: 8080 }] },
  });
  await put(`${BLUE}/pods/foo`, 'Pod', {
    spec: { nodeName: cluster.name, containers: [{ name: 'foo', image: 'foo' }] },
  });
  const conditions = ['ContainersReady', 'Ready'].map((type) => ({ type, status: 'True' }));
  await put(`${BLUE}/pods/foo/status`, 'Pod', {
    status: { phase: 'Running', podIP: ip, podIPs: [{ ip }], conditions },
  });
  return ip;
}

describe.skipIf(missing.length > 0)(
  `whole clusters${missing.length === 0 ? '' : ` (skipped: ${missing.join(' ')})`}`,
  () => {
    beforeAll(async () => {
      set = await beginOwnedSet();
      const options = { set, names: ['one', 'two'], programs: findPrograms() };
      clusters = await startNetworkedClusters(options, findFiles(MCS_API) ?? []);
    });
    afterAll(async () => {
      await takeDown(set);
      // What it leaves is nothing: no process, namespace, link, route or file.
      expect(await programsOf(set)).toEqual([]);
      expect(await namespacesOf(set)).toEqual([]);
      expect(Object.keys(networkInterfaces())).not.toContain(networkPrefix(set));
      expect((await run('ip', ['route', 'show'])).stdout).not.toContain(networkPrefix(set));
      expect(existsSync(join(SETS, set))).toBe(false);
    });

    test('a pod finds a Service by its name, reaches a pod behind it, and pods of another cluster by their addresses', async () => {
      const ip = await deployFoo(0);
      const { dns, serviceRange } = networkOfCluster(0);
      await vi.waitFor(
        async () => {
          const address = await fromPod(0, 'dns', dns.service, 'foo.blue.svc.cluster.local');
          expect(address).toMatch(new RegExp(`^${serviceRange.replace('0.0/16', '')}`));
          expect(await fromPod(0, 'get', `http://${address}/`)).toBe('one');
        },
        { timeout: 20_000, interval: 250 },
      );
      expect(await fromPod(1, 'get', `http://${ip}:8080/`)).toBe('one');
      // The other cluster has its own names, and none of this one's.
      expect(await fromPod(1, 'dns', networkOfCluster(1).dns.service, 'foo.blue.svc.cluster.local')).toBe('ENOTFOUND');
    });

    test('what nobody serves is refused, as pods are used to', async () => {
      const ip = networkOfCluster(1).podRange.replace('0.0/16', '1.9');
      await addPodAddress(networkOfCluster(1), ip);
      expect(await fromPod(1, 'get', `http://${ip}:8080/`)).toBe('ECONNREFUSED');
      expect(await fromPod(1, 'get', `https://${networkOfCluster(1).node}:6443/`)).toMatch(/CERT|SELF_SIGNED|UNABLE/);
    });
  },
);

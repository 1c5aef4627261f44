// A mesh of two clusters: a pod of one is answered by a pod of the other, through both sidecars, and only who has a
// certificate of the mesh is answered. Runs where all programs are to be had.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { lacking } from '../abilities.ts';
import { findFiles, ISTIO, MCS_API } from '../definitions.ts';
import { findPrograms } from '../find.ts';
import { inNamespace, namespacesOf, pidsIn } from '../network.ts';
import { programsOf } from '../processes.ts';
import { beginOwnedSet, takeDown } from '../sets.ts';
import { type PeerCluster, startNetworkedClusters } from '../start-set.ts';
import { type Mesh, startMesh } from './start-mesh.ts';

const programs = findPrograms();
const missing = [...lacking('network', programs), ...lacking('mesh', programs)];
const POD_CLIENT = join(import.meta.dirname, '../pod-client.ts');
const WITHIN = { timeout: 60_000, interval: 250 };
const run = promisify(execFile);

let set: string;
let clusters: readonly PeerCluster[];
let mesh: Mesh;

async function get(namespace: string, url: string): Promise<string> {
  const [command = '', ...args] = inNamespace(namespace, [process.execPath, POD_CLIENT, 'get', url]);
  return (await run(command, args)).stdout;
}

describe.skipIf(missing.length > 0)(`a mesh${missing.length === 0 ? '' : ` (skipped: ${missing.join(' ')})`}`, () => {
  beforeAll(async () => {
    set = await beginOwnedSet();
    clusters = await startNetworkedClusters({ set, names: ['one', 'two'], programs }, findFiles(MCS_API) ?? []);
    mesh = await startMesh(clusters, programs, findFiles(ISTIO) ?? []);
  });
  afterAll(async () => {
    const namespaces = await namespacesOf(set);
    const pids = (await Promise.all(namespaces.map(pidsIn))).flat();
    expect(pids.length).toBeGreaterThan(0);
    await takeDown(set);
    expect([await programsOf(set), await namespacesOf(set)]).toEqual([[], []]);
    await vi.waitFor(async () => {
      const { stdout } = await run('ps', ['-axo', 'pid=']);
      const left = new Set(stdout.split('\n').map(Number));
      expect(pids.filter((pid) => left.has(pid))).toEqual([]);
    }, WITHIN);
  });

  test('a pod of each cluster is answered by the other cluster, which knows it by its certificate', async () => {
    for (const [index, { network, address, cluster }] of mesh.pods.entries()) {
      const other = clusters[1 - index]?.name;
      expect(other).not.toBe(cluster);
      await vi.waitFor(async () => expect(await get(network.namespace, `http://${address}/`)).toBe(other), WITHIN);
      const client = await get(network.namespace, `http://${address}/client`);
      expect(client).toContain('URI=spiffe://cluster.local/ns/mesh/sa/hello');
    }
  });

  test('who has no certificate is answered by no pod', async () => {
    const [pod] = mesh.pods;
    const outside = clusters[1]?.network?.client ?? '';
    expect(await get(outside, `http://${pod?.network.address}:8080/`)).toMatch(/ECONNRESET|UND_ERR_SOCKET/);
  });
});

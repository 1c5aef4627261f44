// Pods of a cluster that has a network of its own: each is a process in a network namespace, which asks CoreDNS for
// names and reaches Services through kube-proxy. Nothing of ours stands in between.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Random } from '../../emulators/kit/random.ts';
import { type PodHost, serverOfProcess } from '../../emulators/kubernetes/workloads/index.ts';
import { addPodNetwork, type ClusterNetwork, inNamespace } from '../../../test/peers/index.ts';

const DOOR = join(import.meta.dirname, 'pod-door.ts');
const DOOR_PORT = 3128;

export interface PodNetworks {
  readonly host: PodHost;
  /** Starts a pod that does what it is told; resolves with its `http://ADDRESS:PORT`. */
  door(): Promise<string>;
}

/** All of them end with the network. @param speed how much faster the time of pods runs. */
export function createPodNetworks(network: ClusterNetwork, random: Random, speed: number): PodNetworks {
  let made = 0;
  const add = (): ReturnType<typeof addPodNetwork> => {
    made += 1;
    return addPodNetwork(network, `pod${made}`, made);
  };
  return {
    host: {
      async place(_node, identity, url) {
        const { namespace, address, outside = '' } = await add();
        const calls = url === undefined ? {} : { calls: { url, nameserver: network.dns.service } };
        const options = { identity, speed, seed: random.integer(0, 2 ** 31), ...calls };
        return { ip: address, server: serverOfProcess(options, { name: namespace, outside }) };
      },
    },
    async door() {
      const { namespace, outside } = await add();
      const words = [process.execPath, DOOR, network.dns.service, String(DOOR_PORT)];
      const [program = '', ...rest] = inNamespace(namespace, words);
      const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
      await once(child.stdout, 'data');
      return `http://${outside}:${DOOR_PORT}`;
    },
  };
}

// The network of a set: a namespace for each cluster's node, one for a pod beside it that calls as pods do, and one in
// the middle that routes between clusters, as a VPC does. Of the machine's own network there is one link and one route,
// to the nodes.
//
// Addresses: nodes are in a block of 198.18.0.0/15 (RFC 2544: nobody routes there) that no other set has; the pods of
// cluster N are 10.(100+N).0.0/16, its Services 10.(200+N).0.0/16. Everything is named by the set's prefix, and is
// found by it when it is removed.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { networkPrefix } from './folders.ts';
import { kill } from './processes.ts';

const run = promisify(execFile);

export interface ClusterNetwork {
  /** Network namespace of the node: the cluster's programs and its pods' servers run there. */
  readonly namespace: string;
  /** Network namespace of a pod that is none of the node's own: what it sees is what pods see. */
  readonly client: string;
  /** Address of the node. */
  readonly node: string;
  readonly podRange: string;
  readonly serviceRange: string;
  /** Address of the machine itself, for whoever is inside. */
  readonly machine: string;
  /** First three parts of the addresses at which the machine reaches pods that have a network of their own. */
  readonly outside: string;
  /** Pod address of CoreDNS, and the Service address that leads to it. */
  readonly dns: { readonly pod: string; readonly service: string };
}

/** 16 networks: `of(0)` is the link to the machine itself, `of(N)` that of cluster N. */
interface Block {
  of(number: number): string;
  readonly all: string;
}

const BLOCKS: readonly Block[] = Array.from({ length: 32 }, (_, index) => {
  const [second, third] = [18 + Math.floor(index / 16), (index % 16) * 16];
  return { of: (number) => `198.${second}.${third + number}`, all: `198.${second}.${third}.0/20` };
});

/** @param number of the cluster, from 1. */
function networkOf(set: string, block: Block, number: number): ClusterNetwork {
  const namespace = `${networkPrefix(set)}-${number}`;
  return {
    namespace,
    client: `${namespace}-client`,
    node: `${block.of(number)}.1`,
    machine: `${block.of(0)}.1`,
    outside: block.of(number),
    podRange: `10.${100 + number}.0.0/16`,
    serviceRange: `10.${200 + number}.0.0/16`,
    dns: { pod: `10.${100 + number}.0.10`, service: `10.${200 + number}.0.10` },
  };
}

/** Makes the network of a set with so many clusters. @throws NetworkFailed */
export async function makeNetwork(set: string, clusters: number): Promise<readonly ClusterNetwork[]> {
  const prefix = networkPrefix(set);
  const vpc = `${prefix}-vpc`;
  await addNamespace(vpc);
  await ip(undefined, [`link add ${prefix} type veth peer name host netns ${vpc}`, `link set ${prefix} up`]);
  const block = await takeBlock(prefix);
  await ip(undefined, [`addr add ${block.of(0)}.1/30 dev ${prefix}`]);
  await ip(vpc, [`addr add ${block.of(0)}.2/30 dev host`, 'link set host up']);
  const made: ClusterNetwork[] = [];
  for (let number = 1; number <= clusters; number += 1) {
    const network = networkOf(set, block, number);
    await addCluster(vpc, network, number, `${block.of(number)}.2`);
    made.push(network);
  }
  return made;
}

/** Routes the first block to the link that nothing is routed to yet: two sets that start at once cannot both do so. */
async function takeBlock(link: string): Promise<Block> {
  for (const block of BLOCKS) {
    try {
      await ip(undefined, [`route add ${block.all} via ${block.of(0)}.2 dev ${link} onlink`]);
      return block;
    } catch (error) {
      if (!(error instanceof NetworkFailed) || !error.message.includes('File exists')) throw error;
    }
  }
  throw new NetworkFailed(
    'all blocks of 198.18.0.0/15 are taken; `npm run peers -- down` frees those of sets that are gone',
  );
}

async function addCluster(vpc: string, network: ClusterNetwork, number: number, gateway: string): Promise<void> {
  const { namespace, client, node, podRange, serviceRange, dns, outside } = network;
  await addNamespace(namespace);
  await addNamespace(client);
  await ip(vpc, [
    `link add c${number} type veth peer name eth0 netns ${namespace}`,
    `addr add ${gateway}/30 dev c${number}`,
    `link set c${number} up`,
    `route add ${podRange} via ${node}`,
    `route add ${outside}.128/25 via ${node}`,
  ]);
  await ip(namespace, [
    `addr add ${node}/30 dev eth0`,
    'link set eth0 up',
    `route add default via ${gateway}`,
    // A Service's address has to leave the socket at all before kube-proxy's rules see it.
    `route add ${serviceRange} dev lo`,
    `addr add ${dns.pod}/32 dev lo`,
  ]);
  await join(network, { namespace: client, address: `10.${100 + number}.255.2` }, 'client');
}

/**
 * Gives the node another pod's address; a server in the node's namespace may listen on it then. @throws NetworkFailed
 */
export function addPodAddress({ namespace }: ClusterNetwork, address: string): Promise<void> {
  return ip(namespace, [`addr add ${address}/32 dev lo`]);
}

/** Where a pod is that has a network of its own, as pods have. */
export interface PodNetwork {
  readonly namespace: string;
  readonly address: string;
  /** At which the machine itself reaches it; absent: at none. */
  readonly outside?: string;
}

/** All of them, of every cluster. */
const PODS = '10.0.0.0/8';
/** Of one cluster. */
const MOST_PODS = 126;

/**
 * Gives a pod a namespace of its own, routed through its cluster's node. @param number of the pod, from 1.
 * @throws NetworkFailed
 */
export async function addPodNetwork(network: ClusterNetwork, name: string, number: number): Promise<PodNetwork> {
  if (number > MOST_PODS) throw new NetworkFailed(`a cluster has room for ${MOST_PODS} pods`);
  const pod = {
    namespace: `${network.namespace}-${name}`,
    address: network.podRange.replace('0.0/16', `2.${number}`),
    outside: `${network.outside}.${128 + number}`,
  };
  await addNamespace(pod.namespace);
  await join(network, pod, `pod${number}`);
  return pod;
}

/** Links a namespace to the node, as a pod's is: its own address, and all else through the node. */
async function join({ namespace, node }: ClusterNetwork, pod: PodNetwork, link: string): Promise<void> {
  await ip(namespace, [
    `link add ${link} type veth peer name eth0 netns ${pod.namespace}`,
    `addr add 169.254.1.1/32 dev ${link}`,
    `link set ${link} up`,
    `route add ${pod.address}/32 dev ${link} src ${node}`,
    ...(pod.outside === undefined ? [] : [`route add ${pod.outside}/32 dev ${link}`]),
  ]);
  await ip(pod.namespace, [
    `addr add ${pod.address}/32 dev eth0`,
    ...(pod.outside === undefined ? [] : [`addr add ${pod.outside}/32 dev eth0`]),
    'link set eth0 up',
    'route add 169.254.1.1/32 dev eth0',
    `route add default via 169.254.1.1 dev eth0 src ${pod.address}`,
  ]);
}

/**
 * Ends the connections that a pod has to other pods, from its own side: whoever had them makes new ones. A sidecar
 * keeps those that it has, as they were made, until it has reason to end them.
 */
export async function endConnections({ namespace }: PodNetwork): Promise<void> {
  const [command = '', ...args] = inNamespace(namespace, [
    'ss',
    '--kill',
    '--tcp',
    'state',
    'established',
    'dst',
    PODS,
  ]);
  await run(command, args);
}

/** A command line that runs in the namespace. */
export function inNamespace(namespace: string, command: readonly string[]): readonly string[] {
  return ['ip', 'netns', 'exec', namespace, ...command];
}

/** Removes every namespace and link of the set, and ends what still runs in a namespace of it. */
export async function removeNetwork(set: string): Promise<void> {
  if (!hasNamespaces()) return;
  const prefix = networkPrefix(set);
  for (const namespace of await namespacesOf(set)) {
    for (const pid of await pidsIn(namespace)) kill(pid);
    await run('ip', ['netns', 'delete', namespace]);
  }
  // Its other end stood in a namespace, and went with it, sooner or later; the route goes with the link.
  await run('ip', ['link', 'delete', prefix]).catch(() => undefined);
}

/** Elsewhere an `ip` may be anything, and there is nothing to be found. */
function hasNamespaces(): boolean {
  return process.platform === 'linux';
}

/** The processes that run in a network namespace. */
export async function pidsIn(namespace: string): Promise<readonly number[]> {
  const { stdout } = await run('ip', ['netns', 'pids', namespace]);
  return stdout.split('\n').filter(Boolean).map(Number);
}

export async function namespacesOf(set: string): Promise<readonly string[]> {
  if (!hasNamespaces()) return [];
  const prefix = `${networkPrefix(set)}-`;
  try {
    const { stdout } = await run('ip', ['netns', 'list']);
    return stdout
      .split('\n')
      .map((line) => line.split(' ')[0] ?? '')
      .filter((name) => name.startsWith(prefix));
  } catch {
    // No `ip`: then there were never any.
    return [];
  }
}

async function addNamespace(name: string): Promise<void> {
  await run('ip', ['netns', 'add', name]);
  await ip(name, ['link set lo up']);
  await run('ip', ['netns', 'exec', name, 'sysctl', '-qw', 'net.ipv4.ip_forward=1']);
}

/** Runs lines of `ip` in a namespace, or in the machine's own; the first that fails ends it. */
async function ip(namespace: string | undefined, lines: readonly string[]): Promise<void> {
  const where = namespace === undefined ? [] : ['-n', namespace];
  const child = spawn('ip', [...where, '-batch', '-'], { stdio: ['pipe', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stdin.end(`${lines.join('\n')}\n`);
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new NetworkFailed(said.trim());
}

export class NetworkFailed extends Error {
  constructor(reason: string) {
    super(`the network cannot be made: ${reason}`);
    this.name = 'NetworkFailed';
  }
}

// What runs on the node of a cluster that has a network: kube-proxy and CoreDNS, with the objects that they need.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parse } from 'yaml';
import type { Definitions } from './definitions.ts';
import type { Programs } from './find.ts';
import type { ClusterNetwork } from './network.ts';
import { type Access, apply } from './objects.ts';
import type { ProgramName } from './programs.ts';
import { StartFailed } from './api-server.ts';
import { type Started, startProgram } from './start-program.ts';

export interface NodeOptions {
  readonly programs: Programs;
  readonly definitions: Definitions;
  readonly name: string;
  readonly folder: string;
  /** Path of a kubeconfig of a user who may do everything. */
  readonly kubeconfig: string;
  readonly network: ClusterNetwork;
  readonly access: Access;
}

const READY_WITHIN_MS = 60_000;
const PROXY_HEALTH = 10_256;
const DNS_HEALTH = 8_181;

/** Starts both and waits until they say that they are ready. @throws StartFailed */
export async function startNodePrograms(options: NodeOptions): Promise<readonly Started[]> {
  const { programs, folder, kubeconfig, network } = options;
  await makeObjects(options);
  const corefile = join(folder, 'Corefile');
  await writeFile(corefile, corefileOf(kubeconfig, network));
  const start = (name: ProgramName, args: readonly string[]): Promise<Started> => {
    const path = programs.get(name)?.path ?? name;
    return startProgram({ name, path, args, log: join(folder, `${name}.log`), namespace: network.namespace });
  };
  const started = [
    await start('kube-proxy', [
      `--kubeconfig=${kubeconfig}`,
      `--hostname-override=${options.name}`,
      '--proxy-mode=nftables',
      `--healthz-bind-address=${network.node}:${PROXY_HEALTH}`,
      '--metrics-bind-address=127.0.0.1:10249',
      // The machine's connection tracking is everybody's.
      '--conntrack-max-per-core=0',
      '--conntrack-tcp-timeout-established=0',
      '--conntrack-tcp-timeout-close-wait=0',
    ]),
    await start('coredns', ['-conf', corefile]),
  ];
  await untilOk(`http://${network.node}:${PROXY_HEALTH}/healthz`, started);
  await untilOk(`http://${network.node}:${DNS_HEALTH}/ready`, started);
  return started;
}

function corefileOf(kubeconfig: string, { node, dns }: ClusterNetwork): string {
  return `.:53 {
    bind ${dns.pod}
    errors
    ready ${node}:${DNS_HEALTH}
    kubernetes cluster.local clusterset.local in-addr.arpa ip6.arpa {
        kubeconfig ${kubeconfig}
        multicluster clusterset.local
    }
}
`;
}

async function makeObjects({ name, network, access, definitions }: NodeOptions): Promise<void> {
  for (const file of definitions) {
    const definition = parse(await readFile(file, 'utf8')) as { readonly metadata: { readonly name: string } };
    const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${definition.metadata.name}`;
    await apply(access, path, definition);
  }
  const zone = { 'topology.kubernetes.io/region': name, 'topology.kubernetes.io/zone': `${name}-a` };
  await apply(access, `/api/v1/nodes/${name}`, {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'kubernetes.io/hostname': name, ...zone } },
    spec: { podCIDR: network.podRange, podCIDRs: [network.podRange] },
  });
  await apply(access, `/api/v1/nodes/${name}/status`, {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name },
    status: {
      addresses: [{ type: 'InternalIP', address: network.node }],
      conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady' }],
    },
  });
  const dns = { name: 'kube-dns', namespace: 'kube-system' };
  const ports = (['UDP', 'TCP'] as const).map((protocol) => ({
    name: `dns-${protocol.toLowerCase()}`,
    protocol,
    port: 53,
  }));
  await apply(access, '/api/v1/namespaces/kube-system/services/kube-dns', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: dns,
    spec: { clusterIP: network.dns.service, ports },
  });
  await apply(access, '/apis/discovery.k8s.io/v1/namespaces/kube-system/endpointslices/kube-dns', {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { ...dns, labels: { 'kubernetes.io/service-name': 'kube-dns' } },
    addressType: 'IPv4',
    endpoints: [{ addresses: [network.dns.pod], conditions: { ready: true }, nodeName: name }],
    ports,
  });
}

/**
 * Resolves when the URL is answered with success. @throws StartFailed when one of the programs ended, or after a minute
 */
export async function untilOk(url: string, started: readonly Started[]): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  for (;;) {
    const answer = await fetch(url).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.ok === true) return;
    const ended = started.flatMap((one) => one.whyEnded() ?? []);
    if (ended.length > 0) throw new StartFailed(ended.join('; '));
    if (Date.now() > deadline) throw new StartFailed(`${url} was not ready within ${READY_WITHIN_MS / 1000} s`);
    await wait(100);
  }
}

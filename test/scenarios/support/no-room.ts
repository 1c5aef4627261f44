// A cluster whose API server has no room for the functions, and for nobody else's requests. In Kubernetes' own: one
// unfinished request takes the only place that API priority and fairness gives them. In ours: its answer.
import type { ClientRequest } from 'node:http';
import { request as send } from 'node:https';
import { expect, vi } from 'vitest';
import { peerServers } from '../../../infra/local/api-servers/peers.ts';
import type { StartApiServers } from '../../../infra/local/api-servers/api-server.ts';
import { clusterTokenOf, clusterUserOf, KNOWN } from '../../../infra/local/cluster-rights.ts';
import type { PeerCluster } from '../../peers/index.ts';
import { HANGS_MS } from '../../limits.ts';
import { functionAnswers } from './function-answers.ts';
import { ON_PEERS, type Scenario } from './scenario.ts';
import { clusterOf, request } from './state.ts';

export interface Rooms {
  readonly apiServers: StartApiServers;
  /** From now on the functions are answered with 429. @returns what gives the room back, once. */
  take(scenario: Scenario, link: string): Promise<() => Promise<void>>;
}

export function rooms(): Rooms {
  return ON_PEERS ? realRooms() : embeddedRooms();
}

/** As kube-apiserver 1.35.4 answers. Source: k8s.io/apiserver, pkg/server/filters/priority-and-fairness.go. */
const refused = (): Response =>
  new Response('Too many requests, please try again later.\n', {
    status: 429,
    headers: { 'retry-after': '1', 'content-type': 'text/plain; charset=utf-8' },
  });

function embeddedRooms(): Rooms {
  const answers = functionAnswers();
  return {
    apiServers: answers.apiServers,
    take(_, link) {
      answers.set(link, refused);
      return Promise.resolve(() => Promise.resolve(answers.set(link)));
    },
  };
}

const FLOW_CONTROL = '/apis/flowcontrol.apiserver.k8s.io/v1';
const LEVEL = `${FLOW_CONTROL}/prioritylevelconfigurations/no-room`;
const SCHEMA = `${FLOW_CONTROL}/flowschemas/no-room`;
const MANAGER = '?fieldManager=no-room';

/** No queue and no seat: a request is served only where no other one is. */
const NO_SEATS = {
  apiVersion: 'flowcontrol.apiserver.k8s.io/v1',
  kind: 'PriorityLevelConfiguration',
  metadata: { name: 'no-room' },
  spec: {
    type: 'Limited',
    limited: { nominalConcurrencyShares: 0, borrowingLimitPercent: 0, limitResponse: { type: 'Reject' } },
  },
};
const FOR_THE_FUNCTIONS = {
  apiVersion: 'flowcontrol.apiserver.k8s.io/v1',
  kind: 'FlowSchema',
  metadata: { name: 'no-room' },
  spec: {
    matchingPrecedence: 2,
    priorityLevelConfiguration: { name: 'no-room' },
    rules: [
      {
        subjects: KNOWN.map((name) => ({ kind: 'User', user: { name: clusterUserOf(name) } })),
        resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'], clusterScope: true, namespaces: ['*'] }],
        nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
      },
    ],
  },
};

function realRooms(): Rooms {
  let peers: readonly PeerCluster[] = [];
  return {
    apiServers: peerServers((clusters) => (peers = clusters)),
    async take(scenario, link) {
      const cluster = clusterOf(scenario.cloud, link);
      const peer = peers.find(({ name }) => link.endsWith(`/${name}`)) as PeerCluster;
      const forTheFunctions = (path: string): Promise<Response> =>
        request(cluster, 'GET', path, undefined, 'json', 'viewer');
      expect((await request(cluster, 'PATCH', LEVEL + MANAGER, NO_SEATS, 'apply-patch+yaml')).ok).toBe(true);
      const made = await request(cluster, 'PATCH', SCHEMA + MANAGER, FOR_THE_FUNCTIONS, 'apply-patch+yaml');
      const { metadata } = (await made.json()) as { readonly metadata: { readonly uid: string } };
      await answered(async () =>
        expect((await forTheFunctions('/version')).headers.get('x-kubernetes-pf-flowschema-uid')).toBe(metadata.uid),
      );
      const unfinished = begin(peer);
      await answered(async () => expect((await forTheFunctions('/version')).status).toBe(429));
      const giveBack = async (): Promise<void> => {
        unfinished.destroy();
        for (const path of [SCHEMA, LEVEL]) {
          expect((await request(cluster, 'DELETE', path, undefined, 'json')).ok).toBe(true);
        }
        await answered(async () => expect((await forTheFunctions('/version')).status).toBe(200));
      };
      let given: Promise<void> | undefined;
      return () => (given ??= giveBack());
    },
  };
}

/** A write of the worker whose body never ends: it has its place until then. */
function begin({ url, ca }: PeerCluster): ClientRequest {
  const headers = {
    authorization: `Bearer ${clusterTokenOf('worker')}`,
    'content-type': 'application/apply-patch+yaml',
  };
  const path = `${url}/api/v1/namespaces/blue/services/unfinished${MANAGER}`;
  const unfinished = send(path, { method: 'PATCH', headers, ca, agent: false });
  unfinished.on('error', () => undefined);
  unfinished.write('{');
  return unfinished;
}

/** A server takes a moment to obey what it was told of priorities. */
const answered = (look: () => Promise<void>): Promise<void> =>
  vi.waitFor(look, { timeout: HANGS_MS / 10, interval: 100 });

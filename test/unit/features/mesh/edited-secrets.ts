// What befalls a remote secret of ours by hand, and what a sweep makes of it: on whichever API servers.
import { expect } from 'vitest';
import { sweep } from '../../../../lib/app/sweeping/sweep.ts';
import { type JsonObject, objectAt, textAt } from '../../../../lib/core/index.ts';
import { READER, TOKEN_SECRET as TOKEN } from '../../../../lib/features/mesh/discovery/remote-secrets-of.ts';
import { MESH_KINDS } from '../../../../lib/features/mesh/kinds/index.ts';
import { meshSecret } from '../../../../lib/features/mesh/kinds/mesh-secret.ts';
import { MESH_RULES } from '../../../../lib/features/mesh/rules/index.ts';
import { MESH_RUNS } from '../../../../lib/features/mesh/runs/index.ts';
import { type Kinds, kindsOf, refInCluster } from '../../../../lib/model/index.ts';
import type { Clock } from '../../../../lib/ports/index.ts';
import { driftIssue } from '../../../../lib/report/index.ts';
import { drifts } from '../../../../lib/state/index.ts';
import { NEVER } from '../../app/bare-rig.ts';
import type { EmulatedClusters } from '../../engine/emulated-clusters.ts';
import { createWalk, type Walk } from '../../engine/walk.ts';
import { EU, FLEET, UNIT, US } from '../../fleet-of-two.ts';
import { secretsOfTwo } from './secrets-of-two.ts';

const secret = (cluster: string, name: string) => refInCluster(meshSecret, cluster, name, 'istio-system');
export const REMOTE = secret(EU, 'istio-remote-secret-us');
const SERVERS = `clusters: {${EU}: {server: 'https://10.0.0.1'}, ${US}: {server: 'https://10.0.0.2:443', id: us}}`;
const SECRETS = secretsOfTwo(`{discovery: secrets, ${SERVERS}}`).resources;
/** Stands in no document, whoever wrote it. */
export const CANARIES = ['canary-of-us', 'canary-of-eu', 'canary-by-hand'];

const encoded = (text: string): string => Buffer.from(text).toString('base64');

/** By what somebody does, and what the sweep says of it. */
export const EDITS: Readonly<Record<string, (text: string) => JsonObject>> = {
  'another token': (text) => ({ data: { us: encoded(text.replace(/(?<=token: ).*/, 'canary-by-hand')) } }),
  'another server': (text) => ({ data: { us: encoded(text.replace('10.0.0.2', '10.9.9.9')) } }),
  'what is in it taken out': () => ({ data: { us: null } }),
  'the label taken out': () => ({ metadata: { labels: { 'istio/multiCluster': null } } }),
  'the annotation taken out': () => ({ metadata: { annotations: { 'networking.istio.io/cluster': null } } }),
};

/** As the controller of tokens in each cluster does. */
async function issueTokens(clusters: EmulatedClusters): Promise<void> {
  for (const [cluster, token] of [
    [EU, 'canary-of-eu'],
    [US, 'canary-of-us'],
  ] as const)
    await clusters.apply(secret(cluster, TOKEN), 'token-controller', {
      kind: 'Secret',
      stringData: { token, 'ca.crt': `authority of ${cluster}` },
    });
}

/** The account whose token it is, as Istio installs it: a real controller issues tokens of accounts that there are. */
export async function installReader(clusters: EmulatedClusters): Promise<void> {
  for (const cluster of [EU, US])
    await clusters.apply({ ...secret(cluster, READER), plural: 'serviceaccounts' }, 'istio', {
      kind: 'ServiceAccount',
    });
}

export interface EditedSecrets {
  readonly walk: Walk;
  readonly clusters: EmulatedClusters;
  /** Remote secrets stand in both clusters, and nothing is left to do. */
  settle(): Promise<void>;
  /** A tick of drift. @returns what the issue then says; undefined where there is no drift. */
  look(): Promise<string | undefined>;
  /** Two ticks that see the same, and the run that the second one has made. */
  heal(): Promise<void>;
  /** As it stands. */
  standing(): Promise<JsonObject | undefined>;
}

export async function editedSecrets(
  open: (kinds: Kinds, clock: Clock) => Promise<EmulatedClusters>,
  issue: (clusters: EmulatedClusters) => Promise<void> = issueTokens,
): Promise<EditedSecrets> {
  const kinds = kindsOf(MESH_KINDS);
  const opened: EmulatedClusters[] = [];
  const brought = { rules: MESH_RULES, runs: MESH_RUNS, sections: { mesh: {} } };
  const walk = await createWalk(kinds, brought, async ({ clock }) => {
    const one = await open(kinds, clock);
    opened.push(one);
    return one;
  });
  const [clusters] = opened;
  if (clusters === undefined) throw new TypeError('the walk opens clusters');
  const ports = { ...(await walk.world.open(walk.rig.fleet(), NEVER)), clusters: clusters.looking };
  const drift = { ...walk.world, open: async () => ports };
  const self: EditedSecrets = {
    walk,
    clusters,
    async settle() {
      const { task } = await walk.push(1, SECRETS);
      for (let left = 60; (await walk.run(task)) === 'waiting'; left -= 1) {
        if (left === 0) throw new TypeError('no token was issued');
        await issue(clusters);
        walk.rig.clock.advance(60_000);
      }
      expect((await walk.push(2, SECRETS)).revision.verdict).toBe('nothing-to-do');
      walk.rig.publisher.takeTasks();
    },
    async look() {
      await sweep(drift, NEVER);
      const seen = await walk.rig.value(drifts.at(FLEET, UNIT));
      return seen === undefined ? undefined : driftIssue(kinds, seen, FLEET).body;
    },
    async heal() {
      await self.look();
      walk.rig.clock.advance(180_000);
      await self.look();
      const [task] = walk.rig.publisher.takeTasks().flatMap((one) => (one.type === 'run' ? [one] : []));
      expect(await walk.run(task)).toBe('finished');
      expect(await self.look()).toBeUndefined();
      expect((await walk.push(3, SECRETS)).revision.verdict).toBe('nothing-to-do');
    },
    standing: () => clusters.body(REMOTE),
  };
  return self;
}

/** The kubeconfig in a remote secret. */
export function textIn(body: JsonObject | undefined): string {
  return Buffer.from(textAt(body, 'data', 'us') ?? '', 'base64').toString();
}

/** What of it has to be the same again: not what the server counts. */
export function madeIn(body: JsonObject | undefined): JsonObject {
  const { labels, annotations, uid } = objectAt(body ?? {}, 'metadata');
  return { labels, annotations, uid, data: objectAt(body ?? {}, 'data') };
}

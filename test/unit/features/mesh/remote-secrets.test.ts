// Remote secrets: what is wanted for each ordered pair of clusters, the bytes that the worker writes, and what of them
// nobody else ever sees.
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { RULES } from '../../../../functions/wiring/rules.ts';
import { type JsonObject, objectAt, textAt } from '../../../../lib/core/index.ts';
import { kubeconfigText } from '../../../../lib/features/mesh/discovery/kubeconfig.ts';
import { MESH_KINDS } from '../../../../lib/features/mesh/kinds/index.ts';
import { meshSecret } from '../../../../lib/features/mesh/kinds/mesh-secret.ts';
import { MESH_RULES } from '../../../../lib/features/mesh/rules/index.ts';
import { MESH_RUNS } from '../../../../lib/features/mesh/runs/index.ts';
import { type DesiredResource, kindsOf, refInCluster } from '../../../../lib/model/index.ts';
import { NEVER } from '../../app/bare-rig.ts';
import { emulatedClusters, type EmulatedClusters } from '../../engine/emulated-clusters.ts';
import { createWalk, type Walk } from '../../engine/walk.ts';
import { EU, US } from '../../fleet-of-two.ts';
import { secretsOfTwo } from './secrets-of-two.ts';

const TOKEN = 'rangelight-istio-reader-token';
const secret = (cluster: string, name: string) => refInCluster(meshSecret, cluster, name, 'istio-system');
const SERVERS = `clusters: {${EU}: {server: 'https://10.0.0.1'}, ${US}: {server: 'https://10.0.0.2:443', id: us}}`;

const named = (resources: readonly DesiredResource[]) =>
  resources.map(({ ref }) => `${'cluster' in ref ? ref.cluster : ''} ${ref.name}`).sort();
const ALL = [`${EU} istio-remote-secret-us`, `${EU} ${TOKEN}`, `${US} istio-remote-secret-gke-eu`, `${US} ${TOKEN}`];

describe('what is wanted', () => {
  it('is a token in each cluster, and a remote secret for each ordered pair', () => {
    const { resources, codes } = secretsOfTwo(`{discovery: secrets, ${SERVERS}}`);
    expect(named(resources)).toEqual(ALL);
    expect(codes).toEqual([]);
    const remote = resources.find(({ ref }) => ref.name === 'istio-remote-secret-us');
    expect(remote).toMatchObject({
      body: {
        metadata: {
          namespace: 'istio-system',
          labels: { 'istio/multiCluster': 'true' },
          annotations: { 'networking.istio.io/cluster': 'us' },
        },
      },
      secret: {
        clusters: [US],
        name: TOKEN,
        use: 'kubeconfig',
        around: { cluster: 'us', server: 'https://10.0.0.2:443' },
      },
    });
    expect(Object.keys(remote?.body ?? {})).toEqual(['metadata']);
  });

  test.for([
    ['of other ways to discover', `{discovery: connected, ${SERVERS}}`],
    ['of clusters whose server is not given', '{discovery: secrets}'],
  ] as const)('is nothing %s', ([, mesh]) => {
    expect(secretsOfTwo(mesh).resources).toEqual([]);
  });

  it('is nothing into a cluster whose control plane reads none, and that is an error', () => {
    const plane = { implementation: 'TRAFFIC_DIRECTOR', state: 'ACTIVE' };
    const { resources, codes } = secretsOfTwo(`{discovery: secrets, ${SERVERS}}`, { [EU]: plane });
    expect(named(resources)).toEqual([`${EU} ${TOKEN}`, `${US} istio-remote-secret-gke-eu`]);
    expect(codes).toEqual(['mesh-secrets-unread']);
  });

  it('is nothing while two clusters are called the same', () => {
    const { resources, codes } = secretsOfTwo(`{discovery: secrets, ${SERVERS.replace('id: us', 'id: gke-eu')}}`);
    expect(resources).toEqual([]);
    expect(codes).toEqual(['mesh-id-twice']);
  });
});

/**
 * Source: istioctl/pkg/multicluster/remote_secret_test.go of Istio, TestCreateRemoteSecrets; istioctl of 2026-08-27
 * printed the same beside a real API server.
 */
test('the bytes are those of istioctl', () => {
  const text = kubeconfigText('c0', 'server', new TextEncoder().encode('caData'), 'token');
  expect(text).toBe(
    [
      'apiVersion: v1',
      'clusters:',
      '- cluster:',
      '    certificate-authority-data: Y2FEYXRh',
      '    server: server',
      '  name: c0',
      'contexts:',
      '- context:',
      '    cluster: c0',
      '    user: c0',
      '  name: c0',
      'current-context: c0',
      'kind: Config',
      'users:',
      '- name: c0',
      '  user:',
      '    token: token',
      '',
    ].join('\n'),
  );
  expect(kubeconfigText('on', 's', new Uint8Array(), 't')).toContain('  name: "on"\n');
});

describe('on API servers', () => {
  let emulated: EmulatedClusters;
  let walk: Walk;
  let resources: readonly DesiredResource[];
  beforeEach(async () => {
    const kinds = kindsOf(MESH_KINDS);
    walk = await createWalk(
      kinds,
      { rules: MESH_RULES, runs: MESH_RUNS, sections: { mesh: {} } },
      async ({ clock }) => {
        emulated = await emulatedClusters(kinds, clock, ['istio-system']);
        return emulated;
      },
    );
    resources = secretsOfTwo(`{discovery: secrets, ${SERVERS}}`).resources;
  });
  afterEach(() => emulated[Symbol.asyncDispose]());

  /** As the controller of tokens does. */
  const issue = (cluster: string, token: string) =>
    emulated.apply(secret(cluster, TOKEN), 'token-controller', {
      kind: 'Secret',
      stringData: { token, 'ca.crt': `authority of ${cluster}` },
    });
  const decoded = (body: JsonObject | undefined, key: string) =>
    Buffer.from(textAt(body, 'data', key) ?? '', 'base64').toString();

  async function carryOut(): Promise<void> {
    const { task } = await walk.push(1, resources);
    expect(await walk.run(task)).toBe('waiting');
    for (const cluster of [EU, US]) await issue(cluster, `canary-${cluster}`);
    walk.rig.clock.advance(60_000);
    expect(await walk.run(task)).toBe('finished');
  }

  it('is written by the worker alone, when tokens are issued, and nobody keeps or reads what is in it', async () => {
    await carryOut();
    const made = await emulated.body(secret(EU, 'istio-remote-secret-us'));
    expect(Object.keys(objectAt(made ?? {}, 'data'))).toEqual(['us']);
    const ca = new TextEncoder().encode(`authority of ${US}`);
    expect(decoded(made, 'us')).toBe(kubeconfigText('us', 'https://10.0.0.2:443', ca, `canary-${US}`));
    expect(decoded(await emulated.body(secret(US, 'istio-remote-secret-gke-eu')), 'gke-eu')).toContain(`canary-${EU}`);

    // The planner reads what is noted.
    emulated.asked.splice(0);
    expect((await walk.push(2, resources)).revision.verdict).toBe('nothing-to-do');
    expect(emulated.asked.filter((line) => line.includes('/secrets'))).toEqual([]);
    expect(emulated.asked.filter((line) => line.includes('/configmaps/rangelight-secrets')).length).toBe(2);
    const notes = refInCluster(
      { ...meshSecret, api: { ...meshSecret.api, plural: 'configmaps' } },
      EU,
      'rangelight-secrets',
      'istio-system',
    );
    const noted = await emulated.body(notes);
    expect(Object.keys(objectAt(noted ?? {}, 'data')).sort()).toEqual(['istio-remote-secret-us', TOKEN]);
    const kept = JSON.stringify(walk.rig.store.contents()) + JSON.stringify(noted);
    for (const cluster of [EU, US]) {
      expect(kept).not.toContain(`canary-${cluster}`);
      expect(kept).not.toContain(Buffer.from(`canary-${cluster}`).toString('base64'));
    }
  });

  it('is written anew of another token, and for another server, in its place', async () => {
    await carryOut();
    const uid = textAt(await emulated.body(secret(EU, 'istio-remote-secret-us')), 'metadata', 'uid');
    const [there] = (await emulated.looking.list(US, meshSecret.id, {}, NEVER)).filter(({ ref }) => ref.name === TOKEN);
    if (there === undefined) throw new TypeError('the token stands');
    await emulated.looking.remove(there, NEVER);
    const again = await walk.push(3, resources);
    expect(again.plan?.changes.map(({ kind, ref }) => `${kind} ${ref.name}`)).toEqual([
      'update istio-remote-secret-us',
      `create ${TOKEN}`,
    ]);
    await walk.run(again.task);
    await issue(US, 'another');
    walk.rig.clock.advance(60_000);
    expect(await walk.run(again.task)).toBe('finished');
    expect(decoded(await emulated.body(secret(EU, 'istio-remote-secret-us')), 'us')).toContain('token: another');

    const moved = secretsOfTwo(`{discovery: secrets, ${SERVERS.replace('10.0.0.2', '10.0.0.9')}}`).resources;
    const { plan, task } = await walk.push(5, moved);
    expect(plan?.changes.map(({ kind, ref }) => `${kind} ${ref.name}`)).toEqual(['update istio-remote-secret-us']);
    expect(await walk.run(task)).toBe('finished');
    const made = await emulated.body(secret(EU, 'istio-remote-secret-us'));
    expect(decoded(made, 'us')).toContain('server: https://10.0.0.9:443');
    expect(textAt(made, 'metadata', 'uid')).toBe(uid);
  });

  it('is seen to be gone by who may get Secrets, whatever is noted', async () => {
    await carryOut();
    const at = async (clusters: EmulatedClusters['clusters']) =>
      (await clusters.list(EU, meshSecret.id, {}, NEVER)).map(({ ref }) => ref.name);
    const both = ['istio-remote-secret-us', TOKEN];
    expect([await at(emulated.clusters), await at(emulated.looking)]).toEqual([both, both]);
    await emulated.remove(secret(EU, 'istio-remote-secret-us'));
    expect([await at(emulated.clusters), await at(emulated.looking)]).toEqual([both, [TOKEN]]);
  });

  it('goes before its token, by an approval that says what is forgotten', async () => {
    await carryOut();
    const { revision, plan } = await walk.push(3, []);
    const gates = revision.units.flatMap((unit) => unit.gates ?? []);
    expect(gates.map(({ code }) => code)).toEqual(['mesh-discovery-ends', 'mesh-discovery-ends']);
    // What hangs together is approved together.
    const steps = plan?.steps ?? [];
    expect(steps.map(({ id }) => id.replace(/.*secrets\//, ''))).toEqual([
      expect.stringContaining('istio-remote-secret'),
      TOKEN,
    ]);
    expect(steps[1]?.needs).toEqual([steps[0]?.id]);
  });
});

it('is known to the rules of all features', () => {
  expect(RULES.kinds.ofCluster(meshSecret.id).observed).toEqual(meshSecret.observed);
});

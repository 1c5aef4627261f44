// The cluster roles of the functions: exactly what each one asks a cluster for, by what is known of its kinds, and what the embedded
// API server makes of them.
import { describe, expect, test } from 'vitest';
import { KINDS } from '../../../functions/wiring/kinds.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { virtualClock } from '../../../infra/emulators/kit/clock.ts';
import { createKubernetesEmulator, type Role } from '../../../infra/emulators/kubernetes/index.ts';
import { CLUSTER_ROLES, clusterTokens } from '../../../infra/local/cluster-rights.ts';
import { TOKENS } from '../../../infra/local/layout.ts';
import { READ } from '../../../lib/adapters/kubernetes/paths.ts';
import { groupsOf } from '../../../lib/model/index.ts';

type Rights = ReadonlySet<string>;

/** `verb group/resource` for every right of a role. */
function rightsOf(name: string): Rights {
  const rules = CLUSTER_ROLES.get(name)?.rules ?? [];
  return new Set(
    rules.flatMap(({ apiGroups, resources, verbs }) =>
      apiGroups.flatMap((group) =>
        resources.flatMap((resource) => verbs.map((verb) => `${verb} ${group}/${resource}`)),
      ),
    ),
  );
}

const whole = KINDS.cluster.filter(({ api }) => api.subresource === undefined);
const aspects = KINDS.cluster.filter(({ api }) => api.subresource !== undefined);

function on(kinds: typeof whole, verbs: readonly string[]): readonly string[] {
  return kinds.flatMap(({ api }) =>
    groupsOf(api).flatMap(({ group }) => {
      const resource = api.subresource === undefined ? api.plural : `${api.plural}/${api.subresource}`;
      return verbs.map((verb) => `${verb} ${group}/${resource}`);
    }),
  );
}

/** What is read to plan: every kind that we make, what only is read, and whether a definition is certainly absent. */
const reading = [
  ...on(whole, ['list']),
  ...Object.values(READ).map(({ group, plural }) => `list ${group}/${plural}`),
  'get apiextensions.k8s.io/customresourcedefinitions',
];
const secret = 'get /secrets';

describe('a cluster role has what its function uses, and no more', () => {
  test('planner: it lists', () => {
    expect(rightsOf('planner')).toEqual(new Set(reading));
  });

  test('drift: it lists, also what others made of it, and gets Secrets by name', () => {
    expect(rightsOf('drift')).toEqual(new Set([...reading, 'list net.gke.io/serviceimports', secret]));
  });

  test('worker: it makes, changes and deletes every kind that we make, and gives status', () => {
    const writing = [...on(whole, ['get', 'create', 'patch', 'delete']), ...on(aspects, ['patch'])];
    expect(rightsOf('worker')).toEqual(new Set([...reading, ...writing, secret]));
  });

  test('there is none of others: webhook and reporter reach into no cluster', () => {
    expect([...CLUSTER_ROLES.keys()].sort()).toEqual(['drift', 'planner', 'worker']);
  });
});

describe('the embedded API server obeys them', () => {
  const emulator = () =>
    createKubernetesEmulator({
      name: 'gke-us',
      clock: virtualClock(),
      random: seededRandom(1),
      tokens: clusterTokens(),
    });
  const ask = async (handler: ReturnType<typeof emulator>['handler'], token: string, method: string, path: string) => {
    const applies = method === 'PATCH';
    const request = new Request(`http://cluster${path}${applies ? '?fieldManager=rangelight' : ''}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/apply-patch+yaml' },
      ...(applies ? { body: JSON.stringify(SERVICE) } : {}),
    });
    const answer = await handler(request);
    return { status: answer.status, text: await answer.text() };
  };
  const SERVICE = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'foo' },
    spec: { ports: [{ port: 80 }] },
  };
  const SECRETS = '/api/v1/namespaces/default/secrets';
  const FOO = '/api/v1/namespaces/default/services/foo';

  test.for(['planner', 'reporter'] as const)('%s gets 403 on Secrets, in the words of a real one', async (name) => {
    const { handler } = emulator();
    for (const path of [`${SECRETS}/foo`, SECRETS, '/api/v1/secrets']) {
      expect((await ask(handler, TOKENS[name], 'GET', path)).status).toBe(403);
    }
    expect((await ask(handler, TOKENS[name], 'GET', `${SECRETS}/foo`)).text).toContain(
      `User \\"rangelight-${name}@demo-project.iam.gserviceaccount.com\\" cannot get resource \\"secrets\\"`,
    );
  });

  test.for(['worker', 'drift'] as const)('%s reads a Secret by its name, and lists none', async (name) => {
    const { handler } = emulator();
    expect((await ask(handler, TOKENS[name], 'GET', `${SECRETS}/foo`)).status).toBe(404);
    expect((await ask(handler, TOKENS[name], 'GET', SECRETS)).status).toBe(403);
  });

  test('the worker alone writes, and nothing that we do not make', async () => {
    const { handler } = emulator();
    for (const name of ['planner', 'drift', 'reporter'] as const)
      expect((await ask(handler, TOKENS[name], 'PATCH', FOO)).status).toBe(403);
    expect((await ask(handler, TOKENS.worker, 'PATCH', FOO)).status).toBe(201);
    expect((await ask(handler, TOKENS.worker, 'DELETE', '/api/v1/namespaces/default')).status).toBe(403);
    expect((await ask(handler, TOKENS.worker, 'PATCH', '/api/v1/namespaces/default/configmaps/foo')).status).toBe(403);
  });

  test('an apply of what does not stand has to be allowed as a create', async () => {
    const rules = [{ apiGroups: [''], resources: ['services'], verbs: ['patch'] }];
    const tokens = new Map<string, Role>([
      ['patcher', { user: 'patcher', rules }],
      ['root', 'admin'],
    ]);
    const { handler } = createKubernetesEmulator({
      name: 'gke-us',
      clock: virtualClock(),
      random: seededRandom(1),
      tokens,
    });
    const refused = await ask(handler, 'patcher', 'PATCH', FOO);
    expect([refused.status, refused.text]).toEqual([403, expect.stringContaining('cannot create resource')]);
    expect((await ask(handler, 'root', 'PATCH', FOO)).status).toBe(201);
    expect((await ask(handler, 'patcher', 'PATCH', FOO)).status).toBe(200);
  });
});

// The cluster roles of the functions: exactly what each one asks a cluster for, by what is known of its kinds, and what
// the embedded API server makes of them.
import { describe, expect, test } from 'vitest';
import { KINDS } from '../../../functions/wiring/kinds.ts';
import { seededRandom } from '../../../infra/emulators/kit/random.ts';
import { virtualClock } from '../../../infra/emulators/kit/clock.ts';
import { createKubernetesEmulator, type Role } from '../../../infra/emulators/kubernetes/index.ts';
import { FUNCTIONS, SIGNING_KEYS } from '../../../infra/deploy/contract.ts';
import { CLUSTER_ROLES, clusterTokenOf, clusterTokens } from '../../../infra/local/cluster-rights.ts';
import { TOKENS } from '../../../infra/local/layout.ts';
import { READ } from '../../../lib/adapters/kubernetes/paths.ts';
import { TOKEN_SECRET } from '../../../lib/features/mesh/discovery/remote-secrets-of.ts';
import { apiGroupsOf } from '../../../lib/model/index.ts';
import { type Applied, rolesForSecrets } from '../../deploy/secret-roles.ts';

type Rights = ReadonlySet<string>;

/** `verb group/resource` for every right of a role, with a name behind it where it is for one object alone. */
function rightsOf(name: string): Rights {
  const rules = CLUSTER_ROLES.get(name)?.rules ?? [];
  return new Set(
    rules.flatMap(({ apiGroups, resources, resourceNames = [undefined], verbs }) =>
      apiGroups.flatMap((group) =>
        resources.flatMap((resource) =>
          resourceNames.flatMap((name) => verbs.map((verb) => right(verb, group, resource, name))),
        ),
      ),
    ),
  );
}

function right(verb: string, group: string, resource: string, name?: string): string {
  return `${verb} ${group}/${resource}${name === undefined ? '' : ` ${name}`}`;
}

const whole = KINDS.cluster.filter(({ api }) => api.subresource === undefined);
const aspects = KINDS.cluster.filter(({ api }) => api.subresource !== undefined);

function on(kinds: typeof whole, verbs: readonly string[]): readonly string[] {
  return kinds.flatMap(({ api, observed }) =>
    apiGroupsOf(api).flatMap(({ group }) => {
      const resource = api.subresource === undefined ? api.plural : `${api.plural}/${api.subresource}`;
      const which = observed?.which;
      return verbs.map((verb) => right(verb, group, resource, typeof which === 'object' ? which.name : undefined));
    }),
  );
}

/**
 * Every kind that we make is listed by whoever compares; and a list that is not served is empty only without a
 * definition.
 */
const named = whole.filter(({ observed }) => typeof observed?.which === 'object' && observed.as !== 'noted');
const noted = whole.filter(({ observed }) => observed?.as === 'noted');
const readOtherwise = [...named, ...noted];
/** In the ConfigMap of the notes. */
const onNotes = (verbs: readonly string[]): readonly string[] =>
  noted.flatMap(({ observed: { which } = { which: 'all' } }) =>
    typeof which === 'object' ? verbs.map((verb) => right(verb, '', 'configmaps', which.name)) : [],
  );
const comparing = [
  ...on(
    whole.filter((kind) => !readOtherwise.includes(kind)),
    ['list'],
  ),
  ...on(named, ['get']),
  ...onNotes(['get']),
  'get apiextensions.k8s.io/customresourcedefinitions',
];

/** Which control plane of a mesh a team runs in a cluster, and which roots it gives. */
const ofMesh = [right('get', '', 'configmaps', 'istio-ca-root-cert'), right('get', 'apps', 'deployments', 'istiod')];

/** Lists of what only is read. */
function lists(...kinds: readonly (keyof typeof READ)[]): readonly string[] {
  return kinds.map((kind) => `list ${READ[kind].group}/${READ[kind].plural}`);
}

describe('a cluster role has what its function uses, and no more', () => {
  test('planner: it lists', () => {
    // Facts are namespaces and nodes. Pods and endpoints are looked up for gates and for a reviewer's eyes.
    const reading = lists('namespace', 'node', 'pod', 'endpointSlice');
    // Who calls a name that dies.
    const callers = ['deployments', 'statefulsets', 'daemonsets'].map((plural) => `list apps/${plural}`);
    const imports = 'list net.gke.io/serviceimports';
    expect(rightsOf('planner')).toEqual(new Set([...comparing, ...reading, ...callers, ...ofMesh, imports]));
  });

  test('drift: it lists, also what others made of it', () => {
    // Endpoints: of groups that the worker fills, and whether what serves is ready.
    const reading = lists('namespace', 'node', 'endpointSlice');
    expect(rightsOf('drift')).toEqual(new Set([...comparing, ...reading, ...ofMesh, 'list net.gke.io/serviceimports']));
  });

  test('worker: it makes, changes and deletes what is ours, and gives status', () => {
    // It works with the facts of the plan; pods and endpoints it looks up before it moves what they serve.
    const reading = lists('pod', 'endpointSlice');
    const listed = whole.filter((kind) => !noted.includes(kind));
    const ours = listed.filter(({ existing }) => existing === 'owned');
    const writing = [...on(listed, ['get', 'create', 'patch']), ...on(ours, ['delete']), ...on(aspects, ['patch'])];
    const notes = onNotes(['create', 'patch']);
    // A Service goes when nobody imports it any more.
    const imports = 'list net.gke.io/serviceimports';
    expect(rightsOf('worker')).toEqual(new Set([...comparing, ...reading, ...writing, ...notes, imports]));
  });

  test('none has a Secret', () => {
    for (const name of CLUSTER_ROLES.keys())
      expect([...rightsOf(name)].filter((one) => one.includes('/secrets'))).toEqual([]);
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

  test.for(['planner', 'reporter', 'worker', 'drift'] as const)(
    '%s gets 403 on Secrets, in the words of a real one',
    async (name) => {
      const { handler } = emulator();
      for (const path of [`${SECRETS}/foo`, SECRETS, '/api/v1/secrets']) {
        expect((await ask(handler, TOKENS[name], 'GET', path)).status).toBe(403);
      }
      expect((await ask(handler, TOKENS[name], 'GET', `${SECRETS}/foo`)).text).toContain(
        `User \\"rangelight-${name}@demo-project.iam.gserviceaccount.com\\" cannot get resource \\"secrets\\"`,
      );
    },
  );

  const make = async (handler: ReturnType<typeof emulator>['handler'], path: string, body: object) => {
    const headers = { authorization: `Bearer ${TOKENS.google}`, 'content-type': 'application/json' };
    const init = { method: 'POST', headers, body: JSON.stringify(body) };
    expect((await handler(new Request(`http://cluster${path}`, init))).status).toBe(201);
  };

  /** As an admin applies what `rangelight doctor --secret-roles` prints. */
  const grant = async (handler: ReturnType<typeof emulator>['handler'], ...roles: readonly Applied[]) => {
    for (const { path, body } of roles) {
      const headers = { authorization: `Bearer ${TOKENS.google}`, 'content-type': 'application/apply-patch+yaml' };
      const init = { method: 'PATCH', headers, body: JSON.stringify(body) };
      expect((await handler(new Request(`http://cluster${path}`, init))).status).toBe(201);
    }
  };

  test.for(['worker', 'drift'] as const)(
    '%s reads a Secret that a Role names, no other, and lists none',
    async (name) => {
      const { handler } = emulator();
      const status = async (path: string) => (await ask(handler, TOKENS[name], 'GET', path)).status;
      expect(await status(`${SECRETS}/foo`)).toBe(403);
      await grant(handler, ...rolesForSecrets('default', ['foo']));
      expect(await status(`${SECRETS}/foo`)).toBe(404);
      for (const path of [`${SECRETS}/bar`, SECRETS, '/api/v1/secrets', '/api/v1/namespaces/kube-system/secrets/foo'])
        expect([path, await status(path)]).toEqual([path, 403]);
    },
  );

  test('no function reads or writes a key that signs identities, also where a manifest names it', async () => {
    const { handler } = emulator();
    const { namespace, names } = SIGNING_KEYS;
    await make(handler, '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    const others = ['foo-tls', TOKEN_SECRET, 'istio-remote-secret-east'];
    await grant(handler, ...rolesForSecrets(namespace, [...others, ...names], true));
    const at = `/api/v1/namespaces/${namespace}/secrets`;
    for (const name of FUNCTIONS)
      for (const path of [...names.map((key) => `${at}/${key}`), at])
        for (const method of ['GET', 'PATCH', 'DELETE']) {
          const { status } = await ask(handler, clusterTokenOf(name), method, path);
          expect([name, method, path, status]).toEqual([name, method, path, 403]);
        }
    expect((await ask(handler, TOKENS.worker, 'GET', `${at}/${TOKEN_SECRET}`)).status).toBe(404);
    expect((await ask(handler, TOKENS.drift, 'DELETE', `${at}/${TOKEN_SECRET}`)).status).toBe(403);
    expect((await ask(handler, TOKENS.worker, 'DELETE', `${at}/${TOKEN_SECRET}`)).status).toBe(404);
  });

  // As a real API server answered the same requests (1.35.4).
  test('a right to one object by its name is for no other, for no list and no POST, and makes it by an apply', async () => {
    const { handler } = emulator();
    const maps = '/api/v1/namespaces/default/configmaps';
    const status = async (method: string, path: string) => (await ask(handler, TOKENS.worker, method, path)).status;
    expect(await status('GET', `${maps}/asm-options`)).toBe(404);
    expect(await status('PATCH', `${maps}/asm-options`)).not.toBe(403);
    expect(await status('GET', `${maps}/others`)).toBe(403);
    expect(await status('PATCH', `${maps}/others`)).toBe(403);
    expect(await status('DELETE', `${maps}/asm-options`)).toBe(403);
    expect(await status('GET', maps)).toBe(403);
    expect(await status('POST', maps)).toBe(403);
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

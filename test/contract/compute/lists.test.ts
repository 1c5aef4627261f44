// Lists: pages, filters, order, and lists over all scopes.
import { beforeAll, expect, it } from 'vitest';
import { createProject, type Json, makeServices, NODE, type Project, ZONE } from './project.ts';

let project: Project;
beforeAll(async () => {
  project = createProject();
  await makeServices(project);
  for (const [name, description] of [
    ['b', 'mine, of course'],
    ['a', 'mine'],
    ['c', 'theirs'],
  ]) {
    const body = { name, description, type: 'TCP', tcpHealthCheck: {} };
    await project.make('POST', '/global/healthChecks', body);
  }
});

async function names(query: string): Promise<readonly unknown[]> {
  const { items = [] } = (await project.get(`/global/healthChecks?${query}`)) as { items?: Json[] };
  return items.map(({ name }) => name);
}

it('pages by name', async () => {
  const first = await project.get('/global/healthChecks?maxResults=3');
  expect(first).toMatchObject({
    kind: 'compute#healthCheckList',
    items: [{ name: 'a' }, { name: 'b' }, { name: 'c' }],
  });
  expect(await names(`maxResults=3&pageToken=${String(first.nextPageToken)}`)).toEqual(['hc']);
  expect((await project.call('GET', '/global/healthChecks?maxResults=501')).reason).toBe('invalidParameter');
  expect((await project.call('GET', '/global/healthChecks?pageToken=x')).reason).toBe('invalidParameter');
});

it('leaves out items when there are none', async () => {
  expect(await project.get('/global/urlMaps')).not.toHaveProperty('items');
});

it.each([
  ['name eq [ab]', ['a', 'b']],
  ['name ne [ab]', ['c', 'hc']],
  ['(name eq .*) (description eq mine)', ['a']],
  ['name = a', ['a']],
  ['name != "a"', ['b', 'c', 'hc']],
  ['(type = TCP) (description = "theirs")', ['c']],
  ['description:"mine*"', ['a', 'b']],
  ['description:*', ['a', 'b', 'c']],
  ['name = a OR name = c', ['a', 'c']],
  ['NOT (name = a) AND type = "TCP"', ['b', 'c']],
  ['httpHealthCheck.port >= 80', ['hc']],
  ['httpHealthCheck.port <= 79', []],
  ['httpHealthCheck.port > 79', ['hc']],
  ['httpHealthCheck.port < 80', []],
  ['description:course', ['b']],
])('filters by %s', async (filter, expected) => {
  expect(await names(`filter=${encodeURIComponent(filter)}`)).toEqual(expected);
});

it.each([
  'name',
  'name > b',
  'name = ',
  '(name = a',
  'name eq a (type = TCP)',
  'name like a',
  'name eq [',
  ''.padEnd(3, '('),
])('refuses the filter %j', async (filter) => {
  const { status } = await project.call('GET', `/global/healthChecks?filter=${encodeURIComponent(filter)}`);
  expect(status).toBe(400);
});

it('orders by age on request', async () => {
  expect(await names('orderBy=creationTimestamp%20desc')).toEqual(['c', 'a', 'b', 'hc']);
  expect((await project.call('GET', '/global/healthChecks?orderBy=type')).status).toBe(400);
});

it('lists over all scopes, with a warning for each that has nothing', async () => {
  const list = await project.get('/aggregated/networkEndpointGroups?includeAllScopes=true&returnPartialSuccess=true');
  expect(list.kind).toBe('compute#networkEndpointGroupAggregatedList');
  const items = list.items as Record<string, Json>;
  expect(Object.keys(items).sort()).toEqual([
    'global',
    'regions/europe-west1',
    'regions/us-west1',
    'zones/europe-west1-b',
    'zones/us-west1-a',
    'zones/us-west1-b',
  ]);
  expect(items[`zones/${ZONE}`]).toMatchObject({ networkEndpointGroups: [{ name: 'neg' }] });
  expect(items['zones/us-west1-b']).toEqual({
    warning: {
      code: 'NO_RESULTS_ON_PAGE',
      message: "There are no results for scope 'zones/us-west1-b' on this page.",
      data: [{ key: 'scope', value: 'zones/us-west1-b' }],
    },
  });
});

it('shows the instances and networks of the fabric, the regions and the zones', async () => {
  expect(await project.get(`/zones/${ZONE}/instances/${NODE}`)).toMatchObject({
    tags: { items: ['gke-us-node'] },
    networkInterfaces: [{ networkIP: '10.0.0.1' }],
  });
  expect(await project.get('/global/networks')).toMatchObject({ items: [{ name: 'default' }] });
  expect(await project.get('/regions/us-west1')).toMatchObject({ name: 'us-west1', status: 'UP' });
  expect(await project.get('/zones')).toMatchObject({ items: [{ name: 'europe-west1-b' }, {}, {}] });
  expect((await project.call('DELETE', `/zones/${ZONE}/instances/${NODE}`)).status).toBe(501);
});

it('lists instances and operations over all scopes', async () => {
  const scoped = async (collection: string) => {
    const list = await project.get(`/aggregated/${collection}`);
    const items = Object.entries(list.items as Record<string, Record<string, Json[]>>);
    const found = items.flatMap(([scope, here]) => (here[collection] === undefined ? [] : [[scope, here[collection]]]));
    return { kind: list.kind, found: Object.fromEntries(found) as Record<string, Json[]> };
  };
  expect(await scoped('instances')).toMatchObject({
    kind: 'compute#instanceAggregatedList',
    found: { [`zones/${ZONE}`]: [{ name: NODE }] },
  });
  const operations = await scoped('operations');
  expect(operations.kind).toBe('compute#operationAggregatedList');
  expect(operations.found[`zones/${ZONE}`]).toMatchObject([{ operationType: 'insert', status: 'DONE' }]);
});

it('goes on over pages of an aggregated list', async () => {
  const path = '/aggregated/healthChecks?maxResults=2';
  const first = await project.get(path);
  const rest = await project.get(`${path}&pageToken=${String(first.nextPageToken)}`);
  const all = [first, rest].flatMap(
    ({ items }) => (items as Record<string, { healthChecks?: Json[] }>).global?.healthChecks,
  );
  expect(all.map((check) => check?.name)).toEqual(['a', 'b', 'c', 'hc']);
  expect(rest).not.toHaveProperty('nextPageToken');
});

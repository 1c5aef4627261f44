// What the Compute emulator claims about the real API, each as requests and what must come back. The same claims run
// against the emulator in the tests and against a real project in `npm run conformance:live`.
import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type Answer, type Json, LiveRequestFailed, type LiveProject } from './project.ts';

export interface Claim {
  readonly name: string;
  /** The mark that it has in the emulator's BEHAVIOR.md today. */
  readonly standing: 'recorded' | 'reported' | 'documented' | 'unverified';
  run(project: LiveProject): Promise<void>;
}

const CHECK = { type: 'HTTP', httpHealthCheck: {} };

async function makeCheck(project: LiveProject, short: string): Promise<string> {
  const path = `/global/healthChecks/${project.name(short)}`;
  await project.make('POST', '/global/healthChecks', { name: project.name(short), ...CHECK });
  return path;
}

/** A backend service without backends, with a health check of its own. */
async function makeService(project: LiveProject, short: string, extra: Json = {}): Promise<string> {
  const check = await makeCheck(project, `${short}-hc`);
  await project.make('POST', '/global/backendServices', {
    name: project.name(short),
    loadBalancingScheme: 'EXTERNAL_MANAGED',
    protocol: 'HTTP',
    healthChecks: [project.link(check)],
    ...extra,
  });
  return `/global/backendServices/${project.name(short)}`;
}

async function makeMap(
  project: LiveProject,
  short: string,
): Promise<{ readonly map: string; readonly service: string }> {
  const service = await makeService(project, `${short}-bs`);
  await project.make('POST', '/global/urlMaps', { name: project.name(short), defaultService: project.link(service) });
  return { map: `/global/urlMaps/${project.name(short)}`, service };
}

async function makeNeg(project: LiveProject, short: string): Promise<string> {
  const collection = `/zones/${project.zone}/networkEndpointGroups`;
  const networkEndpointType = 'NON_GCP_PRIVATE_IP_PORT';
  await project.make('POST', collection, { name: project.name(short), networkEndpointType });
  return `${collection}/${project.name(short)}`;
}

/** How often an insert may be over before what had to be seen during it was answered. */
const GLIMPSES = 20;

/**
 * What `look` was answered while an insert ran. The insert may win the race on a busy machine or a fast API: then the
 * answer says nothing about the claim, and another name is tried.
 */
async function duringInsert(
  project: LiveProject,
  short: string,
  look: (name: string) => Promise<Answer>,
): Promise<Answer> {
  for (let glimpse = 1; glimpse <= GLIMPSES; glimpse += 1) {
    const name = project.name(`${short}-${glimpse}`);
    const insert = await project.call('POST', '/global/healthChecks', { name, ...CHECK });
    const seen = await look(name);
    const after = await project.get(`/global/operations/${String(insert.body['name'])}`);
    await project.settle(insert);
    if (after['status'] !== 'DONE') return seen;
    await project.settle(seen);
  }
  throw new LiveRequestFailed('look during an insert', { reason: `${GLIMPSES} inserts were over too early` });
}

export const claims: readonly Claim[] = [
  {
    name: 'a change answers RUNNING at first, and DONE with progress 100 in the end',
    standing: 'recorded',
    async run(project) {
      const body = { name: project.name('op'), ...CHECK };
      const answer = await project.call('POST', '/global/healthChecks', body);
      equal(answer.body['status'], 'RUNNING');
      equal(answer.body['operationType'], 'insert');
      equal((await project.settle(answer))['progress'], 100);
    },
  },
  {
    name: 'while its insert runs, a resource is not found',
    standing: 'unverified',
    async run(project) {
      const early = await duringInsert(project, 'early', (name) => project.call('GET', `/global/healthChecks/${name}`));
      equal(early.status, 404);
    },
  },
  {
    name: 'a name whose insert runs cannot be inserted again: resourceNotReady',
    standing: 'unverified',
    async run(project) {
      const second = await duringInsert(project, 'twice', (name) =>
        project.call('POST', '/global/healthChecks', { name, ...CHECK }),
      );
      equal(second.reason, 'resourceNotReady');
    },
  },
  {
    name: 'a repeated requestId is answered with the operation that it started',
    standing: 'documented',
    async run(project) {
      const path = `/global/healthChecks?requestId=${randomUUID()}`;
      const body = { name: project.name('request'), ...CHECK };
      const first = await project.call('POST', path, body);
      await project.settle(first);
      const second = await project.call('POST', path, body);
      equal(second.body['name'], first.body['name']);
    },
  },
  {
    name: 'an existing name is a 409 alreadyExists',
    standing: 'reported',
    async run(project) {
      await makeCheck(project, 'taken');
      const again = await project.call('POST', '/global/healthChecks', { name: project.name('taken'), ...CHECK });
      deepEqual([again.status, again.reason], [409, 'alreadyExists']);
    },
  },
  {
    name: 'an unknown field is a 400',
    standing: 'unverified',
    async run(project) {
      const body = { name: project.name('unknown'), ...CHECK, noSuchField: 1 };
      equal((await project.call('POST', '/global/healthChecks', body)).status, 400);
    },
  },
  {
    name: 'a stale fingerprint is a 412 conditionNotMet, for PATCH and PUT of a URL map',
    standing: 'recorded',
    async run(project) {
      const { map, service } = await makeMap(project, 'stale');
      const body = { name: project.name('stale'), defaultService: project.link(service), fingerprint: 'AAAAAAAAAAA=' };
      for (const method of ['PATCH', 'PUT']) {
        const { status, reason } = await project.call(method, map, body);
        deepEqual([method, status, reason], [method, 412, 'conditionNotMet']);
      }
    },
  },
  {
    name: 'PATCH of a URL map without a fingerprint is a 400 required',
    standing: 'unverified',
    async run(project) {
      const { map } = await makeMap(project, 'bare-map');
      const { status, reason } = await project.call('PATCH', map, { description: 'changed' });
      deepEqual([status, reason], [400, 'required']);
    },
  },
  {
    name: 'PATCH of a backend service without a fingerprint is a 400 required',
    standing: 'unverified',
    async run(project) {
      const service = await makeService(project, 'bare-bs');
      const { status, reason } = await project.call('PATCH', service, { timeoutSec: 31 });
      deepEqual([status, reason], [400, 'required']);
    },
  },
  {
    name: 'the same content has the same fingerprint',
    standing: 'recorded',
    async run(project) {
      const service = await makeService(project, 'print');
      const { fingerprint: first } = await project.get(service);
      await project.make('PATCH', service, { timeoutSec: 40, fingerprint: first });
      const { fingerprint: second } = await project.get(service);
      await project.make('PATCH', service, { timeoutSec: 30, fingerprint: second });
      const { fingerprint: third } = await project.get(service);
      ok(second !== first, 'a change must change it');
      equal(third, first);
    },
  },
  {
    name: 'what something uses cannot be deleted: 400 resourceInUseByAnotherResource',
    standing: 'recorded',
    async run(project) {
      const { service } = await makeMap(project, 'used');
      const { status, reason, message = '' } = await project.call('DELETE', service);
      deepEqual([status, reason], [400, 'resourceInUseByAnotherResource']);
      match(message, /is already being used by/);
    },
  },
  {
    name: 'a path matcher that no host rule uses is refused',
    standing: 'unverified',
    async run(project) {
      const { service } = await makeMap(project, 'unused');
      const defaultService = project.link(service);
      const body = { name: project.name('unused-two'), defaultService, pathMatchers: [{ name: 'm', defaultService }] };
      equal((await project.call('POST', '/global/urlMaps', body)).reason, 'invalid');
    },
  },
  {
    name: 'validate answers for a map that does not exist, and stores nothing',
    standing: 'documented',
    async run(project) {
      const { service } = await makeMap(project, 'valid');
      const name = project.name('valid-two');
      const tests = [{ host: 'example.com', path: '/', service: project.link(service) }];
      const resource = { name, defaultService: project.link(service), tests };
      const { body } = await project.call('POST', `/global/urlMaps/${name}/validate`, { resource });
      deepEqual(body['result'], { loadSucceeded: true, testPassed: true });
      equal((await project.call('GET', `/global/urlMaps/${name}`)).status, 404);
    },
  },
  {
    name: 'services of one URL map must share a load balancing scheme',
    standing: 'reported',
    async run(project) {
      const { map } = await makeMap(project, 'scheme');
      const classic = await makeService(project, 'classic', { loadBalancingScheme: 'EXTERNAL' });
      const { fingerprint } = await project.get(map);
      const pathMatchers = [{ name: 'm', defaultService: project.link(classic) }];
      const change = { hostRules: [{ hosts: ['example.com'], pathMatcher: 'm' }], pathMatchers, fingerprint };
      equal((await project.call('PATCH', map, change)).reason, 'invalid');
    },
  },
  {
    name: 'attaching an endpoint twice is a 400',
    standing: 'unverified',
    async run(project) {
      const neg = await makeNeg(project, 'double');
      const networkEndpoints = [{ ipAddress: '192.168.77.1', port: 80 }];
      await project.make('POST', `${neg}/attachNetworkEndpoints`, { networkEndpoints });
      equal((await project.call('POST', `${neg}/attachNetworkEndpoints`, { networkEndpoints })).status, 400);
    },
  },
  {
    name: 'detaching an endpoint that is not attached is a 400',
    standing: 'unverified',
    async run(project) {
      const neg = await makeNeg(project, 'absent');
      const networkEndpoints = [{ ipAddress: '192.168.77.2', port: 80 }];
      equal((await project.call('POST', `${neg}/detachNetworkEndpoints`, { networkEndpoints })).status, 400);
    },
  },
  {
    name: 'RATE without a rate is refused',
    standing: 'reported',
    async run(project) {
      const service = await makeService(project, 'rate');
      const neg = await makeNeg(project, 'rate-neg');
      const { fingerprint } = await project.get(service);
      const change = { backends: [{ group: project.link(neg), balancingMode: 'RATE' }], fingerprint };
      equal((await project.call('PATCH', service, change)).reason, 'invalid');
    },
  },
  {
    name: 'labels of an address’s insert are dropped; setLabels is DONE at once',
    standing: 'recorded',
    async run(project) {
      const path = `/global/addresses/${project.name('vip')}`;
      await project.make('POST', '/global/addresses', { name: project.name('vip'), labels: { dropped: 'yes' } });
      const before = await project.get(path);
      ok(!('labels' in before), 'labels were kept');
      const change = { labels: { team: 'web' }, labelFingerprint: before['labelFingerprint'] };
      equal((await project.make('POST', `${path}/setLabels`, change)).body['status'], 'DONE');
      equal((await project.call('POST', `${path}/setLabels`, change)).status, 412);
    },
  },
  {
    name: 'PATCH of a firewall rule names only what it changes',
    standing: 'documented',
    async run(project) {
      const name = project.name('fw');
      const allowed = [{ IPProtocol: 'tcp', ports: ['80'] }];
      // Matches nothing in the project.
      await project.make('POST', '/global/firewalls', {
        name,
        allowed,
        sourceRanges: ['192.0.2.1/32'],
        targetTags: [name],
      });
      await project.make('PATCH', `/global/firewalls/${name}`, { priority: 5 });
      const after = await project.get(`/global/firewalls/${name}`);
      equal(after['priority'], 5);
      equal(after['name'], name);
    },
  },
];

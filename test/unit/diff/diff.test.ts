// What stands between desired, applied and observed, and what must not be taken for a difference.
import { describe, expect, test } from 'vitest';
import { diff, type DiffInput } from '../../../lib/diff/index.ts';
import {
  type DesiredResource,
  kindsOf,
  MANAGED_BY,
  objectKey,
  type ObservedState,
  OWNER_ANNOTATION,
  ownershipMark,
  refKey,
  type ResourceRef,
} from '../../../lib/model/index.ts';
import type { JsonObject } from '../../../lib/core/index.ts';
import {
  appliedOf,
  balancer,
  compute,
  desiredOf,
  EU,
  MARK,
  observedOf,
  OWNER,
  resource,
  serviceKey,
  UNIT,
  US,
} from '../balancer.ts';
import { KINDS } from '../../../functions/wiring/kinds.ts';
import { clusterRef } from '../../../lib/features/ingress/kinds/index.ts';

const one = balancer({ name: 'one', clusters: [EU], hosts: ['a.example'] });
const NOTHING = observedOf([]);

function judge(
  wanted: readonly DesiredResource[],
  applied: readonly DesiredResource[] | undefined,
  observed: ObservedState,
  more: Partial<DiffInput> = {},
) {
  return diff({
    kinds: KINDS,
    desired: desiredOf(wanted),
    applied: applied && appliedOf(applied),
    observed,
    takeover: false,
    pendingCause: 'pending',
    ...more,
  });
}

const summary = (result: ReturnType<typeof diff>) => result.changes.map(({ kind, cause }) => `${kind} ${cause}`);

/** An observation of one resource. */
function seen(ref: ResourceRef, body: JsonObject, ours = true): ObservedState {
  return { resources: new Map([[refKey(ref), { ref, body, ours }]]), unknown: [] };
}

const healthCheck = (interval: number) =>
  resource(compute('healthCheck', 'rl1-hc-web-0123456789'), { checkIntervalSec: interval });

describe('what is wanted', () => {
  test('and absent is made', () => {
    expect(summary(judge([healthCheck(5)], undefined, NOTHING))).toEqual(['create pending']);
  });

  test('and there, as it should be, is no change', () => {
    expect(judge(one.resources, one.resources, observedOf(one.resources))).toEqual({
      changes: [],
      unknown: [],
      foreign: [],
      diagnostics: [],
    });
  });

  test('is compared with defaults filled in on both sides', () => {
    const bare = resource(compute('healthCheck', 'rl1-hc-web-0123456789'), {});
    expect(judge([bare], [bare], observedOf([healthCheck(5)])).changes).toEqual([]);
    expect(judge([healthCheck(5)], [bare], observedOf([bare])).changes).toEqual([]);
  });

  test('and different is updated, field by field', () => {
    const { changes } = judge([healthCheck(9)], [healthCheck(5)], observedOf([healthCheck(5)]));
    expect(changes).toMatchObject([
      {
        kind: 'update',
        cause: 'pending',
        impact: 'possible',
        fields: [{ path: 'checkIntervalSec', before: 5, after: 9, effect: 'change' }],
      },
    ]);
  });

  test('as a value that another one gives, and that cannot be read, is no difference', () => {
    const front = one.resources.filter(({ ref }) => ref.kind === 'forwardingRule' || ref.kind === 'address');
    const whole = observedOf(front);
    const literal = [...whole.resources].map(([key, { ref, body, ours }]) => {
      const seenBody =
        ref.kind === 'address' ? { ...body, address: '203.0.113.7' } : { ...body, IPAddress: '203.0.113.7' };
      return [key, { ref, body: seenBody, ours }] as const;
    });
    expect(judge(front, front, { resources: new Map(literal), unknown: [] }).changes).toEqual([]);
    const rules = literal.filter(([, { ref }]) => ref.kind === 'forwardingRule');
    const hidden: ObservedState = {
      resources: new Map(rules),
      unknown: [{ part: 'compute', kind: 'address', reason: '503' }],
    };
    expect(judge(front, front, hidden)).toMatchObject({ changes: [], unknown: [one.keys.address] });
    expect(summary(judge(front, front, { ...hidden, unknown: [] }))).toEqual(['create drift', 'replace drift']);
  });

  test('in a field that cannot change is replaced', () => {
    const rule = one.resources.filter(({ ref }) => ref.kind === 'forwardingRule' || ref.kind === 'address');
    const moved = rule.map((r) =>
      r.ref.kind === 'address' ? r : { ...r, body: { ...r.body, IPAddress: '198.51.100.7' } },
    );
    expect(judge(moved, rule, observedOf(rule)).changes).toMatchObject([{ kind: 'replace', impact: 'certain' }]);
  });
});

describe('the cause', () => {
  test('is drift when we wrote what is wanted, and it is not so any more', () => {
    expect(summary(judge([healthCheck(5)], [healthCheck(5)], observedOf([healthCheck(9)])))).toEqual(['update drift']);
    expect(summary(judge([healthCheck(5)], [healthCheck(5)], NOTHING))).toEqual(['create drift']);
  });

  test('is pending when something else is wanted than was written', () => {
    expect(summary(judge([healthCheck(9)], [healthCheck(5)], observedOf([healthCheck(7)])))).toEqual([
      'update pending',
    ]);
  });

  test('is the fleet when the commit is the same', () => {
    const more = { pendingCause: 'fact' } as const;
    expect(summary(judge([healthCheck(9)], [healthCheck(5)], observedOf([healthCheck(5)]), more))).toEqual([
      'update fact',
    ]);
  });

  test('has a sentence', () => {
    const why = (...args: Parameters<typeof judge>) => judge(...args).changes.map((change) => change.why);
    const { ref } = healthCheck(5);
    const fact = { pendingCause: 'fact' } as const;
    const address = (tier: string) => resource(compute('address', 'ip'), { networkTier: tier });
    const mci = clusterRef('multiClusterIngress', EU, 'foobar', 'blue');
    const neg = one.resources.filter((each) => each.ref.kind === 'networkEndpointGroup');
    expect(why([healthCheck(5)], [healthCheck(5)], NOTHING)).toEqual(['somebody removed it']);
    expect(why([healthCheck(5)], [healthCheck(5)], observedOf([healthCheck(9)]))).toEqual(['somebody changed it']);
    expect(why([healthCheck(5)], undefined, NOTHING)).toEqual(['the manifests ask for it and it does not exist']);
    expect(why([healthCheck(9)], undefined, observedOf([healthCheck(5)]))).toEqual(['the manifests changed']);
    expect(why([healthCheck(9)], undefined, observedOf([healthCheck(5)]), fact)).toEqual(['the fleet changed']);
    expect(why([address('STANDARD')], undefined, observedOf([address('PREMIUM')]))).toEqual([
      'the manifests changed in a field that cannot be changed in place',
    ]);
    expect(why([], undefined, observedOf([healthCheck(5)]))).toEqual(['no manifest asks for it any more']);
    expect(why([], [healthCheck(5)], seen(ref, {}, false))).toEqual([
      'no manifest asks for it any more, and it no longer carries our mark',
    ]);
    expect(why([], neg, observedOf(neg))).toEqual([
      'no manifest asks for it any more; GKE removes it with its Service',
    ]);
    expect(why([resource(mci, {})], undefined, seen(mci, {}, false), { takeover: true })).toEqual([
      'it exists without our mark and policy.takeover allows taking it over',
    ]);
  });

  test('is not drift when there is no record of what was written', () => {
    expect(summary(judge([healthCheck(5)], undefined, observedOf([healthCheck(9)])))).toEqual(['update pending']);
  });
});

describe('a change', () => {
  test('of one field that cannot change, among others that can, replaces', () => {
    const firewall = (network: string, priority: number) => resource(compute('firewall', 'fw'), { network, priority });
    expect(summary(judge([firewall('b', 2)], undefined, observedOf([firewall('a', 1)])))).toEqual(['replace pending']);
    expect(summary(judge([firewall('a', 2)], undefined, observedOf([firewall('a', 1)])))).toEqual(['update pending']);
  });

  test('of an item is one of the list that holds it', () => {
    const service = (rate: number) =>
      resource(compute('backendService', 'bs'), { backends: [{ group: 'g[1]', maxRatePerEndpoint: rate }] });
    expect(judge([service(2)], undefined, observedOf([service(1)])).changes).toMatchObject([
      { kind: 'update', fields: [{ path: 'backends[g[1]].maxRatePerEndpoint' }] },
    ]);
  });

  test('to make something has no fields, and nothing that was before', () => {
    const [change] = judge([healthCheck(5)], undefined, NOTHING).changes;
    expect(change).toMatchObject({ fields: [], maker: 'rangelight', owners: [], needs: [] });
    expect(change).not.toHaveProperty('before');
    expect(change).toHaveProperty('after', healthCheck(5).body);
    const [gone] = judge([], [healthCheck(5)], observedOf([healthCheck(5)])).changes;
    expect(gone).not.toHaveProperty('after');
    expect(gone?.fields).toEqual([]);
  });

  test('is for those who want it now, else for those it was made for', () => {
    const of = (owner: string) => ({ ...healthCheck(owner === 'x' ? 5 : 9), owners: [owner] });
    expect(judge([of('y')], [of('x')], observedOf([of('x')])).changes[0]?.owners).toEqual(['y']);
    expect(judge([], [of('x')], observedOf([of('x')])).changes[0]?.owners).toEqual(['x']);
    expect(judge([], undefined, observedOf([of('x')])).changes).toMatchObject([{ owners: [], maker: 'rangelight' }]);
  });

  test('needs what is named and what is depended on, each once, sorted', () => {
    const [a, b] = [refKey(compute('backendService', 'a')), refKey(compute('backendService', 'b'))];
    const map = (dependsOn: readonly string[]) =>
      resource(compute('urlMap', 'rl1-um-m-0123456789'), { defaultService: b }, { dependsOn });
    expect(judge([map([b, a])], undefined, NOTHING).changes[0]?.needs).toEqual([a, b]);
    expect(judge([], [map([a])], observedOf([map([])])).changes[0]?.needs).toEqual([a, b]);
    expect(judge([], undefined, observedOf([map([])])).changes[0]?.needs).toEqual([b]);
  });

  test('of an object in a cluster needs only what it depends on', () => {
    const text = refKey(compute('backendService', 'named-in-a-label'));
    const object = resource(clusterRef('service', EU, 's', 'blue'), { metadata: { labels: { text } } });
    expect(judge([object], undefined, NOTHING).changes[0]?.needs).toEqual([]);
  });

  test('knows how a group is filled, and which Secrets a certificate and the keys of signed URLs are made of', () => {
    const endpoints = { cluster: EU, namespace: 'blue', service: 's', port: '' };
    const secret = { clusters: [EU], namespace: 'blue', name: 't', fingerprint: 'f' };
    const privateParts = [{ name: 'k', secret }];
    const [change] = judge([{ ...healthCheck(5), endpoints, secret, privateParts }], undefined, NOTHING).changes;
    expect(change).toMatchObject({ endpoints, secret, privateParts });
    expect(judge([healthCheck(5)], undefined, NOTHING).changes[0]).not.toHaveProperty('endpoints');
    expect(judge([healthCheck(5)], undefined, NOTHING).changes[0]).not.toHaveProperty('secret');
    expect(judge([healthCheck(5)], undefined, NOTHING).changes[0]).not.toHaveProperty('privateParts');
  });

  test('keeps of an object in a cluster neither metadata nor status', () => {
    const ref = clusterRef('service', EU, 's', 'blue');
    const labelled = (label: string) => resource(ref, { metadata: { labels: { label } }, spec: { clusterIP: 'None' } });
    const [change] = judge([labelled('b')], [labelled('a')], observedOf([labelled('a')])).changes;
    expect(change?.before).toEqual({ spec: { clusterIP: 'None' } });
    const status = (vip: string) =>
      resource(clusterRef('multiClusterIngressStatus', EU, 's', 'blue'), { status: { VIP: vip } });
    expect(judge([status('b')], [status('a')], observedOf([status('a')])).changes[0]?.before).toEqual({});
  });
});

describe('what is not wanted any more', () => {
  test('is deleted when it is ours', () => {
    expect(summary(judge([], [healthCheck(5)], observedOf([healthCheck(5)])))).toEqual(['delete pending']);
  });

  test('is deleted by its mark when the record of it is lost', () => {
    expect(summary(judge([], undefined, observedOf([healthCheck(5)])))).toEqual(['delete pending']);
  });

  test('is nobody’s to take away where somebody copied the mark: the name is not one that we give', () => {
    for (const name of ['copied-by-hand', 'rl1-bs-web-0123456789'])
      expect(judge([], [], observedOf([resource(compute('healthCheck', name), {})])).changes).toEqual([]);
  });

  test('is no change when it has gone already', () => {
    expect(judge([], [healthCheck(5)], NOTHING).changes).toEqual([]);
  });

  test('is let go when it lost our mark', () => {
    const { ref } = healthCheck(5);
    expect(summary(judge([], [healthCheck(5)], seen(ref, {}, false)))).toEqual(['abandon pending']);
  });

  test('is none of our business when it belongs to another unit', () => {
    const { ref } = healthCheck(5);
    const other = seen(ref, { description: MARK.replace('unit=blue', 'unit=green') });
    expect(judge([], undefined, other).changes).toEqual([]);
  });

  test('is never deleted when GKE made it', () => {
    const { changes } = judge([], one.resources, observedOf(one.resources));
    const negs = changes.filter(({ ref }) => ref.kind === 'networkEndpointGroup');
    expect(negs).toMatchObject([{ kind: 'abandon', maker: 'gke' }]);
    expect(negs[0]?.why).toContain('GKE');
  });

  test('names what it stood on, also the address whose IP it holds', () => {
    const { changes } = judge([], one.resources, observedOf(one.resources));
    expect(changes.find(({ key }) => key === one.keys.rule)?.needs).toContain(one.keys.address);
    const literal = observedOf(one.resources);
    const rule = literal.resources.get(one.keys.rule);
    const withIp = new Map(literal.resources);
    if (rule !== undefined) withIp.set(one.keys.rule, { ...rule, body: { ...rule.body, IPAddress: 'ip of ip-one' } });
    const bare = one.resources.map((each) => ({ ...each, dependsOn: [] }));
    const found = judge([], bare, { resources: withIp, unknown: [] }).changes;
    expect(found.find(({ key }) => key === one.keys.rule)?.needs).toContain(one.keys.address);
  });
});

describe('what GKE makes', () => {
  const negs = one.resources.filter(({ ref }) => ref.kind === 'networkEndpointGroup');

  test('is awaited', () => {
    expect(judge(negs, undefined, NOTHING).changes).toMatchObject([{ kind: 'create', maker: 'gke' }]);
  });

  test('is no change of ours, also when it carries our mark', () => {
    const [neg] = negs;
    if (neg === undefined) throw new TypeError('there is a NEG');
    expect(judge(negs, negs, seen(neg.ref, { networkEndpointType: 'OTHER' })).changes).toEqual([]);
  });

  test('is left alone once it is there, whatever it looks like', () => {
    const [neg] = negs;
    if (neg === undefined) throw new TypeError('there is a NEG');
    expect(judge(negs, negs, seen(neg.ref, { networkEndpointType: 'OTHER' }, false)).changes).toEqual([]);
  });
});

describe('unknown', () => {
  test('is neither made, changed nor deleted', () => {
    const unknown = { resources: new Map(), unknown: [{ part: 'compute', kind: 'healthCheck', reason: 'x' }] } as const;
    expect(judge([healthCheck(5)], undefined, unknown)).toMatchObject({
      changes: [],
      unknown: [refKey(healthCheck(5).ref)],
    });
    expect(judge([], [healthCheck(5)], unknown).changes).toEqual([]);
  });
});

describe('what is not ours', () => {
  test('is reported, and not touched, in Compute also with takeover', () => {
    const { ref } = healthCheck(5);
    for (const takeover of [false, true]) {
      const result = judge([healthCheck(5)], undefined, seen(ref, { checkIntervalSec: 9 }, false), { takeover });
      expect(result).toMatchObject({ changes: [], diagnostics: [{ code: 'not-ours' }] });
    }
  });

  const mci = clusterRef('multiClusterIngress', EU, 'foobar', 'blue');
  const status = clusterRef('multiClusterIngressStatus', EU, 'foobar', 'blue');
  const wanted = [
    resource(mci, { spec: {} }),
    resource(status, { status: { VIP: '203.0.113.1' } }, { dependsOn: [refKey(mci)] }),
  ];

  test('is taken over in a config cluster only when the policy says so', () => {
    expect(judge(wanted, undefined, seen(mci, {}, false))).toMatchObject({
      changes: [],
      diagnostics: [{ code: 'not-ours' }],
    });
    expect(summary(judge(wanted, undefined, seen(mci, {}, false), { takeover: true }))).toEqual([
      'adopt pending',
      'create pending',
    ]);
  });

  test('is never taken over when it carries the mark of somebody else, nor is its status', () => {
    for (const theirs of [
      ownershipMark({ ...OWNER, installation: 'there' }, UNIT),
      ownershipMark({ ...OWNER, fleet: 'other' }, UNIT),
      `rangelight/v1 fleet=${OWNER.fleet} unit=${UNIT}`,
      'rangelight/v3 of a later version',
    ]) {
      const stands = seen(mci, { metadata: { annotations: { [OWNER_ANNOTATION]: theirs } } }, false);
      const found = judge(wanted, undefined, stands, { takeover: true });
      expect(found).toMatchObject({ changes: [], diagnostics: [{ code: 'not-ours' }] });
    }
  });

  test('is named in the finding, with whose it is', () => {
    const { ref } = healthCheck(5);
    const message = (description: string): string | undefined =>
      judge([healthCheck(5)], undefined, seen(ref, { description }, false)).diagnostics[0]?.message;
    const it = `health check ${refKey(ref)} exists and`;
    expect(message('by hand')).toBe(`${it} does not carry the mark of this fleet`);
    expect(message(ownershipMark({ installation: 'there', fleet: 'other' }, UNIT))).toBe(
      `${it} carries the mark of fleet other of installation there`,
    );
    expect(message(`rangelight/v1 fleet=${OWNER.fleet} unit=${UNIT}`)).toBe(
      `${it} carries the mark of fleet prod of no installation (version 1)`,
    );
  });

  test('the status of an object that is ours is ours, and goes with its object', () => {
    const stands = seen(mci, {});
    expect(summary(judge([resource(status, { status: { VIP: 'a' } })], undefined, stands))).toEqual(['create pending']);
    expect(summary(judge([resource(status, { status: { VIP: 'a' } })], undefined, NOTHING))).toEqual([
      'create pending',
    ]);
    // The status subresource carries no mark of its own.
    const unmarked = seen(status, { status: { VIP: 'b' } }, false);
    expect(summary(judge([resource(status, { status: { VIP: 'a' } })], undefined, unmarked))).toEqual([
      'update pending',
    ]);
    const old = resource(status, { status: { VIP: 'a' } });
    expect(judge([], [old], seen(status, { status: { VIP: 'a' } })).changes).toEqual([]);
  });

  test('a CRD that stands already is used as it is, and stays', () => {
    const crd = clusterRef('customResourceDefinition', EU, 'multiclusteringresses.networking.gke.io');
    const wantedCrd = [resource(crd, { metadata: { annotations: { [OWNER_ANNOTATION]: MARK } } })];
    expect(judge(wantedCrd, undefined, seen(crd, {}, false))).toMatchObject({ changes: [], diagnostics: [] });
    expect(judge([], wantedCrd, seen(crd, {}, true)).changes).toEqual([]);
    expect(summary(judge(wantedCrd, undefined, NOTHING))).toEqual(['create pending']);
  });
});

describe('maps that others write to as well', () => {
  const ref = clusterRef('service', US, 's', 'blue');
  const withLabels = (labels: JsonObject) => resource(ref, { metadata: { labels, annotations: {} } });
  const ours = withLabels(MANAGED_BY);

  test('keep the entries of others', () => {
    expect(judge([ours], [ours], observedOf([withLabels({ ...MANAGED_BY, team: 'x' })])).changes).toEqual([]);
  });

  test('lose the entries that we once wrote', () => {
    const old = withLabels({ ...MANAGED_BY, team: 'x' });
    expect(judge([ours], [old], observedOf([old])).changes[0]?.fields).toEqual([
      { path: 'metadata.labels[team]', before: 'x', effect: 'change' },
    ]);
  });
});

describe('effects', () => {
  const set = (ranges: readonly string[]) => resource(compute('firewall', 'fw'), { sourceRanges: ranges });
  const effectsOf = (from: DesiredResource, to: DesiredResource) =>
    judge([to], [from], observedOf([from])).changes.flatMap(({ fields }) => fields.map(({ effect }) => effect));

  test('of a set: it grows, or it shrinks', () => {
    expect(effectsOf(set(['a']), set(['a', 'b']))).toEqual(['grow']);
    expect(effectsOf(set(['a', 'b']), set(['a']))).toEqual(['shrink']);
    expect(effectsOf(set(['b', 'a']), set(['a', 'b']))).toEqual([]);
  });

  test('of keyed items: one comes, one goes, one changes', () => {
    const shape = (clusters: readonly string[]) => balancer({ name: 'one', clusters });
    const service = (clusters: readonly string[]) =>
      shape(clusters).resources.filter(({ ref }) => ref.kind === 'backendService');
    const [eu] = service([EU]);
    const [us] = service([US]);
    if (eu === undefined || us === undefined) throw new TypeError('there are backend services');
    const { changes } = judge([us], [eu], observedOf([eu]));
    expect(changes[0]?.fields.map(({ effect }) => effect).sort()).toEqual(['grow', 'shrink']);
    expect(changes[0]?.impact).toBe('possible');
  });

  test('of what grows is nothing that traffic feels', () => {
    expect(judge([set(['a', 'b'])], [set(['a'])], observedOf([set(['a'])])).changes[0]?.impact).toBe('none');
    expect(judge([set(['a'])], [set(['a', 'b'])], observedOf([set(['a', 'b'])])).changes[0]?.impact).toBe('certain');
  });
});

test('what is kept of the observation does not move with what the server adds', () => {
  const at = (id: string) => {
    const { ref, body } = healthCheck(5);
    return judge([healthCheck(9)], [healthCheck(5)], seen(ref, { ...body, id, selfLink: `x/${id}`, fingerprint: id }));
  };
  expect(at('1')).toEqual(at('2'));
});

// Case 74: the commit of the last run says nothing of why: most commits touch another namespace.
describe('the reason', () => {
  const owner = serviceKey('foo');
  const copy = (port: number, cluster = EU) =>
    resource(clusterRef('multiClusterService', cluster, 'foo', UNIT), { spec: { port } }, { owners: [owner] });
  const config = (timeout: number) =>
    resource(
      clusterRef('backendConfig', EU, 'bc', UNIT),
      { spec: { timeout } },
      { owners: [objectKey({ group: 'cloud.google.com', kind: 'BackendConfig', namespace: UNIT, name: 'bc' })] },
    );
  const check = (seconds: number) =>
    resource(compute('healthCheck', 'hc'), { checkIntervalSec: seconds }, { owners: [owner] });
  const reasons = (before: readonly DesiredResource[], after: readonly DesiredResource[]) =>
    judge(after, before, observedOf(before)).changes.flatMap(({ ref, cause, why }) =>
      ref.kind === 'healthCheck' ? [`${cause}: ${why}`] : [],
    );

  test('is the fleet where all manifests are as they were applied', () => {
    expect(reasons([copy(80), check(5)], [copy(80), check(9)])).toEqual(['fact: the fleet changed']);
    expect(reasons([copy(80), check(5)], [copy(80)])).toEqual([
      'fact: the fleet changed: nothing asks for it any more',
    ]);
    // The config cluster is another one, its copy the same.
    expect(reasons([copy(80, US), check(5)], [copy(80), check(9)])).toEqual(['fact: the fleet changed']);
  });

  test('is the manifests where its own changed, came or went, or one with settings', () => {
    expect(reasons([copy(80), check(5)], [copy(81), check(9)])).toEqual(['pending: the manifests changed']);
    expect(reasons([copy(80), check(5)], [])).toEqual(['pending: no manifest asks for it any more']);
    expect(reasons([check(5)], [copy(80), check(9)])).toEqual(['pending: the manifests changed']);
    const [was, is] = [
      [copy(80), config(1), check(5)],
      [copy(80), config(2), check(9)],
    ];
    expect(reasons(was, is)).toEqual(['pending: the manifests changed']);
  });

  test('is a Secret where a field that Secrets say is another one', () => {
    const why = (kind: Parameters<typeof compute>[0], was: JsonObject, is: JsonObject) => {
      const [before, after] = [was, is].map((body) => resource(compute(kind, 'x'), body, { owners: [owner] }));
      if (before === undefined || after === undefined) throw new TypeError('there are two');
      const { changes } = judge([copy(80), after], [copy(80), before], observedOf([copy(80), before]));
      return changes.map((change) => `${change.cause}: ${change.why}`);
    };
    const iap = (secret: string) => ({ iap: { enabled: true, oauth2ClientSecretSha256: secret } });
    expect(why('backendService', iap('a'), iap('b'))).toEqual(['fact: a Secret changed']);
    expect(why('backendService', iap('a'), { ...iap('a'), timeoutSec: 9 })).toEqual(['fact: the fleet changed']);
    const proxy = (certificate: string, urlMap = 'um') => ({ sslCertificates: [certificate], urlMap });
    expect(why('targetHttpsProxy', proxy('a'), proxy('b'))).toEqual(['fact: a Secret changed']);
    expect(why('targetHttpsProxy', proxy('a'), proxy('a', 'other'))).toEqual(['fact: the fleet changed']);
  });
});

// Beside case 75: what a person made from a copied description.
test('a mark under a name that we do not give is told, and what carries it left alone', () => {
  const theirs = resource(compute('healthCheck', 'mine'), {});
  const found = judge(one.resources, one.resources, observedOf([...one.resources, theirs]));
  expect(found).toMatchObject({ changes: [], diagnostics: [{ code: 'mark-copied', severity: 'warning' }] });
  expect(found.diagnostics[0]?.message).toContain(`mine carries the mark of ${UNIT}`);
});

test('marks that were copied are told in the order of their names, whatever was seen first', () => {
  const theirs = ['z', 'b'].map((name) => resource(compute('healthCheck', name), {}));
  const { diagnostics } = judge(one.resources, one.resources, observedOf([...theirs, ...one.resources]));
  expect(diagnostics.map(({ message }) => /(\w+) carries/.exec(message)?.[1])).toEqual(['b', 'z']);
});

test('what stands under a name of ours and is not ours is named, so that nobody counts it as standing', () => {
  const { resources, unknown } = observedOf(one.resources);
  const seen = resources.get(one.keys.urlMap);
  if (seen === undefined) throw new TypeError('it stands');
  const theirs = { ...seen, ours: false, body: { ...seen.body, description: 'made by hand' } };
  const found = judge(one.resources, one.resources, {
    unknown,
    resources: new Map([...resources, [one.keys.urlMap, theirs]]),
  });
  expect(found.foreign).toEqual([one.keys.urlMap]);
  expect(found.diagnostics).toMatchObject([{ code: 'not-ours' }]);
});

// Case 32: a copy leaves a former config cluster when all copies, and what is written on them, stand in the others.
test('a copy that leaves needs the copies in other clusters', () => {
  const copyIn = (cluster: string, name: string) =>
    resource(clusterRef('multiClusterService', cluster, name, UNIT), {});
  const status = resource(clusterRef('multiClusterIngressStatus', US, 'web', UNIT), { status: { VIP: '1' } });
  const wanted = [copyIn(US, 'foo'), copyIn(US, 'bar'), status];
  const before = [copyIn(EU, 'foo'), copyIn(US, 'foo')];
  const { changes } = judge(wanted, before, observedOf(before));
  const leaving = changes.find(({ kind }) => kind === 'delete');
  expect(leaving?.ref).toMatchObject({ cluster: EU, name: 'foo' });
  expect(leaving?.needs).toEqual(wanted.map(({ ref }) => refKey(ref)).sort());
  const all = judge([], before, observedOf(before)).changes;
  expect(all.map(({ kind, needs }) => [kind, needs])).toEqual([
    ['delete', []],
    ['delete', []],
  ]);
});

describe("somebody else's object that gets our fields", () => {
  const theirs = clusterRef('service', EU, 'theirs', UNIT);
  const some = kindsOf(
    KINDS.all.map((kind) => (kind.id === 'service' ? { ...kind, existing: 'some-fields' as const } : kind)),
  );
  const labels = (more: JsonObject = {}) => ({ metadata: { name: 'theirs', namespace: UNIT, ...more } });
  const wanted: DesiredResource = {
    ref: theirs,
    body: { ...labels(), spec: { clusterIP: 'None' } },
    maker: 'rangelight',
    owners: [],
    dependsOn: [],
  };

  test('is joined without a takeover, and left without them', () => {
    const joined = judge([wanted], undefined, seen(theirs, labels(), false), { kinds: some });
    expect(summary(joined)).toEqual(['adopt pending']);
    expect(judge([wanted], undefined, seen(theirs, labels(), false)).diagnostics.map(({ code }) => code)).toEqual([
      'not-ours',
    ]);
    const left = judge([], [wanted], seen(theirs, labels()), { kinds: some });
    expect(left.changes).toMatchObject([{ kind: 'abandon', isReleased: true }]);
    expect(judge([], [wanted], seen(theirs, labels())).changes).toMatchObject([{ kind: 'delete' }]);
  });

  test('is what another manager took over after us', () => {
    const managedFields = [
      { manager: 'rangelight', operation: 'Apply', time: '2026-11-30T10:00:00Z', fieldsV1: { 'f:spec': {} } },
      {
        manager: 'helm',
        operation: 'Update',
        time: '2026-11-30T11:00:00Z',
        fieldsV1: { 'f:spec': { 'f:selector': {} } },
      },
    ];
    const taken = judge([], [wanted], seen(theirs, labels({ managedFields })));
    expect(taken.changes).toMatchObject([{ kind: 'abandon', isReleased: true }]);
  });
});

test('what carries the mark of this unit and is of another installation is none of ours', () => {
  const marked = balancer({ name: 'one', clusters: [EU] }).resources.find(({ ref }) => ref.kind === 'urlMap');
  if (marked === undefined) throw new TypeError('there is a URL map');
  expect(judge([], undefined, seen(marked.ref, marked.body, false))).toMatchObject({ changes: [], diagnostics: [] });
});

test('a change needs what its body refers to, of kinds that are known', () => {
  const network = 'projects/my-project/global/networks/default';
  const check = refKey(compute('healthCheck', 'hc'));
  const made = judge(
    [resource(compute('backendService', 'bs'), { network, healthChecks: [check] })],
    undefined,
    NOTHING,
  );
  expect(made.changes.map(({ needs }) => needs)).toEqual([[check]]);
});

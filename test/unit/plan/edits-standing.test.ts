// What is left in a later commit of what a pull request changed in its manifests (case 34).
import { expect, it } from 'vitest';
import type { JsonObject } from '../../../lib/core/index.ts';
import { clusterRef } from '../../../lib/features/ingress/kinds/index.ts';
import type { DesiredResource } from '../../../lib/model/index.ts';
import { editsStanding } from '../../../lib/plan/index.ts';
import { KINDS } from '../../../functions/wiring/kinds.ts';
import { changeOf } from './change.ts';

const KEY = 'networking.gke.io/MultiClusterIngress/blue/web';
const [US, UNIT] = ['us-west1/gke-us', 'blue'];
const REF = clusterRef('multiClusterIngress', US, 'web', UNIT);

/** A copy with these hosts, each with the service that it leads to. */
function copy(hosts: Readonly<Record<string, string>>): JsonObject {
  const rules = Object.entries(hosts).map(([host, serviceName]) => ({
    host,
    http: { paths: [{ backend: { serviceName } }] },
  }));
  return { metadata: { namespace: 'blue', name: 'web' }, spec: { template: { spec: { rules } } } };
}

function later(body: JsonObject | undefined): readonly DesiredResource[] {
  return body === undefined ? [] : [{ ref: REF, body, maker: 'rangelight', owners: [KEY], dependsOn: [] }];
}

const [A, AB, ABC] = [copy({ a: 'foo' }), copy({ a: 'foo', b: 'foo' }), copy({ a: 'foo', b: 'foo', c: 'foo' })];
const STANDS = { isTakenBack: false, changedAgain: [] };
const TAKEN_BACK = { isTakenBack: true, changedAgain: [KEY] };
const CHANGED_AGAIN = { isTakenBack: false, changedAgain: [KEY] };

it.each([
  ['the same', A, AB, AB, STANDS],
  ['one host more in the same object', A, AB, ABC, STANDS],
  ['the host gone again', A, AB, A, TAKEN_BACK],
  ['another service behind the host', A, AB, copy({ a: 'foo', b: 'bar' }), CHANGED_AGAIN],
  ['one of two hosts gone again', A, ABC, AB, CHANGED_AGAIN],
  ['a new object that is gone again', undefined, A, undefined, TAKEN_BACK],
  ['a new object that stands', undefined, A, AB, STANDS],
  ['an object taken away that is back', A, undefined, A, TAKEN_BACK],
  ['an object taken away', A, undefined, undefined, STANDS],
] as const)('%s', (_, before, after, now, expected) => {
  const change = changeOf(REF, { owners: [KEY], ...(before && { before }), ...(after && { after }) });
  expect(editsStanding(KINDS, [change], later(now))).toEqual(expected);
});

it('what is no copy of a manifest, or drift, says nothing', () => {
  const service = clusterRef('service', US, 'foo', UNIT);
  const drift = changeOf(REF, { owners: [KEY], cause: 'drift', before: A, after: AB });
  expect(editsStanding(KINDS, [changeOf(service, { owners: [KEY], after: A }), drift], [])).toEqual(STANDS);
});

it('only the copies say what stands later, whatever else derives from the object', () => {
  const change = changeOf(REF, { owners: [KEY], before: A, after: AB });
  const [now] = later(AB);
  const derived = { ...later(A)[0], ref: clusterRef('service', US, 'foo', UNIT) } as DesiredResource;
  expect(editsStanding(KINDS, [change], [...(now === undefined ? [] : [now]), derived])).toEqual(STANDS);
});

it('several objects are taken back when each of them is, and are named in order', () => {
  const second = KEY.replace('web', 'api');
  const [one, two] = [
    changeOf(REF, { owners: [KEY], before: A, after: AB }),
    changeOf(clusterRef('multiClusterIngress', US, 'api', UNIT), { owners: [second], before: A, after: AB }),
  ];
  const [web, api] = [later(A), later(A).map((copied) => ({ ...copied, ref: two.ref, owners: [second] }))];
  expect(editsStanding(KINDS, [one, two], [...web, ...api])).toEqual({
    isTakenBack: true,
    changedAgain: [second, KEY],
  });
  const kept = later(AB).map((copied) => ({ ...copied, ref: two.ref, owners: [second] }));
  expect(editsStanding(KINDS, [one, two], [...web, ...kept])).toEqual(CHANGED_AGAIN);
});

it('a change of nothing that people wrote stands, and takes nothing back', () => {
  expect(editsStanding(KINDS, [changeOf(REF, { owners: [KEY], before: A, after: A })], later(A))).toEqual(STANDS);
});

// Which URL maps may still send requests to a backend service, or to a group that leaves it, after it was replaced.
import { expect, test } from 'vitest';
import type { Change } from '../../../../../lib/diff/index.ts';
import { computeRef } from '../../../../../lib/features/ingress/kinds/index.ts';
import { mapsBefore } from '../../../../../lib/features/ingress/rules/served-by.ts';
import { type ObservedState, refKey } from '../../../../../lib/model/index.ts';
import { changeOf } from '../../../plan/change.ts';

const OLD = computeRef('backendService', 'p', 'old');
const [WEB, API] = [computeRef('urlMap', 'p', 'web'), computeRef('urlMap', 'p', 'api')];
const ingress = (name: string): string => `networking.gke.io/MultiClusterIngress/blue/${name}`;

/** @param refers those of the maps that still lead to the old one, as the cloud has it. */
function ask(change: Partial<Change>, { refers = [] as readonly (typeof WEB)[], ours = true } = {}): readonly string[] {
  const maps = [WEB, API].map((ref) => ({ ref, owners: [ingress(ref.name)], body: {} }));
  const resources = maps.map(({ ref }) => {
    const body = { defaultService: refers.includes(ref) ? refKey(OLD) : 'another' };
    return [refKey(ref), { ref, body, ours }] as const;
  });
  const observed = { resources: new Map(resources), unknown: [] } as unknown as ObservedState;
  const desired = { fleet: 'f', unit: 'blue', resources: maps } as unknown as Parameters<
    typeof mapsBefore
  >[1]['desired'];
  return mapsBefore(changeOf(OLD, change), { desired, observed });
}

const [web, api] = [refKey(WEB), refKey(API)];
const groups = (...names: readonly string[]) => ({ backends: names.map((group) => ({ group })) });

test('a service that goes was led to by the maps that still refer to it', () => {
  expect(ask({ kind: 'delete', before: {} }, { refers: [API] })).toEqual([api]);
});

test('where they were switched already, by those that its makers made', () => {
  expect(ask({ kind: 'delete', before: {}, owners: [ingress('web')] })).toEqual([web]);
  expect(ask({ kind: 'delete', before: {}, owners: [] })).toEqual([api, web]);
});

test('a group that leaves was led to by the maps that refer to its service', () => {
  expect(ask({ before: groups('a', 'b'), after: groups('b') }, { refers: [WEB, API] })).toEqual([api, web]);
});

test('what goes with its front end, was added by hand, or is the last group goes at once', () => {
  expect(ask({ kind: 'delete', before: {}, owners: [ingress('gone')] })).toEqual([]);
  expect(ask({ cause: 'drift', before: groups('a', 'b'), after: groups('b') }, { refers: [WEB] })).toEqual([]);
  expect(ask({ before: groups('a'), after: groups() }, { refers: [WEB] })).toEqual([]);
  expect(ask({ kind: 'create', after: {} }, { refers: [WEB] })).toEqual([]);
});

test('a map that is not ours leads nobody of ours anywhere', () => {
  expect(ask({ kind: 'delete', before: {} }, { refers: [WEB], ours: false })).toEqual([]);
});

test('each map is looked at once, however many changes ask', () => {
  let looks = 0;
  const desired = {
    fleet: 'f',
    unit: 'blue',
    get resources() {
      looks += 1;
      return [{ ref: WEB, owners: [ingress('web')], body: {} }];
    },
  };
  const seen = { ref: WEB, body: { defaultService: refKey(OLD) }, ours: true };
  const observed = { resources: new Map([[web, seen]]), unknown: [] } as unknown as ObservedState;
  const around = { desired, observed } as unknown as Parameters<typeof mapsBefore>[1];
  for (let index = 0; index < 50; index += 1)
    expect(mapsBefore(changeOf(OLD, { kind: 'delete', before: {} }), around)).toEqual([web]);
  expect(looks).toBe(1);
});

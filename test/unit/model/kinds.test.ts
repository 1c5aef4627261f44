// What the registry of kinds refuses, and what it gives.
import { describe, expect, test } from 'vitest';
import {
  type ClusterKindDefinition,
  type ComputeKindDefinition,
  isComputeKind,
  kindsOf,
} from '../../../lib/model/index.ts';
import { KINDS } from '../../../functions/wiring/kinds.ts';

const common = {
  fields: {},
  phase: 'expand',
  impact: { change: 'none', shrink: 'none', remove: 'none' },
  existing: 'owned',
} as const;

const router: ComputeKindDefinition = {
  ...common,
  id: 'router',
  title: 'router',
  api: { collection: 'routers', scope: 'global' },
  name: { code: 'rt' },
  quota: 'ROUTERS',
  reportGroup: 'network',
};

const widget: ClusterKindDefinition = {
  ...common,
  id: 'widget',
  title: 'Widget',
  api: { group: 'acme.example', versions: ['v1'], kind: 'Widget', plural: 'widgets', scope: 'namespaced' },
  reportGroup: 'member-clusters',
};

describe('kinds', () => {
  test('are found by their ids', () => {
    const kinds = kindsOf([router, widget]);
    expect([kinds.of('router'), kinds.ofCompute('router'), kinds.of('widget'), kinds.ofCluster('widget')]).toEqual([
      router,
      router,
      widget,
      widget,
    ]);
    expect([kinds.compute, kinds.cluster]).toEqual([[router], [widget]]);
    expect(() => kinds.of('gadget')).toThrow('no kind of resource has the id gadget');
    expect(() => kinds.ofCluster('router')).toThrow('no kind of resource has the id router');
  });

  test.each([
    ['one id', { ...widget, id: 'router' }, 'the kinds router and router have both the id router'],
    ['one collection', { ...router, id: 'other', name: { code: 'o' } }, 'the API routers'],
    ['one code in names', { ...widget, name: { code: 'rt' } }, 'the code rt in names'],
  ])('of %s are refused', (_, second, message) => {
    expect(() => kindsOf([router, second])).toThrow(message);
  });

  test('of one group and plural are refused, but for a part that is written apart', () => {
    const second = { ...widget, id: 'second' };
    expect(() => kindsOf([widget, second])).toThrow(
      'the kinds widget and second have both the API acme.example/widgets',
    );
    const status = { ...second, api: { ...widget.api, subresource: 'status' as const }, aspectOf: 'widget' };
    expect(kindsOf([widget, status]).cluster).toHaveLength(2);
  });
});

test('every kind that stands in clusters is read, or an aspect of one that is', () => {
  const read = KINDS.cluster.filter(({ observed }) => observed !== undefined).map(({ id }) => id);
  for (const { id, aspectOf } of KINDS.cluster) expect(read, id).toContain(aspectOf ?? id);
});

test('every kind of Compute is named by us', () => {
  for (const kind of KINDS.all) if (isComputeKind(kind)) expect(kind.name, kind.id).toBeDefined();
});

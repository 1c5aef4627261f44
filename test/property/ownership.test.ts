// Whatever stands there and whoever marked it: no plan changes what another fleet or another installation made (case
// 68).
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isJsonObject, type JsonObject } from '../../lib/core/index.ts';
import { diff, type Change } from '../../lib/diff/index.ts';
import {
  type AppliedState,
  derivedMark,
  type DesiredResource,
  isComputeRef,
  isOurs,
  OWNER_ANNOTATION,
  ownershipMark,
} from '../../lib/model/index.ts';
import { observe, type Reading } from '../../lib/observe/index.ts';
import { makePlan } from '../../lib/plan/index.ts';
import { appliedOf, balancer, type BalancerShape, desiredOf, EU, MARK, OWNER, UNIT, US } from '../unit/balancer.ts';
import { KINDS } from '../../functions/wiring/kinds.ts';
import { RULES } from '../../functions/wiring/rules.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
console.log(`property/ownership: SEED=${seed}`);
const options = { seed, numRuns: Number(process.env['RUNS'] ?? 300) };

const MARKS = [
  MARK,
  ownershipMark({ ...OWNER, installation: 'there' }, UNIT),
  ownershipMark({ ...OWNER, fleet: 'other' }, UNIT),
  ownershipMark({ ...OWNER, installation: 'there' }, 'green'),
  `rangelight/v1 fleet=${OWNER.fleet} unit=${UNIT}`,
  'rangelight/v3 of a later version',
] as const;

const shape: fc.Arbitrary<BalancerShape> = fc.record({
  name: fc.constant('one'),
  clusters: fc.subarray([EU, US], { minLength: 1 }),
  hosts: fc.subarray(['a.example', 'b.example']),
  version: fc.integer({ min: 1, max: 2 }),
  negs: fc.constantFrom<'gke' | 'rangelight'>('gke', 'rangelight'),
});
const resources = fc.option(shape).map((one) => (one === null ? [] : balancer(one).resources));

/** GKE writes its own description on the groups that it makes. */
function marked({ ref, body, maker }: DesiredResource, mark: string): JsonObject {
  if (maker === 'gke') return { ...body, description: '{"namespace":"blue"}' };
  if (isComputeRef(ref)) return { ...body, description: mark };
  const metadata = isJsonObject(body['metadata']) ? body['metadata'] : {};
  return { ...body, metadata: { ...metadata, annotations: { [OWNER_ANNOTATION]: mark } } };
}

function readingsOf(standing: readonly DesiredResource[], marks: readonly number[]): readonly Reading[] {
  const items = standing.map((one, index) => {
    const mark = MARKS[marks[index % marks.length] ?? 0] ?? MARK;
    return { ref: one.ref, body: marked(one, mark) };
  });
  const kinds = KINDS.compute.map(({ id }) => id);
  return [
    ...kinds.map((kind) => ({
      part: 'compute' as const,
      kind,
      items: items.filter(({ ref }) => ref.kind === kind),
      unreachable: [],
    })),
    ...[EU, US].map((cluster) => ({
      part: 'cluster' as const,
      cluster,
      kind: 'service',
      items: items.filter(({ ref }) => !isComputeRef(ref) && ref.cluster === cluster),
    })),
  ];
}

/** Letting go writes nothing: our record forgets what somebody else has marked since. */
const isForgotten = ({ kind, key }: Change, applied: AppliedState | undefined): boolean =>
  kind === 'abandon' && applied?.resources[key] !== undefined;

test('no plan contains a change of what carries the mark of somebody else', () => {
  fc.assert(
    fc.property(
      fc.record({
        before: resources,
        standing: resources,
        after: resources,
        marks: fc.array(fc.nat({ max: MARKS.length - 1 }), { minLength: 1, maxLength: 20 }),
        takeover: fc.boolean(),
      }),
      ({ before, standing, after, marks, takeover }) => {
        const observed = observe(KINDS, OWNER, readingsOf(standing, marks));
        const applied = before.length === 0 ? undefined : appliedOf(before);
        const { changes } = diff({
          kinds: KINDS,
          desired: desiredOf(after),
          applied,
          observed,
          takeover,
          pendingCause: 'pending',
        });
        const plan = makePlan(RULES, OWNER.fleet, UNIT, changes);
        const others = new Set(
          [...observed.resources].flatMap(([key, { body }]) => {
            const isMarked = derivedMark(body) !== undefined || body['description'] === MARKS.at(-1);
            return isMarked && !isOurs(body, OWNER) ? [key] : [];
          }),
        );
        const changed = (plan?.changes ?? []).filter(({ key }) => others.has(key));
        expect(changed.filter((change) => !isForgotten(change, applied))).toEqual([]);
        const touched = (plan?.steps ?? []).flatMap(({ action }) =>
          action.type === 'apply' || action.type === 'delete' || action.type === 'endpoints' ? [action.key] : [],
        );
        expect(touched.filter((key) => others.has(key))).toEqual([]);
      },
    ),
    options,
  );
});

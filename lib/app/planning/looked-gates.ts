// The gates of parts that need a look at the clusters, asked before plans are made of the parts.
import { servingTest } from '../../diff/index.ts';
import type { Look, Looks, Moving } from '../../live/index.ts';
import { type DesiredResource, refKey } from '../../model/index.ts';
import { type Gate, isByItself } from '../../plan/index.ts';
import type { ComparedUnits, MoreGates } from './plan-units.ts';
import type { Part, UnitParts } from './unit-parts.ts';

export async function lookedGates({ input, units }: ComparedUnits, looks: Looks, look: Look): Promise<MoreGates> {
  const { rules, fleet, policy, applied, observed } = input;
  const serves = servingTest(rules.kinds, observed, applied.values());
  const found = new Map<Part, readonly Gate[]>();
  const ask = async (part: Part, standing: Moving['standing']): Promise<void> => {
    const changes = part.standing?.plan.changes ?? part.changes;
    const moving = { fleet, changes, standing, serves, maxLossPercent: policy.maxCapacityLoss };
    found.set(part, await looks.gates(moving, look));
  };
  const asked = units.filter(({ rollback }) => rollback === undefined || !isByItself(rollback));
  await Promise.all(
    asked.flatMap((unit) => {
      const standing = Object.values(applied.get(unit.unit)?.resources ?? standingOf(unit));
      return unit.parts.map((part) => ask(part, standing));
    }),
  );
  return (part) => found.get(part) ?? [];
}

/** Without a record: what is wanted and is not first made, and what goes. */
function standingOf({ parts, desired }: UnitParts): readonly Pick<DesiredResource, 'ref' | 'owners'>[] {
  const changes = parts.flatMap((part) => part.changes);
  const made = new Set(changes.flatMap(({ key, kind }) => (kind === 'create' ? [key] : [])));
  const gone = changes.filter(({ kind }) => kind === 'delete' || kind === 'abandon');
  return [...desired.resources.filter(({ ref }) => !made.has(refKey(ref))), ...gone];
}

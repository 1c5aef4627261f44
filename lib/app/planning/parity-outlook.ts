// The config clusters beside each other, for a reviewer: what only one of them has, and what they say otherwise. What
// both of them lack of the commit is the plan's to say.
import { canonicalJson, type Json } from '../../core/index.ts';
import type { Fleet } from '../../fleet/index.ts';
import type { Outlook } from '../../live/index.ts';
import type { DesiredResource, Kinds, ObservedState } from '../../model/index.ts';
import { CONFIG_PARITY, keptParity } from '../../report/index.ts';
import type { SecretsBeside } from './secrets-beside.ts';
import { type ParityField, type ParityObject, parityOf } from './parity-of.ts';

const MOST_OBJECTS = 10;
const MOST_FIELDS = 3;

/** Undefined where there is nothing to tell: both hold the same, all of it is known, and nobody else holds it. */
export function parityOutlook(
  kinds: Kinds,
  fleet: Pick<Fleet, 'primary' | 'backup' | 'controller'>,
  wanted: readonly DesiredResource[],
  observed: ObservedState,
  secrets: SecretsBeside,
): Outlook | undefined {
  const all = parityOf(kinds, fleet, wanted, observed);
  const known = all.filter(({ primary, backup }) => primary.state !== 'unknown' && backup.state !== 'unknown');
  const standing = known.filter(({ primary, backup }) => primary.state !== 'absent' || backup.state !== 'absent');
  const objects = standing.flatMap((one) => {
    const how = howUnlike(one, fleet);
    return how === undefined ? [] : [{ object: one.object, how }];
  });
  const unlike = [...secrets.unlike, ...objects];
  // Under the hosted controller everything is somebody else's.
  const managers = fleet.controller === 'gke' ? [] : managersIn(standing, fleet);
  if (unlike.length === 0 && managers.length === 0 && secrets.unknown.length === 0) return undefined;
  const { primary, backup } = fleet;
  return {
    [CONFIG_PARITY]: keptParity({
      primary,
      backup,
      objects: standing.length,
      secrets: secrets.known,
      unlike: unlike.length,
      shown: unlike.slice(0, MOST_OBJECTS),
      managers,
      unknown: secrets.unknown.slice(0, MOST_OBJECTS),
    }),
  };
}

function howUnlike(
  { primary, backup, fields }: ParityObject,
  fleet: Pick<Fleet, 'primary' | 'backup'>,
): string | undefined {
  if (primary.state === 'absent') return `only in ${fleet.backup}`;
  if (backup.state === 'absent') return `only in ${fleet.primary}`;
  const differing = fields.filter((field) => text(field.primary) !== text(field.backup));
  if (differing.length === 0) return undefined;
  const more = differing.length - MOST_FIELDS;
  return [...differing.slice(0, MOST_FIELDS).map(fieldText), ...(more > 0 ? [`${more} more fields`] : [])].join('; ');
}

function fieldText({ path, primary, backup }: ParityField): string {
  return `${path} ${text(primary)} ↔ ${text(backup)}`;
}

function text(value: Json | undefined): string {
  return value === undefined ? 'not said' : canonicalJson(value);
}

/** `kubectl-edit in us-west1/gke-us: 2`. */
function managersIn(objects: readonly ParityObject[], fleet: Pick<Fleet, 'primary' | 'backup'>): readonly string[] {
  const counts = new Map<string, number>();
  for (const { primary, backup } of objects)
    for (const [link, { managers }] of [
      [fleet.primary, primary],
      [fleet.backup, backup],
    ] as const)
      for (const manager of managers) {
        const who = `${manager} in ${link}`;
        counts.set(who, (counts.get(who) ?? 0) + 1);
      }
  return [...counts].sort(([one], [other]) => (one < other ? -1 : 1)).map(([who, count]) => `${who}: ${count}`);
}

// What traffic can feel of a change: field impacts roll up to the resource by an explicit ladder.
import type { Impact, KindDefinition } from '../model/index.ts';
import type { ChangeKind, FieldChange } from './change.ts';

const WORST_FIRST: readonly Impact[] = ['certain', 'possible'];

/** The worst of several impacts; `none` of none. */
export function worstImpact(impacts: readonly Impact[]): Impact {
  return WORST_FIRST.find((impact) => impacts.includes(impact)) ?? 'none';
}

export function impactOf({ impact }: KindDefinition, change: ChangeKind, fields: readonly FieldChange[]): Impact {
  switch (change) {
    case 'delete':
      return impact.remove;
    case 'replace':
      return worstImpact([impact.change, impact.remove]);
    case 'update':
    case 'adopt':
      return worstImpact(fields.map((field) => (field.effect === 'grow' ? 'none' : impact[field.effect])));
    case 'create':
    case 'abandon':
    case 'none':
      return 'none';
  }
}

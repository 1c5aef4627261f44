// What stands of a unit although nobody wants it any more: since when, by which run, and what was found when somebody
// looked whether it is still used. Lost, the time begins anew.
import type { Evidence } from '../../execute/index.ts';
import type { RefKey } from '../../model/index.ts';
import { documentKind } from '../document/document.ts';
import { evidence } from './evidence.ts';
import { digest, listOf, mapOf, name, object, optional, time } from '../document/shape.ts';

export interface Retirement {
  /** Since when it is replaced, milliseconds since the epoch. */
  readonly since: number;
  /** Digest of what is to go: of a resource that stays, which part of it. */
  readonly what: string;
  /** The run that replaced it, and the commit that asked for that; absent for what was found by its mark alone. */
  readonly by?: { readonly runId: string; readonly commit: string };
}

export interface Retirements {
  readonly unit: string;
  readonly items: Readonly<Record<RefKey, Retirement>>;
  /** When to look again, milliseconds since the epoch. */
  readonly lookAt: number;
  /** Digest of the plan to retire it now, which a person may approve; absent where something is in its way. */
  readonly offered?: string;
  /** What the last look found, where there was anything to ask. */
  readonly asked?: readonly Evidence[];
}

/** Written by the holder of the lease. */
export const retirements = documentKind<Retirements, [fleet: string, unit: string]>({
  name: 'retirements',
  bucket: 'state',
  collection: 'retirements',
  writers: ['worker'],
  shape: object<Retirements>({
    unit: name,
    items: mapOf(
      object<Retirement>({
        since: time,
        what: digest,
        by: optional(object<NonNullable<Retirement['by']>>({ runId: name, commit: name })),
      }),
    ),
    lookAt: time,
    offered: optional(digest),
    asked: optional(listOf(evidence)),
  }),
});

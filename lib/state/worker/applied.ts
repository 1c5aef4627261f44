// What stands applied of a unit: per resource, what was last written and read back. A cache: the marks in the cloud say
// what is ours.
import type { AppliedState, EndedRun } from '../../model/index.ts';
import { documentKind } from '../document/document.ts';
import { runResult } from './journal-entry.ts';
import { count, digest, mapOf, name, object, optional, text, time } from '../document/shape.ts';
import { desiredResource } from '../document/values.ts';

/** Replaced when a run ends. */
export const appliedStates = documentKind<AppliedState, [fleet: string, unit: string]>({
  name: 'applied',
  bucket: 'state',
  collection: 'applied',
  writers: ['worker'],
  shape: object<AppliedState>({
    fleet: name,
    unit: name,
    seq: count,
    commit: name,
    desired: digest,
    runId: name,
    plan: digest,
    result: runResult,
    message: optional(text),
    previous: optional(name),
    beside: optional(
      mapOf(
        object<EndedRun>({
          seq: count,
          commit: name,
          desired: digest,
          runId: name,
          result: runResult,
          message: optional(text),
          previous: optional(name),
        }),
      ),
    ),
    good: optional(object<NonNullable<AppliedState['good']>>({ runId: name, desired: digest, commit: name })),
    usedApprovals: mapOf(time),
    resources: mapOf(desiredResource),
    addresses: mapOf(text),
  }),
  check: ({ fleet, unit }, [ofFleet, ofUnit]) =>
    fleet === ofFleet && unit === ofUnit ? undefined : `is of the unit ${unit} of the fleet ${fleet}`,
});

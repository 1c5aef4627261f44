// The revision that the planner last took as the head of a fleet's branch. It also says where the fleet lives: a
// fleet's name belongs to one repository and one folder of it.
import type { Fleet, Policy } from '../../fleet/index.ts';
import { documentKind } from '../document/document.ts';
import { count, name, object, optional, text, time } from '../document/shape.ts';
import { fleet, policy, repository } from '../document/values.ts';

/** Changed by compare-and-swap only. */
export interface Head {
  /** From 1. Every new head has a greater one than all before, also after this document was lost. */
  readonly seq: number;
  /** `owner/name`. */
  readonly repository: string;
  /** Of the fleet file, '' for the root. */
  readonly folder: string;
  readonly commit: string;
  readonly fleet: Fleet;
  /** `at` of the last forced push, or word of a person, that counted. */
  readonly forcedAt?: number;
  /** Policy of the fleet's very first head: in force until a revision is finished. Absent where numbers were lost. */
  readonly first?: Policy;
}

export const heads = documentKind<Head, [fleet: string]>({
  name: 'head',
  bucket: 'state',
  collection: 'heads',
  writers: ['planner'],
  shape: object<Head>({
    seq: count,
    repository,
    folder: text,
    commit: name,
    fleet,
    forcedAt: optional(time),
    first: optional(policy),
  }),
  check: ({ fleet: held }, [named]) => (held.name === named ? undefined : `holds the fleet ${held.name}`),
});

// What a Secret is used as: what may be told of it, and the private part that is made of it.
import type { JsonObject } from '../core/index.ts';
import type { SecretReading, SecretUse } from '../fleet/index.ts';
import type { SecretContent } from '../ports/index.ts';

/** What a Secret is for one use of it. */
export interface UsedSecret {
  /** What may be told of it, in the facts: nothing of its private part. */
  readonly facts: SecretReading;
  /** The private part of a resource that is made of it: members of a body. Absent where the Secret is unusable. */
  readonly material?: JsonObject;
}

/**
 * @param now milliseconds since the epoch.
 * @param around what the use takes besides, as the plan has it; empty where only the Secret is looked at.
 */
export type ReadSecret = (content: SecretContent, now: number, around: Readonly<Record<string, string>>) => UsedSecret;

/** By the use that keys of Secrets, and a SecretSource, name; empty for those that name none. */
export type SecretUses = Readonly<Record<SecretUse, ReadSecret>>;

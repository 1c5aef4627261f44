// An outside system that fails every call for a while.
import { RangelightError } from '../../../lib/core/index.ts';
import type { Call } from '../harness/invocation.ts';

export interface Outage {
  readonly name: string;
  readonly minutes: number;
  /** What befalls a call while it lasts. */
  readonly befalls: (call: Call) => RangelightError | undefined;
  /** Of the emulator of Compute, where calls fail on the wire. */
  readonly compute?: number;
}

const down =
  (system: Call['system'], code: 'unavailable' | 'rate-limited', isMet: (call: Call) => boolean = () => true) =>
  (call: Call): RangelightError | undefined =>
    call.system === system && isMet(call) ? new RangelightError(code, system, 'not now') : undefined;

export const OUTAGES: readonly Outage[] = [
  { name: 'GitHub answers 503', minutes: 15, befalls: down('github', 'unavailable') },
  { name: 'GitHub is rate-limited', minutes: 60, befalls: down('github', 'rate-limited') },
  {
    name: 'GitHub takes no writes',
    minutes: 60,
    befalls: down('github', 'rate-limited', ({ write }) => write),
  },
  { name: 'Cloud Storage answers 503', minutes: 15, befalls: down('storage', 'unavailable') },
  { name: 'Cloud Storage answers 429', minutes: 15, befalls: down('storage', 'rate-limited') },
  {
    name: 'Cloud Storage takes no writes',
    minutes: 15,
    befalls: down('storage', 'unavailable', ({ write }) => write),
  },
  { name: 'Pub/Sub takes no messages', minutes: 15, befalls: down('pubsub', 'unavailable') },
  { name: 'Compute answers 503', minutes: 15, befalls: () => undefined, compute: 503 },
  { name: 'Compute answers 429', minutes: 15, befalls: () => undefined, compute: 429 },
];

// Pods that a proxy has taken out because they failed. Source: Envoy, "Outlier detection"; the limit by share is kept
// exactly, as seen on Envoy 1.40.
import type { Clock } from '../kit/clock.ts';
import type { CallRules } from './rules.ts';

type BreakerRules = NonNullable<CallRules['breaker']>;

export interface Ejections {
  /** Those that may get requests. */
  admitted(addresses: readonly string[], rules: BreakerRules): readonly string[];
  /** After an answer of a pod. @param addresses all behind the name. */
  answered(address: string, isError: boolean, addresses: readonly string[], rules: BreakerRules): void;
}

interface Record {
  errors: number;
  /** How often it was ejected: each time for longer. */
  times: number;
  until: number;
}

export function createEjections(clock: Clock): Ejections {
  const records = new Map<string, Record>();
  /** It comes back at the first tick of the interval after its time. */
  const isOut = (address: string, { intervalMs }: BreakerRules): boolean => {
    const until = records.get(address)?.until ?? 0;
    return clock.now() < Math.ceil(until / intervalMs) * intervalMs;
  };
  return {
    admitted: (addresses, rules) => addresses.filter((one) => !isOut(one, rules)),
    answered(address, isError, addresses, rules) {
      const record = records.get(address) ?? { errors: 0, times: 0, until: 0 };
      records.set(address, record);
      record.errors = isError ? record.errors + 1 : 0;
      if (rules.errors === 0 || record.errors < rules.errors) return;
      const out = addresses.filter((one) => isOut(one, rules)).length;
      if (((out + 1) * 100) / addresses.length > rules.share) return;
      record.errors = 0;
      record.times += 1;
      record.until = clock.now() + rules.ejectionMs * record.times;
    },
  };
}

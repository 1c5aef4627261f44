// A log whose every line says what it is about: whoever looks for a fleet, a unit, a commit, a run or a delivery finds
// all that was done for it.
import type { Log, LogFields } from '../ports/index.ts';

export function logAbout(log: Log, about: LogFields): Log {
  return {
    info: (fields, message) => log.info({ ...about, ...fields }, message),
    warn: (fields, message) => log.warn({ ...about, ...fields }, message),
    error: (fields, message) => log.error({ ...about, ...fields }, message),
  };
}

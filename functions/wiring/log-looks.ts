// What the features that are built in look up in the log of what they serve, for the command line: beside the clouds.
import { looksIntoTraffic } from '../cli/features/ingress/traffic.ts';
import { type FeatureLooks, type Looks, looksOf } from '../../lib/live/index.ts';
import { BUILT_IN } from './looks.ts';

const READERS: readonly ((log: string, signal: AbortSignal) => FeatureLooks)[] = [looksIntoTraffic];

/** @param log a file, a folder of them, or `-` for the input. */
export function looksIntoLog(log: string, signal: AbortSignal): Looks {
  return looksOf([...BUILT_IN, ...READERS.map((look) => look(log, signal))]);
}

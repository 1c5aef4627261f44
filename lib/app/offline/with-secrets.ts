// Facts with what the person who asks may read of the Secrets that manifests name. Without that right each is unknown,
// with the reason: nothing is left out silently.
import type { Features } from '../../compile/index.ts';
import type { Tree } from '../../core/index.ts';
import type { Facts, Fleet } from '../../fleet/index.ts';
import type { Runs } from '../../live/index.ts';
import { readSecretFacts } from '../cloud/read-secret-facts.ts';
import { compileFleet, NO_INSTALLATION } from '../planning/compile-fleet.ts';
import type { FleetPorts } from '../world.ts';

export interface WithSecrets {
  readonly features: Features;
  /** What each Secret is used as. */
  readonly runs: Pick<Runs, 'secret'>;
  readonly files: Tree;
  readonly fleet: Fleet;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** The same facts where no manifest names a Secret, or where there is no port for them. */
export async function withSecrets(
  { features, runs, files, fleet, now }: WithSecrets,
  facts: Facts,
  { secrets }: Pick<FleetPorts, 'secrets'>,
  signal: AbortSignal,
): Promise<Facts> {
  if (secrets === undefined) return facts;
  const { compiled } = compileFleet(features, NO_INSTALLATION, fleet, files, facts);
  if (compiled.secrets.length === 0) return facts;
  const toRead = { secrets, keys: compiled.secrets, runs, by: 'person' as const };
  return { ...facts, secrets: await readSecretFacts(fleet, toRead, undefined, now, signal) };
}

// A directory against both config clusters of its fleet.
import type { Features } from '../../compile/index.ts';
import type { Diagnostic } from '../../core/index.ts';
import type { Fleet } from '../../fleet/index.ts';
import type { ReadResult } from '../../manifest/index.ts';
import { unreadLines } from '../../model/index.ts';
import { compileFleet, NO_INSTALLATION } from '../planning/compile-fleet.ts';
import type { FleetPorts } from '../world.ts';
import { lookAtFleet, type LookAtFleet } from './look-at-fleet.ts';
import { parityOf } from '../planning/parity-of.ts';
import type { Parity } from './parity-lines.ts';
import { secretParity } from './secret-parity.ts';

export interface ParityInput extends LookAtFleet {
  readonly features: Features;
  /** The Secrets that manifests name, as `namespace/name`. */
  readonly secretsNamed: (manifests: ReadResult) => readonly string[];
}

export interface FoundParity extends Parity {
  readonly diagnostics: readonly Diagnostic[];
}

/** Fails as `lookAtFleet` does. Without a port for Secrets these are left out. */
export async function parityOfDirectory(
  input: ParityInput,
  open: (fleet: Fleet, signal: AbortSignal) => Promise<FleetPorts>,
  signal: AbortSignal,
): Promise<FoundParity> {
  const { fleet, facts, observed, ports } = await lookAtFleet(input, open, signal);
  const { primary, backup } = fleet;
  const from = compileFleet(input.features, NO_INSTALLATION, fleet, input.files, facts);
  const wanted = from.compiled.states.flatMap(({ resources }) => resources);
  const names = input.secretsNamed(from.input.manifests);
  const secrets =
    ports.secrets === undefined ? [] : await secretParity(ports.secrets, [primary, backup], names, signal);
  const objects = parityOf(input.kinds, { primary, backup }, wanted, observed);
  const unknown = observed.unknown.filter((one) => one.part === 'cluster' && [primary, backup].includes(one.cluster));
  return { primary, backup, objects, secrets, unread: unreadLines(unknown), diagnostics: from.compiled.diagnostics };
}

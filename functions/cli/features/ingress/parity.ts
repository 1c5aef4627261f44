// The verb that holds a directory against both config clusters, object by object.
import {
  isUnknownPart,
  isUnlike,
  outputDiagnostic,
  parityLines,
  parityOfDirectory,
} from '../../../../lib/app/offline/index.ts';
import { systemClock } from '../../../../lib/adapters/clock/index.ts';
import { readDirectory } from '../../../../lib/adapters/directory/index.ts';
import { hasErrors } from '../../../../lib/core/index.ts';
import { namesOfSecrets } from '../../../../lib/features/ingress/index.ts';
import { diagnosticText, EXIT_CODES, visible } from '../../../../lib/report/index.ts';
import { FEATURES } from '../../../wiring/features.ts';
import { KINDS } from '../../../wiring/kinds.ts';
import { LOOKS } from '../../../wiring/looks.ts';
import { type AccessOptions, cloudAccess } from '../../access.ts';
import { addAccessOptions } from '../../access-options.ts';
import { json, type Outcome } from '../../outcome.ts';
import { personSecrets } from '../../person-secrets.ts';
import { type AddVerbs, DIRECTORY, HERE, WHICH_FLEET } from '../../question.ts';

interface ParityOptions extends AccessOptions {
  readonly json?: true;
  readonly fleet?: string;
  readonly installation?: string;
}

const TIMEOUT_MS = 300_000;

export const addParity: AddVerbs = (program, finish) => {
  const verb = program
    .command('parity')
    .description('compare Git, the primary and the backup object by object; read only')
    .argument('[dir]', DIRECTORY, HERE)
    .option('--fleet <name>', WHICH_FLEET)
    .option('--json', 'print JSON');
  addAccessOptions(verb).action(async (directory: string, options: ParityOptions) =>
    finish(await parity(directory, options)),
  );
};

async function parity(directory: string, options: ParityOptions): Promise<Outcome> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const files = await readDirectory(directory, signal);
  const access = await cloudAccess(options);
  // Google's clients take half a second to load; other verbs do without.
  const { openFleet } = await import('../../open-fleet.ts');
  const { fleet, installation } = options;
  const input = { features: FEATURES, kinds: KINDS, looks: LOOKS, files, fleet, installation, now: systemClock.now() };
  const found = await parityOfDirectory(
    { ...input, secretsNamed: namesOfSecrets },
    openFleet(access, (note) => process.stderr.write(`rangelight: ${note}\n`), personSecrets),
    signal,
  );
  const { diagnostics, ...told } = found;
  const exitCode = hasErrors(diagnostics)
    ? EXIT_CODES.errors.code
    : isUnlike(found)
      ? EXIT_CODES.pending.code
      : isUnknownPart(found)
        ? EXIT_CODES.blocked.code
        : EXIT_CODES.ok.code;
  if (options.json) return { text: json({ ...told, diagnostics: diagnostics.map(outputDiagnostic) }), exitCode };
  const errors = diagnostics.filter(({ severity }) => severity === 'error').map(diagnosticText);
  const lines = [...errors, ...parityLines(found).map(visible)];
  return { text: lines.map((line) => `${line}\n`).join(''), exitCode };
}

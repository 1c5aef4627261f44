// The verb that replays an incident of Google's edges against one's own manifests, on an emulated cloud.
import { systemClock } from '../../../../lib/adapters/clock/index.ts';
import { readDirectory, readLocalCommit } from '../../../../lib/adapters/directory/index.ts';
import { askDirectory, outputDiagnostic } from '../../../../lib/app/offline/index.ts';
import { type Diagnostic, hasErrors, RangelightError, type Tree } from '../../../../lib/core/index.ts';
import type { Fleet } from '../../../../lib/fleet/index.ts';
import type { DesiredResource } from '../../../../lib/model/index.ts';
import { diagnosticText, EXIT_CODES } from '../../../../lib/report/index.ts';
import { FEATURES } from '../../../wiring/features.ts';
import { json, type Outcome } from '../../outcome.ts';
import { type AddVerbs, DIRECTORY, HERE, WHICH_FLEET } from '../../question.ts';
import { emulatedCloud, type KnownIncident } from './incident/emulated-cloud.ts';
import { replayJson, replayText } from './incident/words.ts';

interface IncidentOptions {
  readonly base?: string;
  readonly fleet?: string;
  readonly seed: string;
  readonly list?: true;
  readonly json?: true;
}

const COMMIT = 'commit:';
const TIMEOUT_MS = 3_600_000;

export const addIncident: AddVerbs = (program, finish) => {
  program
    .command('incident')
    .description('say which requests a change would lose in an outage of Google’s edges; on an emulated cloud')
    .argument('[name]', 'which one: --list has them')
    .argument('[dir]', DIRECTORY, HERE)
    .option('--base <side>', 'what the change is from: a directory, or commit:REVISION; default: commit:HEAD')
    .option('--fleet <name>', WHICH_FLEET)
    .option('--seed <number>', 'of every delay and choice', '1')
    .option('--list', 'show the incidents and where they are told')
    .option('--json', 'print JSON')
    .action(async (name: string | undefined, directory: string, options: IncidentOptions) =>
      finish(await incident(name, directory, options)),
    );
};

async function incident(name: string | undefined, directory: string, options: IncidentOptions): Promise<Outcome> {
  const emulated = await emulatedCloud();
  if (options.list) return listed(emulated.incidents, options);
  const found = emulated.incidents.find((one) => one.name === name);
  if (found === undefined) {
    const names = emulated.incidents.map((one) => one.name).join(', ');
    throw new RangelightError('invalid', 'command line', `${name ?? 'no name'} is none of ${names}`);
  }
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  // What plans and carries out takes long to load; the other verbs do without.
  const { replay, withOtherPorts } = await import('./incident/replay.ts');
  const after = await readDirectory(directory, signal);
  const base = await baseOf(directory, options.base, signal);
  const isChanged = base !== undefined && !isSameTree(base, after);
  const sides = isChanged ? [base, after] : [after, withOtherPorts(after)];
  const read = sides.map((files) => whatItWants(files, options.fleet));
  const diagnostics = (isChanged ? read : read.slice(0, 1)).flatMap((one) => one.diagnostics);
  const [fleet] = read.flatMap((one) => (one.fleet === undefined ? [] : [one.fleet]));
  if (fleet === undefined || hasErrors(diagnostics)) return refused(diagnostics, options);
  const [before = after, changed = after] = sides;
  const began = systemClock.now();
  const tell = (text: string): void => {
    const seconds = Math.round((systemClock.now() - began) / 1_000);
    process.stderr.write(`rangelight: ${text} (${seconds} s)\n`);
  };
  const resources = read.flatMap((one) => one.resources);
  const asked = { incident: found, fleet, before, after: changed, resources, seed: Number(options.seed) };
  const told = await replay(emulated, asked, tell, signal);
  const change = isChanged ? (options.base ?? `${COMMIT}HEAD`) : undefined;
  const isLost = told.routes.some(({ failed }) => failed > 0) || told.troubles.length > 0;
  return {
    text: options.json ? json(replayJson(told, change)) : replayText(told, change),
    exitCode: isLost ? EXIT_CODES.pending.code : EXIT_CODES.ok.code,
  };
}

function listed(incidents: readonly KnownIncident[], options: IncidentOptions): Outcome {
  const width = Math.max(...incidents.map(({ name }) => name.length));
  const lines = incidents.flatMap(({ name, happens, source }) => [
    `${name.padEnd(width)}  ${happens}`,
    `${' '.repeat(width)}  ${source}`,
  ]);
  const text = options.json ? json({ incidents }) : lines.map((line) => `${line}\n`).join('');
  return { text, exitCode: EXIT_CODES.ok.code };
}

/** Without any that was asked for: what Git has; undefined outside of Git. */
async function baseOf(directory: string, base: string | undefined, signal: AbortSignal): Promise<Tree | undefined> {
  if (base?.startsWith(COMMIT)) return readLocalCommit(directory, base.slice(COMMIT.length), signal);
  if (base !== undefined) return readDirectory(base, signal);
  return readLocalCommit(directory, 'HEAD', signal).catch(() => undefined);
}

function isSameTree(a: Tree, b: Tree): boolean {
  const texts = (tree: Tree): ReadonlyMap<string, string> =>
    new Map(
      [...tree].map(([path, file]) => [path, typeof file === 'string' ? file : Buffer.from(file).toString('hex')]),
    );
  const [before, after] = [texts(a), texts(b)];
  return before.size === after.size && [...before].every(([path, text]) => after.get(path) === text);
}

function whatItWants(
  files: Tree,
  fleet: string | undefined,
): {
  readonly fleet: Fleet | undefined;
  readonly resources: readonly DesiredResource[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const asked = askDirectory({ features: FEATURES, files, fleet, facts: undefined }, (resources, _, from) => ({
    resources,
    fleet: from?.fleet,
  }));
  return { ...asked.answer, diagnostics: asked.diagnostics };
}

function refused(diagnostics: readonly Diagnostic[], options: IncidentOptions): Outcome {
  const text = diagnostics.map((one) => `${diagnosticText(one)}\n`).join('');
  const document = { diagnostics: diagnostics.map(outputDiagnostic) };
  return { text: options.json ? json(document) : text, exitCode: EXIT_CODES.errors.code };
}

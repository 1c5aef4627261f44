// The verbs and their options; what each does is a use case.
import { FEATURES } from '../wiring/features.ts';
import { json, type Outcome } from './outcome.ts';
import { Command } from 'commander';
import {
  compileDirectory,
  compileText,
  explain,
  explanationText,
  outputDiagnostic,
  planDirectory,
  validateDirectory,
} from '../../lib/app/offline/index.ts';
import { systemClock } from '../../lib/adapters/clock/index.ts';
import { readDirectory } from '../../lib/adapters/directory/index.ts';
import { below, type Diagnostic } from '../../lib/core/index.ts';
import { diagnosticText, EXIT_CODES, exitCodeOf, planText } from '../../lib/report/index.ts';
import { type AccessOptions, cloudAccess } from './access.ts';
import { addAccessOptions, parseInstallation } from './access-options.ts';
import { examplesText } from './examples.ts';
import { folderIn, gitHubJob } from './github-job.ts';
import { addCleanVerb } from './clean-verb.ts';
import { addInitVerb } from './init-verb.ts';
import { addDoctorVerb } from './doctor-verb.ts';
import { addOncallVerbs } from './oncall-verbs.ts';
import { personSecrets } from './person-secrets.ts';
import { DIRECTORY, HERE, WHICH_FLEET } from './question.ts';
import { readFactsFile } from './read-text.ts';
import { addStateVerbs } from './state-verbs.ts';
import { VERSION } from './version.ts';
import { CODES } from '../wiring/codes.ts';
import { KINDS } from '../wiring/kinds.ts';
import { TELLING } from '../wiring/report-parts.ts';
import { looksIntoLog } from '../wiring/log-looks.ts';
import { LOOKS } from '../wiring/looks.ts';
import { RULES } from '../wiring/rules.ts';
import { RUNS } from '../wiring/runs.ts';
import { VERBS } from '../wiring/verbs.ts';

interface CommonOptions {
  readonly json?: true;
  readonly fleet?: string;
}

const PLAN_TIMEOUT_MS = 300_000;

/** @param finish takes the outcome of the verb that was asked for. */
export function createProgram(finish: (outcome: Outcome) => void): Command {
  const program = new Command('rangelight')
    .description('Preview what MultiClusterIngress manifests do to the load balancer.')
    .version(VERSION)
    .addHelpText('afterAll', exitCodesText())
    .showHelpAfterError('try: rangelight --help');

  addInitVerb(program, finish);

  verb(program, 'validate', 'check the fleet files and manifests of a directory; no cloud')
    .option('--json', 'print JSON')
    .action(async (directory: string, options: CommonOptions) => finish(await validate(directory, options)));

  verb(program, 'compile', 'show what a directory wants, without any cloud')
    .option('--json', 'print JSON with every body (schemas/compile-output.v1.json)')
    .option('--facts <file>', 'facts document (schemas/facts.v2.json); default: facts are assumed')
    .option('--installation <id>', 'whose marks the bodies carry; default: a placeholder', parseInstallation)
    .action(async (directory: string, options: CompileOptions) => finish(await compile(directory, options)));

  const planned = verb(program, 'plan', 'show what a directory would change in the live fleet; read only');
  addAccessOptions(
    planned
      .option('--json', 'print JSON: {revision, plans}')
      .option('--log <log>', 'requests of the past, and what would become of them, as `rangelight traffic` takes them')
      .option('--github', "say it on the pull request of this job of GitHub Actions, with the job's token"),
  ).action(async (directory: string, options: PlanOptions) => finish(await plan(directory, options)));

  for (const add of VERBS) add(program, finish);

  program
    .command('explain')
    .description('say what the code of a diagnostic or of a failure means')
    .argument('<code>', 'such as backend-not-found')
    .option('--json', 'print JSON')
    .action((code: string, { json: asJson }: CommonOptions) => {
      const explanation = explain(CODES, code);
      finish({ text: asJson ? json(explanation) : explanationText(explanation), exitCode: EXIT_CODES.ok.code });
    });
  addDoctorVerb(program, finish);
  addOncallVerbs(program, finish);
  addStateVerbs(program, finish);
  addCleanVerb(program, finish);
  for (const command of program.commands)
    for (const one of [command, ...command.commands]) one.addHelpText('after', examplesText(command.name()));
  return program;
}

function verb(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .argument('[dir]', DIRECTORY, HERE)
    .option('--fleet <name>', WHICH_FLEET);
}

async function validate(directory: string, options: CommonOptions): Promise<Outcome> {
  const files = await readDirectory(directory, new AbortController().signal);
  const { fleets, diagnostics } = validateDirectory(FEATURES, files, options.fleet);
  const exitCode = exitCodeOf('nothing-to-do', diagnostics);
  if (options.json) return { text: json({ fleets, diagnostics: diagnostics.map(outputDiagnostic) }), exitCode };
  const [only, ...others] = fleets;
  const subject = others.length > 0 ? `${fleets.length} fleets` : `fleet ${only?.name ?? 'without a name'}`;
  return { text: lines([...diagnostics.map(diagnosticText), `${subject}: ${countText(diagnostics)}`]), exitCode };
}

interface CompileOptions extends CommonOptions {
  readonly facts?: string;
  readonly installation?: string;
}

async function compile(directory: string, options: CompileOptions): Promise<Outcome> {
  const files = await readDirectory(directory, new AbortController().signal);
  const facts = await readFactsFile(options.facts);
  const { output, diagnostics } = compileDirectory({
    features: FEATURES,
    kinds: KINDS,
    files,
    fleet: options.fleet,
    installation: options.installation,
    facts,
  });
  const exitCode = exitCodeOf('nothing-to-do', diagnostics);
  return { text: options.json ? json(output) : compileText(output, diagnostics), exitCode };
}

type PlanOptions = CommonOptions &
  AccessOptions & { readonly installation?: string; readonly github?: true; readonly log?: string };

async function plan(directory: string, options: PlanOptions): Promise<Outcome> {
  const signal = AbortSignal.timeout(PLAN_TIMEOUT_MS);
  const job = options.github === undefined ? undefined : await gitHubJob();
  const read = await readDirectory(directory, signal);
  // Findings name files as the pull request does.
  const files = job === undefined ? read : below(folderIn(job, directory), read);
  const access = await cloudAccess(options);
  // Google's clients take half a second to load; the other verbs do without.
  const { openFleet } = await import('./open-fleet.ts');
  const note = (text: string): void => void process.stderr.write(`rangelight: ${text}\n`);
  const open = openFleet(access, note, personSecrets);
  const { revision, plans } = await planDirectory(
    {
      features: FEATURES,
      rules: RULES,
      looks: options.log === undefined ? LOOKS : looksIntoLog(options.log, signal),
      runs: RUNS,
      files,
      fleet: options.fleet,
      installation: options.installation,
      now: systemClock.now(),
    },
    open,
    signal,
  );
  if (job !== undefined) {
    const { tellGitHub } = await import('./tell-github.ts');
    await tellGitHub(job, folderIn(job, directory), { revision, plans }, note, signal);
  }
  const gates = revision.units.flatMap((unit) => unit.gates);
  const exitCode = exitCodeOf(revision.verdict, revision.diagnostics, gates);
  return {
    text: options.json ? json({ revision, plans: [...plans.values()] }) : planText(TELLING, revision, plans),
    exitCode,
  };
}

function countText(diagnostics: readonly Diagnostic[]): string {
  const count = (severity: Diagnostic['severity']): number => diagnostics.filter((d) => d.severity === severity).length;
  const words = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;
  return `${words(count('error'), 'error')}, ${words(count('warning'), 'warning')}`;
}

function exitCodesText(): string {
  const rows = Object.values(EXIT_CODES).map(({ code, meaning }) => `  ${code}  ${meaning}`);
  return lines(['', 'Exit codes:', ...rows, '     1 is also for a command that could not do its work.']).trimEnd();
}

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}

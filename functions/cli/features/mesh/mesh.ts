// `rangelight mesh verdict`: whether a call across the mesh will be answered.
import { readDirectory } from '../../../../lib/adapters/directory/index.ts';
import { askDirectory, askedText, outputDiagnostic } from '../../../../lib/app/offline/index.ts';
import type { Diagnostic } from '../../../../lib/core/index.ts';
import { type MeshAnswer, meshAsked, verdictLines } from '../../../../lib/features/mesh/index.ts';
import { EXIT_CODES, exitCodeOf } from '../../../../lib/report/index.ts';
import { FEATURES } from '../../../wiring/features.ts';
import { json, type Outcome } from '../../outcome.ts';
import { type AddVerbs, DIRECTORY, HERE, type QuestionOptions, WHICH_FLEET } from '../../question.ts';
import { readFactsFile } from '../../read-text.ts';

interface MeshOptions extends Omit<QuestionOptions, 'from'> {
  readonly cluster?: string;
}

export const addMesh: AddVerbs = (program, finish) => {
  program
    .command('mesh')
    .description('what becomes of calls across the mesh; no cloud')
    .command('verdict')
    .description('say whether a workload’s calls of a Service will be answered, by which clusters, and why')
    .argument('<from>', 'the caller, as NAMESPACE/WORKLOAD')
    .argument('<to>', 'URL, or host with a port or without, as the caller has it')
    .argument('[dir]', DIRECTORY, HERE)
    .option('--cluster <cluster>', "the caller's cluster, as LOCATION/NAME; default: every one that has it")
    .option('--facts <file>', 'facts document (schemas/facts.v2.json); default: every cluster has the namespaces')
    .option('--fleet <name>', WHICH_FLEET)
    .option('--json', 'print JSON')
    .action(async (from: string, to: string, directory: string, options: MeshOptions) =>
      finish(await verdict(from, to, directory, options)),
    );
};

/** What is wrong with files may make the answer wrong; what is found of other calls is another question. */
function aboutCall(
  diagnostics: readonly Diagnostic[],
  answer: MeshAnswer,
  directory: string,
): readonly [{ readonly diagnostics: readonly Diagnostic[] }, readonly string[]] {
  const wrong = diagnostics.filter(({ code, severity }) => severity === 'error' && !code.startsWith('mesh-'));
  const left = diagnostics.length - wrong.length;
  const more =
    left === 0
      ? []
      : [`${left === 1 ? '1 finding' : `${left} findings`} about these files: rangelight validate ${directory}`];
  return [{ diagnostics: wrong }, [...verdictLines(answer), ...more]];
}

async function verdict(from: string, to: string, directory: string, options: MeshOptions): Promise<Outcome> {
  const files = await readDirectory(directory, new AbortController().signal);
  const facts = await readFactsFile(options.facts);
  const asked = askDirectory(
    { features: FEATURES, files, fleet: options.fleet, facts },
    meshAsked({ from, to, cluster: options.cluster }),
  );
  const { answer, diagnostics } = asked;
  const isAnswered = answer.verdicts.length > 0 && answer.verdicts.every(({ state }) => state === 'ok');
  const exitCode = isAnswered ? exitCodeOf('nothing-to-do', diagnostics) : EXIT_CODES.errors.code;
  if (!options.json) return { text: askedText(...aboutCall(diagnostics, answer, directory)), exitCode };
  return { text: json({ answer, diagnostics: diagnostics.map(outputDiagnostic) }), exitCode };
}

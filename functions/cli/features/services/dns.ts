// `rangelight dns`: what a clusterset name is answered with.
import { askDirectory, askedText, outputDiagnostic } from '../../../../lib/app/offline/index.ts';
import { readDirectory } from '../../../../lib/adapters/directory/index.ts';
import { nameAsked, nameLines } from '../../../../lib/features/services/index.ts';
import { EXIT_CODES, exitCodeOf } from '../../../../lib/report/index.ts';
import { FEATURES } from '../../../wiring/features.ts';
import { json, type Outcome } from '../../outcome.ts';
import { type AddVerbs, DIRECTORY, HERE, type QuestionOptions, WHICH_FLEET } from '../../question.ts';
import { readFactsFile } from '../../read-text.ts';

export const addDns: AddVerbs = (program, finish) => {
  program
    .command('dns')
    .description('say what a clusterset name is answered with in a cluster, and why; no cloud')
    .argument('<name>', 'below clusterset.local, or of the Service behind such a name')
    .argument('[dir]', DIRECTORY, HERE)
    .requiredOption('--from <cluster>', "the caller's cluster, as LOCATION/NAME")
    .option('--facts <file>', 'facts document (schemas/facts.v2.json); default: every cluster has the namespace')
    .option('--fleet <name>', WHICH_FLEET)
    .option('--json', 'print JSON')
    .action(async (name: string, directory: string, options: QuestionOptions) =>
      finish(await dns(name, directory, options)),
    );
};

async function dns(name: string, directory: string, options: QuestionOptions): Promise<Outcome> {
  const question = nameAsked({ name, from: options.from });
  const files = await readDirectory(directory, new AbortController().signal);
  const facts = await readFactsFile(options.facts);
  const asked = askDirectory({ features: FEATURES, files, fleet: options.fleet, facts }, question);
  const { answer, diagnostics } = asked;
  // As for a request that nobody answers.
  const isFound = answer.answers.some(({ records }) => records.length > 0);
  const exitCode = isFound ? exitCodeOf('nothing-to-do', diagnostics) : EXIT_CODES.errors.code;
  if (!options.json) return { text: askedText(asked, nameLines(answer)), exitCode };
  return { text: json({ answer, diagnostics: diagnostics.map(outputDiagnostic) }), exitCode };
}

// `rangelight route`: where a request would go.
import { InvalidArgumentError } from 'commander';
import { askDirectory, askedText, outputDiagnostic } from '../../../../lib/app/offline/index.ts';
import { readDirectory } from '../../../../lib/adapters/directory/index.ts';
import { routeLines, routesAsked } from '../../../../lib/features/ingress/index.ts';
import { EXIT_CODES, exitCodeOf } from '../../../../lib/report/index.ts';
import { FEATURES } from '../../../wiring/features.ts';
import { json, type Outcome } from '../../outcome.ts';
import { type AddVerbs, DIRECTORY, HERE, type QuestionOptions, WHICH_FLEET } from '../../question.ts';
import { readFactsFile } from '../../read-text.ts';

export const addRoute: AddVerbs = (program, finish) => {
  program
    .command('route')
    .description('say where a request would go, and why; no cloud')
    .argument('<url>', 'absolute, http or https', parseRequestUrl)
    .argument('[dir]', DIRECTORY, HERE)
    .requiredOption('--from <region>', 'where the client is, as a region of Google Cloud')
    .option('--method <method>', 'default: GET')
    .option('--header <name:value>', 'repeatable; Host takes the place of that of the URL', parseHeader)
    .option('--facts <file>', 'facts document (schemas/facts.v2.json); default: every cluster serves')
    .option('--fleet <name>', WHICH_FLEET)
    .option('--json', 'print JSON')
    .action(async (url: string, directory: string, options: RouteOptions) =>
      finish(await route(url, directory, options)),
    );
};

interface RouteOptions extends QuestionOptions {
  readonly method?: string;
  readonly header?: ReadonlyMap<string, string>;
}

async function route(url: string, directory: string, options: RouteOptions): Promise<Outcome> {
  const files = await readDirectory(directory, new AbortController().signal);
  const request = {
    url,
    region: options.from,
    ...(options.method === undefined ? {} : { method: options.method }),
    headers: Object.fromEntries(options.header ?? []),
  };
  const facts = await readFactsFile(options.facts);
  const asked = askDirectory({ features: FEATURES, files, fleet: options.fleet, facts }, routesAsked(request));
  const { answer: answers, diagnostics, assumed } = asked;
  // Nobody answers: whoever asks in a script has to be told.
  const exitCode = answers.length === 0 ? EXIT_CODES.errors.code : exitCodeOf('nothing-to-do', diagnostics);
  if (!options.json) return { text: askedText(asked, routeLines(answers, request, assumed)), exitCode };
  return { text: json({ answers, assumed, diagnostics: diagnostics.map(outputDiagnostic) }), exitCode };
}

function parseHeader(value: string, before: ReadonlyMap<string, string> = new Map()): ReadonlyMap<string, string> {
  const match = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):\s*(.*)$/.exec(value);
  if (match === null) throw new InvalidArgumentError('It is NAME:VALUE.');
  return new Map([...before, [match[1] ?? '', match[2] ?? '']]);
}

function parseRequestUrl(value: string): string {
  const protocol = URL.parse(value)?.protocol;
  if (protocol === 'http:' || protocol === 'https:') return value;
  throw new InvalidArgumentError('It is http://HOST/PATH or https://HOST/PATH.');
}

// The verbs that ask what a directory would be, if it were applied: where a request goes, and what a name is answered with.
import { type Command, InvalidArgumentError } from 'commander';
import { askDirectory, askedText, outputDiagnostic } from '../../lib/app/offline/index.ts';
import { readDirectory } from '../../lib/adapters/directory/index.ts';
import { routeLines, routesAsked } from '../../lib/features/ingress/index.ts';
import { nameAsked, nameLines } from '../../lib/features/services/index.ts';
import { EXIT_CODES, exitCodeOf } from '../../lib/report/index.ts';
import { FEATURES } from '../wiring/features.ts';
import { json, type Outcome } from './outcome.ts';
import { readFactsFile } from './read-text.ts';

/** What every verb about a directory takes. */
export const DIRECTORY = 'directory with rangelight.yaml in it or below';
/** Where the person stands. */
export const HERE = '.';
export const WHICH_FLEET = 'which fleet, when the directory has several';

interface QuestionOptions {
  readonly json?: true;
  readonly fleet?: string;
  readonly facts?: string;
  readonly from: string;
}

export function addQuestionVerbs(program: Command, finish: (outcome: Outcome) => void): void {
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
}

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

// The shell commands that README and the pages of docs show: which of them `npm run build:commands`, `npm run
// build:fleet` and `npm run walk` run as they are written, and of all others who runs them, or why nobody does. A
// command that is in neither fails a test.
import { FLEET_PAGES } from './fleet-pages.ts';

/** Every command of a page's shell blocks, continued lines and here-documents in one. */
export function commandsOf(page: string): readonly string[] {
  const blocks = [...page.matchAll(/^( *)```(?:sh|bash)\n([^]*?)^ *```/gm)].map(([, indent = '', block = '']) =>
    block.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  );
  return blocks.flatMap((block) => {
    const whole = block.replaceAll(/ *\\\n\s*/g, ' ').replaceAll(/(<<'END')\n[^]*?\nEND$/gm, '$1');
    return whole.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  });
}

/** What follows the name of the program in a command that is ours, without what a shell does with it. */
export function argumentsOf(command: string): string | undefined {
  const found = /^(?:npx |npm run (?:-s )?)?rangelight (?:-- )?(.*)$/.exec(command.trim())?.[1];
  return found?.replace(/\s+[|>#].*$/, '');
}

/** Each of their commands that is ours is run as it is written, by the packed package. */
export const RUN_PAGES = [
  'README.md',
  'docs/compare.md',
  'docs/traffic.md',
  'docs/config-parity.md',
  'docs/import.md',
] as const;

/** All of its commands are run as they are written, in one shell. */
export const WALKED_PAGE = 'docs/try.md';

export interface NotRun {
  readonly page: string;
  /** How the commands begin; empty: all of the page. */
  readonly begins: string;
  /** `elsewhere`: something else runs them. `unproven`: nobody has. `no-command`: it says how commands look. */
  readonly state: 'elsewhere' | 'unproven' | 'no-command';
  /** By what, or why not. */
  readonly why: string;
}

/** Of commands that begin alike the first row counts. */
export const NOT_RUN: readonly NotRun[] = [
  row(
    'README.md',
    'npm ci && npm run demo',
    'elsewhere',
    'npm ci in .ci/run, and the demo in npm run build:check, both in CI',
  ),
  row('README.md', 'npm cit', 'elsewhere', '.ci/run'),
  row(
    'docs/compare.md',
    'gcloud compute url-maps validate',
    'elsewhere',
    'npm run conformance -- gcloud, on the emulator of Compute',
  ),
  row(
    'docs/incidents.md',
    'rangelight incident',
    'elsewhere',
    'test/scenarios/cli-incident on an example, by the sources; the packed program plays none',
  ),
  row(
    'docs/traffic.md',
    'gcloud logging read',
    'unproven',
    'it needs a project with logs; test/unit/features/ingress/traffic reads entries of that form',
  ),
  row(
    'docs/traffic.md',
    'bq extract',
    'unproven',
    'it needs a project with BigQuery; test/unit/features/ingress/traffic reads rows of that form',
  ),
  row('docs/deploy.md', 'npm ci', 'elsewhere', '.ci/run'),
  row(
    'docs/deploy.md',
    'npm run smoke',
    'unproven',
    'it asks a real project; test/deploy/smoke runs it with made-up programs',
  ),
  row('docs/deploy.md', 'npm run build', 'elsewhere', '.github/workflows/ci.yml'),
  row('docs/deploy.md', 'gcloud', 'unproven', 'it changes a real project: docs/deploy-unproven.md'),
  row('docs/deploy.md', 'gh api', 'unproven', 'it makes a GitHub App: docs/deploy-unproven.md'),
  row('docs/deploy.md', 'jq', 'unproven', 'it reads what the command before made: docs/deploy-unproven.md'),
  row('docs/deploy.md', 'rm app.json', 'unproven', 'it ends the two before'),
  row('docs/deploy.md', 'docker', 'unproven', 'it needs Docker and a registry: docs/deploy-unproven.md'),
  row(
    'docs/deploy.md',
    'terraform',
    'unproven',
    'it changes a real project; test/deploy holds the module: docs/deploy-unproven.md',
  ),
  row(
    'docs/deploy.md',
    'kubectl apply',
    'unproven',
    'it changes real clusters; test/deploy holds the roles: docs/deploy-unproven.md',
  ),
  row('docs/deploy.md', 'rangelight doctor --secret-roles', 'elsewhere', 'test/scenarios/tls-secrets.test.ts'),
  row(
    'docs/reference/cli.md',
    '',
    'no-command',
    'synopses: words in capitals stand for something; test/unit/docs/commands.test.ts parses each',
  ),
];

function row(page: string, begins: string, state: NotRun['state'], why: string): NotRun {
  return { page, begins, state, why };
}

/** Whether `npm run build:commands`, `npm run build:fleet` or `npm run walk` runs it. */
export function isRun(page: string, command: string): boolean {
  const isPage = RUN_PAGES.some((one) => one === page) || page in FLEET_PAGES;
  return page === WALKED_PAGE || (isPage && argumentsOf(command) !== undefined);
}

/** The row of a command that is not run. */
export function rowOf(page: string, command: string): NotRun | undefined {
  return NOT_RUN.find((one) => one.page === page && command.trimStart().startsWith(one.begins));
}

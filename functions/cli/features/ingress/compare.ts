// The verb that compares two load balancers, or two sets of them, as clients meet them.
import { outputDiagnostic } from '../../../../lib/app/offline/index.ts';
import { compareDiagnostics, hasErrors } from '../../../../lib/core/index.ts';
import { compareAll, compareJson, compareLines, type Compared } from '../../../../lib/features/ingress/index.ts';
import { diagnosticText, EXIT_CODES, visible } from '../../../../lib/report/index.ts';
import { addAccessOptions } from '../../access-options.ts';
import { askForIngress, ofIngress } from './which-ingress.ts';
import { readSides, SIDE, type SideOptions } from './compare-side.ts';
import { json, type Outcome } from '../../outcome.ts';
import { personSecrets } from '../../person-secrets.ts';
import { type AddVerbs, WHICH_FLEET } from '../../question.ts';

interface CompareOptions extends SideOptions {
  readonly json?: true;
  readonly ingress?: string;
}

const TIMEOUT_MS = 300_000;

export const addCompare: AddVerbs = (program, finish) => {
  const verb = program
    .command('compare')
    .description('say whether two load balancers serve alike, and by which request not; read only')
    .argument('<first>', SIDE)
    .argument('<second>', SIDE)
    .option(
      '--dir <dir>',
      'where commits, and the fleet of what is live or hosted, are looked up; default: the other side, or here',
    )
    .option('--fleet <name>', WHICH_FLEET)
    .option('--ingress <namespace/name>', 'only this one; needed beside a URL map where there are several')
    .option('--facts <file>', 'facts document (schemas/facts.v2.json); default: as read, or every cluster serves')
    .option('--json', 'print JSON');
  addAccessOptions(verb).action(async (first: string, second: string, options: CompareOptions) =>
    finish(await compare(first, second, options)),
  );
};

async function compare(first: string, second: string, options: CompareOptions): Promise<Outcome> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const sides = await readSides([first, second], options, signal, personSecrets);
  const [one, other] = ofIngress(sides, options.ingress);
  askForIngress(one ?? [], other ?? []);
  const found = compareAll(one ?? [], other ?? []);
  const compared = { ...found, unknown: [...sides.flatMap(({ unread }) => unread), ...found.unknown] };
  const diagnostics = sides.flatMap((side) => side.diagnostics).sort(compareDiagnostics);
  const named = { first, second };
  const exitCode = hasErrors(diagnostics) ? EXIT_CODES.errors.code : exitCodeOf(compared);
  if (options.json) {
    return {
      text: json({ ...compareJson(compared, named), diagnostics: diagnostics.map(outputDiagnostic) }),
      exitCode,
    };
  }
  const errors = diagnostics.filter(({ severity }) => severity === 'error').map(diagnosticText);
  const lines = [...errors, ...compareLines(compared, named).map(visible)];
  return { text: lines.map((line) => `${line}\n`).join(''), exitCode };
}

/** What could not be compared is no equality. */
function exitCodeOf({ differences, unknown }: Compared): number {
  if (differences.length > 0) return EXIT_CODES.pending.code;
  return unknown.length > 0 ? EXIT_CODES.blocked.code : EXIT_CODES.ok.code;
}

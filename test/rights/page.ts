// The table permission → tests, as a page of the documentation: written by `npm run rights`, held complete by a test.
import { markdownTable } from '../../docs/reference/markdown-table.ts';
import { FUNCTIONS } from '../../infra/deploy/contract.ts';
import { permissionsOf } from '../../infra/deploy/permissions.ts';
import { accountOf } from '../../infra/local/rights.ts';
import type { Note } from './note.ts';

export interface Row {
  readonly function: string;
  readonly permission: string;
  /** Names of the test files in which the function asked for it, sorted. */
  readonly tests: readonly string[];
}

/** One for each permission that the deployment grants a function. */
export function rowsOf(notes: readonly Note[]): readonly Row[] {
  const scopes = ['project', 'networkProject', 'fleetProject'] as const;
  return FUNCTIONS.flatMap((name) => {
    const granted = new Set(scopes.flatMap((scope) => permissionsOf(name, scope)));
    return [...granted].sort().map((permission) => {
      const asked = notes.filter((one) => one.account === accountOf(name) && one.permissions.includes(permission));
      return { function: name, permission, tests: [...new Set(asked.map((one) => one.by))].sort() };
    });
  });
}

const MOST_NAMED = 4;

/** @param day of the run. */
export function rightsPage(rows: readonly Row[], day: string): string {
  const named = (tests: readonly string[]): string => {
    const more = tests.length - MOST_NAMED;
    return tests.slice(0, MOST_NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
  };
  const cells = rows.map((row) => [row.function, `\`${row.permission}\``, named(row.tests) || '**nobody**']);
  return [
    '<!-- Written by `npm run rights` from the journals of the emulators. Do not edit. -->',
    '',
    '# Who asks for what',
    '',
    'Each permission that the deployment grants a function, and the scenarios and proofs (`test/scenarios`, `test/proof`) in which the function asked for it, as the',
    `journals of the emulators have it; run on ${day}. No row is empty, and nobody is granted what nobody asks for: \`test/proof/rights.test.ts\` holds both, function by`,
    'function. What happens without a permission, twelve of them one after the other, is in `test/proof/missing-rights.test.ts`.',
    '',
    ...markdownTable(['function', 'permission', 'tests'], cells),
    '',
  ].join('\n');
}

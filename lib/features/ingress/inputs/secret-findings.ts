// What is wrong with a Secret that a manifest names, whatever it is named for.
import type { Diagnostic, DiagnosticCode, SourceRef } from '../../../core/index.ts';
import { diagnostic } from '../codes/index.ts';
import type { Fleet, SecretFacts } from '../../../fleet/index.ts';
import type { SecretProblem } from '../secrets/index.ts';

const PROBLEMS = {
  missing: 'secret-not-found',
  'wrong-type': 'secret-wrong-type',
  malformed: 'secret-malformed',
  'key-mismatch': 'secret-malformed',
  'unsupported-key': 'certificate-unsupported',
} as const satisfies Readonly<Record<SecretProblem, DiagnosticCode>>;

/** @param place of the value that names it. */
export function secretFindings(
  { name, namespace }: { readonly name: string; readonly namespace: string },
  fleet: Fleet,
  known: SecretFacts,
  place: SourceRef,
): readonly Diagnostic[] {
  switch (known.state) {
    case 'unknown': {
      const message = `nothing is known of Secret ${name} in namespace ${namespace}: ${known.detail}`;
      return [diagnostic('secret-unknown', message, place)];
    }
    case 'unusable': {
      const message = `Secret ${name} of ${fleet.primary} ${known.detail}`;
      return [diagnostic(PROBLEMS[known.problem as SecretProblem], message, place)];
    }
    case 'usable': {
      if (known.backup === undefined || known.backup === 'unread') return [];
      const what = known.backup === 'missing' ? 'has no' : 'has another';
      const message = `${fleet.backup} ${what} Secret ${name} in namespace ${namespace}`;
      return [diagnostic('secret-copies-differ', message, place)];
    }
  }
}

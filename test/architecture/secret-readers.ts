// Who may read Secrets: what they are opened with is named nowhere else.
import { codeOf, type Finding, sources, type Tree } from './source.ts';

/** Name → the files that may say it. */
const READERS: Readonly<Record<string, RegExp>> = {
  createSecrets: /^(?:lib\/adapters\/kubernetes\/|functions\/wiring\/secrets\.ts$|functions\/cli\/person-secrets\.ts$)/,
  // The command line has the rights of the person at it (ADR 0084), and tells what drift tells, or a digest.
  personSecrets: /^functions\/cli\/(?:person-secrets|program|features\/ingress\/(?:parity|compare|compare-side))\.ts$/,
  worldWithSecrets: /^functions\/(?:wiring\/secrets|worker\/compose|drift\/compose)\.ts$/,
};

/** The planner handles untrusted input; webhook and reporter have no use for Secrets. */
export function checkSecretReaders(tree: Tree): readonly Finding[] {
  return sources(tree, 'lib', 'functions').flatMap(([path, text]) =>
    Object.entries(READERS)
      .filter(([name, allowed]) => new RegExp(`\\b${name}\\b`).test(codeOf(text)) && !allowed.test(path))
      .map(([name]) => ({ path, message: `${name}: only worker and drift read Secrets` })),
  );
}

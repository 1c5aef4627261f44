// What code of a folder must not mention: clocks, chance, disks, the environment, bare errors, any.
import { codeOf, type Finding, importsOf, sources, type Tree } from './source.ts';

/** The pure core: same input, same output, nothing else. */
export const PURE: readonly string[] = [
  'core',
  'manifest',
  'fleet',
  'model',
  'compile',
  'features',
  'observe',
  'diff',
  'plan',
  'execute',
  'report',
].map((folder) => `lib/${folder}`);

const IMPURE: readonly (readonly [RegExp, string])[] = [
  [/\bDate\.now\b/, 'reads a clock'],
  [/\bnew Date\(\)/, 'reads a clock'],
  [/\bperformance\b\s*\./, 'reads a clock'],
  [/\bMath\.random\b/, 'is left to chance'],
  [/\bprocess\./, 'reads its process'],
  [/\bfetch\(/, 'reaches into the network'],
  [/\bset(?:Timeout|Interval|Immediate)\b/, 'waits'],
];

const IMPURE_MODULES =
  /^(?:node:)?(?:fs|fs\/promises|net|http|https|http2|dns|tls|child_process|worker_threads|timers.*)$/;

export function checkPurity(tree: Tree): readonly Finding[] {
  const findings: Finding[] = [];
  for (const [path, text] of sources(tree, ...PURE)) {
    const code = codeOf(text);
    for (const [pattern, what] of IMPURE) if (pattern.test(code)) findings.push({ path, message: `the core ${what}` });
    for (const { specifier } of importsOf(path, text))
      if (IMPURE_MODULES.test(specifier)) findings.push({ path, message: `the core imports ${specifier}` });
  }
  return findings;
}

/** The environment is read in one place, so that there is one list of what can be configured. */
export function checkEnvironment(tree: Tree): readonly Finding[] {
  return sources(tree, 'lib', 'functions')
    .filter(([path, text]) => !path.startsWith('lib/config/') && /\bprocess\.env\b/.test(codeOf(text)))
    .map(([path]) => ({ path, message: 'only lib/config reads process.env' }));
}

const CARELESS: readonly (readonly [RegExp, string])[] = [
  [/\bnew Error\(/, 'throws a bare Error: failures say what to do next'],
  [/(?::|\bas|<)\s*any\b(?!\s*[(:}])|,\s*any\s*>/, 'says any'],
];

export function checkCare(tree: Tree): readonly Finding[] {
  const findings: Finding[] = [];
  for (const [path, text] of sources(tree, 'lib', 'functions')) {
    const code = codeOf(text);
    for (const [pattern, what] of CARELESS) if (pattern.test(code)) findings.push({ path, message: what });
  }
  // What an emulator answers with may be the error that Node has.
  for (const [path, text] of sources(tree, 'infra'))
    if (/\bthrow new Error\(/.test(codeOf(text)))
      findings.push({ path, message: 'throws a bare Error: give it a name' });
  return findings;
}

// A documentation page as a list of command lines, run from top to bottom against one emulator.
import type { Ran } from './command.ts';
import type { CaseName, CaseResult } from './report.ts';

export interface Step {
  /** The command line as on the page, with its placeholders filled in. */
  readonly run: string;
  /** What its output must contain. */
  readonly shows?: RegExp;
  /** The command must fail, in these words. */
  readonly fails?: RegExp;
  /** What the reader does between two commands; it is no case. */
  readonly aside?: true;
}

export interface Page {
  /** The page's title, by which readers can find it. */
  readonly title: string;
  readonly steps: readonly Step[];
}

/** What a 501 of the emulators looks like to every client. */
const NOT_IMPLEMENTED = /not implemented by this emulator/;
const LONGEST_NOTE = 400;

export function step(run: string, shows?: RegExp): Step {
  return shows === undefined ? { run } : { run, shows };
}

/** A command that the real service refuses. */
export function refused(run: string, fails: RegExp): Step {
  return { run, fails };
}

/** What the page tells its reader to do by hand, such as editing a file. */
export function aside(run: string): Step {
  return { run, aside: true };
}

export function caseNames(pages: readonly Page[]): readonly CaseName[] {
  return pages.flatMap((page) => casesOf(page).map(({ name }) => name));
}

/** The steps that are cases; a command line that comes again says so in its name. */
function casesOf({ title, steps }: Page): readonly { readonly one: Step; readonly name: CaseName }[] {
  const seen = new Set<string>();
  const cases: { one: Step; name: CaseName }[] = [];
  for (const one of steps) {
    if (one.aside) continue;
    let name = one.run;
    while (seen.has(name)) name += ' (again)';
    seen.add(name);
    cases.push({ one, name: { group: title, name } });
  }
  return cases;
}

/**
 * Runs a page; what fails only because an earlier step met a 501 counts as not implemented too.
 * @param lacks how this client says that something is not there, where it does not repeat the emulator's words.
 */
export async function runPage(
  page: Page,
  run: (line: string) => Promise<Ran>,
  lacks: RegExp = NOT_IMPLEMENTED,
): Promise<readonly CaseResult[]> {
  const results: CaseResult[] = [];
  let lacking: string | undefined;
  const names = new Map(casesOf(page).map(({ one, name }) => [one, name]));
  for (const one of page.steps) {
    const ran = await run(one.run);
    const name = names.get(one);
    if (name === undefined) continue;
    const complaint = complaintOf(one, ran);
    if (complaint === undefined) results.push({ ...name, outcome: 'passed' });
    else if (NOT_IMPLEMENTED.test(ran.output) || lacks.test(ran.output)) {
      lacking ??= one.run;
      results.push({ ...name, outcome: 'not implemented (501)', note: wordsOn([NOT_IMPLEMENTED, lacks], ran.output) });
    } else if (lacking !== undefined) {
      results.push({ ...name, outcome: 'not implemented (501)', note: `follows from: ${lacking}` });
    } else results.push({ ...name, outcome: 'mismatch', note: complaint.slice(0, LONGEST_NOTE) });
  }
  return results;
}

function complaintOf({ shows, fails }: Step, { code, output }: Ran): string | undefined {
  if (fails !== undefined) {
    if (code === 0) return `succeeded instead of failing with ${fails}: ${output}`;
    return fails.test(output) ? undefined : `failed without saying ${fails}: ${output}`;
  }
  if (code !== 0) return `exit status ${code}: ${output}`;
  return shows === undefined || shows.test(output) ? undefined : `does not show ${shows}: ${output}`;
}

/** The emulator's sentence if it is there, else the client's own line. */
function wordsOn(patterns: readonly RegExp[], output: string): string {
  const sentence = /[\w/.]+(?: [\w/.]+){0,3} is not implemented by this emulator/.exec(output)?.[0];
  return sentence ?? (output.split('\n').find((line) => patterns.some((one) => one.test(line))) ?? '').trim();
}

// What the features tell: of plans, and of what stands after a run. The shell of the reports finds it a place and knows
// no feature.
import type { AppliedState, Kinds } from '../model/index.ts';
import type { Codes, Edit, Plan, Revision } from '../plan/index.ts';
import type { Section } from './markdown/budget.ts';
import { clip, code } from './markdown/escape.ts';
import type { Issue } from './issues/issue.ts';

/**
 * One item of a list, in pieces: words of ours, and names from elsewhere, which are shown as such and obeyed by nobody.
 */
export type ToldLine = readonly (string | { readonly name: string })[];

/** How grave: the first is the gravest. */
export type Weight = 'error' | 'gate' | 'outage' | 'loss' | 'unknown' | 'warning';

/** What a reviewer must not overlook. */
export interface Concern {
  readonly weight: Weight;
  /** Plain text of a few words, for the heading; undefined where the heading has it already. */
  readonly title?: string;
  /** One line of Markdown. */
  readonly words: string;
}

/** What one feature tells of the plans of a revision. Markdown is whole, and what others wrote is escaped in it. */
export interface ToldPlans {
  readonly concerns?: () => readonly Concern[];
  /** What changes, for the heading of a comment, the gravest first; plain texts. */
  readonly title?: () => readonly string[];
  /** What people look for first, at the end of every title; plain texts. */
  readonly headline?: () => readonly string[];
  /** Lines of Markdown below objects that people edited alike: what that does. */
  readonly below?: (edits: readonly Edit[]) => readonly string[];
  /** A block of Markdown after the edited objects; empty for none. @param told the edits that stand above. */
  readonly after?: (told: readonly Edit[]) => string;
  /** Of the check run, about one plan. */
  readonly sections?: (plan: Plan) => readonly Section[];
  /** Folded away, and left out where there are several; Markdown. */
  readonly drawings?: () => readonly string[];
  /** Lines for a terminal, about the whole fleet, whether there is a plan or not; plain texts. */
  readonly whole?: () => readonly string[];
  /** Lines for a terminal, about one plan; plain texts. */
  readonly text?: (plan: Plan) => readonly string[];
}

/** What people wait to hear of when a run has come to a good end. */
export interface Output {
  /** What it is, as it is counted: `VIP`. */
  readonly what: string;
  /** Whose one it is, as people read it: `blue/foobar`. */
  readonly of: string;
  readonly value: string;
  readonly line: ToldLine;
  /** Where a browser finds it. */
  readonly url?: string;
}

/** What a run could not bring back. */
export interface LostView {
  readonly fleet: string;
  readonly unit: string;
  /** Of the run that made something else in their place. */
  readonly runId: string;
  readonly lost: readonly string[];
  readonly applied: StandingRecord | undefined;
}

/** What is on record of a unit. */
export type StandingRecord = Pick<AppliedState, 'addresses' | 'resources'>;

/** What a feature tells. No I/O. */
export interface ReportPart {
  readonly planned?: (revision: Revision, plans: readonly Plan[]) => ToldPlans;
  /** What a run made, or what its plan names. @param notes by step: the fact that its entry in the journal tells. */
  readonly made?: (plan: Plan, notes: ReadonlyMap<string, string>) => readonly Output[];
  /** What stands after it, whatever it made. */
  readonly stands?: (applied: StandingRecord) => readonly Output[];
  /** An issue that a person closes. */
  readonly lost?: (view: LostView) => Issue & { readonly body: string };
}

/** What reports are made with: the kinds of an installation, and what its features tell, in one order. */
export interface Telling {
  readonly kinds: Kinds;
  readonly codes: Codes;
  readonly parts: readonly ReportPart[];
}

/** What all features tell of the plans of a revision. */
export type Told = Required<ToldPlans>;

export function toldOf({ parts }: Pick<Telling, 'parts'>, revision: Revision, plans: readonly Plan[]): Told {
  const all = parts.flatMap(({ planned }) => planned?.(revision, plans) ?? []);
  return {
    concerns: () => all.flatMap(({ concerns }) => concerns?.() ?? []),
    title: () => all.flatMap(({ title }) => title?.() ?? []),
    headline: () => all.flatMap(({ headline }) => headline?.() ?? []),
    below: (edits) => all.flatMap(({ below }) => below?.(edits) ?? []),
    after: (told) =>
      all
        .map(({ after }) => after?.(told) ?? '')
        .filter((block) => block !== '')
        .join('\n\n'),
    sections: (plan) => all.flatMap(({ sections }) => sections?.(plan) ?? []),
    drawings: () => all.flatMap(({ drawings }) => drawings?.() ?? []),
    whole: () => all.flatMap(({ whole }) => whole?.() ?? []),
    text: (plan) => all.flatMap(({ text }) => text?.(plan) ?? []),
  };
}

const MOST_LINES = 8;
/** That of a name below clusterset.local, and of everything that is shorter. */
const NAME_LENGTH = 253;

/** Markdown; empty for none. */
export function toldWords(lines: readonly ToldLine[]): string {
  const items = lines.slice(0, MOST_LINES).map((line) => `- ${lineWords(line)}`);
  const more = lines.length > MOST_LINES ? [`- … and ${lines.length - MOST_LINES} more`] : [];
  return [...items, ...more].join('\n');
}

/** One line of Markdown. */
export function lineWords(line: ToldLine): string {
  return line.map((piece) => (typeof piece === 'string' ? piece : code(clip(piece.name, NAME_LENGTH)))).join('');
}

/** Plain text, as it is: whoever shows it makes it visible. */
export function lineText(line: ToldLine): string {
  return line.map((piece) => (typeof piece === 'string' ? piece : piece.name)).join('');
}

// One run of the proof: what it was asked for, and the sheet on which its parts write what they tried and found.
import type { Clients } from '../harness/clients.ts';

export interface Options {
  readonly seed: number;
  readonly runs: number;
  /** Of the crash points and of the schedules, each n-th. */
  readonly every: number;
  /** How often one of two workers is stopped for the other. */
  readonly switches: number;
  /** Crash at calls that only read, too. */
  readonly reads: boolean;
  /** Look for the smallest generated manifests that fail. */
  readonly shrink: boolean;
}

export interface Run {
  readonly clients: Clients;
  readonly options: Options;
  readonly sheet: Sheet;
}

export interface Row {
  readonly part: string;
  readonly case: string;
  /** What was tried, in words. */
  readonly tried: string;
  readonly seconds: number;
  readonly failures: readonly string[];
}

/** What a part counted beside its rows. */
export interface Appendix {
  /** Its key in the output as JSON. */
  readonly name: string;
  readonly content: unknown;
  /** The same for people. */
  readonly lines: readonly string[];
}

export interface Sheet {
  /** Tries one case, and has a row of it. What breaks off is a failure. */
  row(part: string, name: string, work: () => Promise<Pick<Row, 'tried' | 'failures'>>): Promise<void>;
  append(appendix: Appendix): void;
  /** Tells those who wait, on stderr. */
  progress(text: string): void;
  readonly failed: boolean;
  /** The whole sheet for stdout. */
  text(isJson: boolean): string;
}

/** Failures of a case that are shown. */
const SHOWN = 5;

export function createSheet(): Sheet {
  const rows: Row[] = [];
  const appendices: Appendix[] = [];
  const progress = (text: string): void => void process.stderr.write(text);
  return {
    progress,
    append: (appendix) => void appendices.push(appendix),
    get failed() {
      return rows.some(({ failures }) => failures.length > 0);
    },
    async row(part, name, work) {
      const start = performance.now();
      const found = await work().catch((error: unknown) => ({ tried: 'broke off', failures: [String(error)] }));
      const seconds = Math.round((performance.now() - start) / 100) / 10;
      rows.push({ part, case: name, seconds, ...found });
      progress(`${part}: ${name}: ${found.tried}, ${found.failures.length} failures, ${seconds} s\n`);
      for (const failure of found.failures.slice(0, SHOWN)) progress(`       ${failure}\n`);
    },
    text(isJson) {
      const counts = Object.fromEntries(appendices.map(({ name, content }) => [name, content]));
      if (isJson) return `${JSON.stringify({ rows, ...counts }, undefined, 2)}\n`;
      return [...rows.flatMap(linesOf), ...appendices.flatMap(({ lines }) => ['', ...lines]), ''].join('\n');
    },
  };
}

function linesOf({ part, case: name, tried, seconds, failures }: Row): readonly string[] {
  const verdict = failures.length === 0 ? 'ok  ' : 'FAIL';
  return [
    `${verdict} ${part.padEnd(11)} ${name.padEnd(36)} ${String(seconds).padStart(6)} s  ${tried}`,
    ...failures.slice(0, SHOWN).map((failure) => `       ${failure}`),
  ];
}

/** An appendix of counts. */
export function counted(name: string, title: string, times: ReadonlyMap<string, number>): Appendix {
  const sorted = [...times].sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = sorted.map(([what, count]) => `${String(count).padStart(6)}  ${what}`);
  return { name, content: Object.fromEntries(sorted), lines: [title, ...lines] };
}

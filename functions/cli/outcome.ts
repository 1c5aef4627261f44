// How a verb of the command line ends.

/** What a verb leaves behind: text for standard output, and how the process ends. */
export interface Outcome {
  readonly text: string;
  readonly exitCode: number;
}

/** A document for `--json`. */
export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

// An issue of ours: what it is found again by, and what it says.

export interface Issue {
  readonly marker: string;
  readonly title: string;
  /** Markdown; undefined: it is over, and the issue is to be closed. */
  readonly body: string | undefined;
}

// Structured logging: a static message and fields. An error is what needs a person; what passes by itself, or is an
// error's consequence, is a warning.

/** What the line itself says has no second place in it: a reader keeps one of two equal keys. */
export type LogFields = Readonly<Record<string, unknown>> & {
  readonly message?: never;
  readonly severity?: never;
  readonly time?: never;
};

export interface Log {
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}

// What can be wrong with an expression: it is no CEL, it is CEL that is not built here, or it fails on a value.

/** Not CEL, or wrong types: the real server refuses it too. */
export class CelSyntaxError extends Error {
  /** From 0. */
  readonly at: number;
  constructor(at: number, message: string) {
    super(message);
    this.name = 'CelSyntaxError';
    this.at = at;
  }
}

/** CEL that the real server evaluates and this one does not. */
export class CelUnsupportedError extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'CelUnsupportedError';
  }
}

/** The expression has no value here: `no such key: x`. */
export class CelValueError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CelValueError';
  }
}

/** More steps than one rule may take. */
export class CelCostError extends Error {
  constructor() {
    super('operation cancelled: actual cost limit exceeded');
    this.name = 'CelCostError';
  }
}

// The refusals of the GitHub REST API: a status and the body shape that every client library reads.

/** One entry of the `errors` list in a 422 body. */
export interface FieldError {
  readonly resource: string;
  readonly field?: string;
  readonly code: 'missing' | 'missing_field' | 'invalid' | 'already_exists' | 'custom' | 'too_large';
  readonly message?: string;
}

/** Thrown by routes, turned into a response in one place. */
export class Problem extends Error {
  readonly status: number;
  readonly details: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    message: string,
    details: Readonly<Record<string, unknown>> = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = 'Problem';
    this.status = status;
    this.details = details;
    this.headers = headers;
  }

  /** The JSON body: message, documentation_url, status and what the refusal adds to them. */
  body(): Record<string, unknown> {
    return {
      message: this.message,
      ...this.details,
      documentation_url: 'https://docs.github.com/rest',
      status: String(this.status),
    };
  }
}

export function notFound(message = 'Not Found'): Problem {
  return new Problem(404, message);
}

export function badCredentials(): Problem {
  return new Problem(401, 'Bad credentials');
}

export function forbidden(message: string): Problem {
  return new Problem(403, message);
}

/** 422 of the resource's own rules. */
export function validationFailed(...errors: readonly FieldError[]): Problem {
  return new Problem(422, 'Validation Failed', { errors });
}

/** 422 of the request schema, which GitHub words differently from a resource's own rules. */
export function invalidRequest(reason: string): Problem {
  return new Problem(422, `Invalid request.\n\n${reason}`);
}

/** What this emulator does not have, by name: never a plausible half-answer. */
export function notImplemented(what: string): Problem {
  return new Problem(501, `Not implemented by this emulator: ${what}`);
}

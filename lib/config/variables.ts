// Reads variables one by one and keeps every problem, so that all are told at once. An empty variable counts as unset.
// Values are never told: they may be secrets.

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Form {
  readonly form: RegExp;
  /** What a person should write. */
  readonly expected: string;
}

export interface Variables {
  /** `NAME: what is expected`, in the order of reading. */
  readonly problems: readonly string[];
  /** Adds one: what no form can say. */
  readonly problem: (name: string, expected: string) => void;
  /** '' when it is unset or of another form; then there is a problem. */
  readonly required: (name: string, form: Form) => string;
  readonly optional: (name: string, form: Form) => string | undefined;
  /** Of a server, without its trailing slash. */
  readonly url: (name: string) => string | undefined;
  /** A whole number, at least 1. */
  readonly count: (name: string, fallback: number) => number;
  /** A number of seconds, fractions allowed. */
  readonly seconds: (name: string, fallback: number, limits: { readonly atLeast: number }) => number;
}

const URL_FORM: Form = {
  form: /^https?:\/\/[^/\s]+(?:\/[^\s?#]*)?$/,
  expected: 'a URL, such as http://127.0.0.1:8080',
};

export function createVariables(env: Environment): Variables {
  const problems: string[] = [];

  const optional = (name: string, { form, expected }: Form): string | undefined => {
    const value = env[name];
    if (value === undefined || value === '') return undefined;
    if (form.test(value)) return value;
    problems.push(`${name}: expected ${expected}`);
    return undefined;
  };

  return {
    problems,
    problem(name, expected) {
      problems.push(`${name}: expected ${expected}`);
    },
    optional,
    required(name, form) {
      if (env[name] === undefined || env[name] === '') problems.push(`${name}: missing, expected ${form.expected}`);
      return optional(name, form) ?? '';
    },
    url: (name) => optional(name, URL_FORM)?.replace(/\/+$/, ''),
    count(name, fallback) {
      const text = env[name];
      if (text === undefined || text === '') return fallback;
      if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
      problems.push(`${name}: expected a whole number, at least 1`);
      return fallback;
    },
    seconds(name, fallback, { atLeast }) {
      const text = env[name];
      if (text === undefined || text === '') return fallback;
      const value = Number(text);
      if (/^\d+(?:\.\d+)?$/.test(text) && value >= atLeast) return value;
      problems.push(`${name}: expected a number of seconds, at least ${atLeast}`);
      return fallback;
    },
  };
}

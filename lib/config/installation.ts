// The id of an installation, which stands in the mark of everything that it makes.
import { digestOf } from '../core/index.ts';

/** Of an id that a person gives. */
export const INSTALLATION = {
  form: /^[a-z0-9][a-z0-9-]{0,31}$/,
  expected: 'up to 32 lower-case letters, digits and hyphens, such as acme-prod',
};

const DIGITS = 12;

/** The id of an installation that was given none: two of them never keep their state in one bucket. */
export function defaultInstallation(bucket: string): string {
  return digestOf({ bucket }).slice(0, DIGITS);
}

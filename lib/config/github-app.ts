// The GitHub App in the environment: its id and its key, which is turned into an object at once, so that nothing that
// prints the configuration can print the key.
import { createPrivateKey, type KeyObject } from 'node:crypto';
import type { Variables } from './variables.ts';

export interface GitHubApp {
  /** App id or client id. */
  readonly id: string;
  readonly privateKey: KeyObject;
}

const ID = { form: /^(?:[1-9]\d*|Iv[\w.]+)$/, expected: "a GitHub App's id or client id" };
const KEY_EXPECTED = "a GitHub App's private key (RSA), as PEM or as PEM in base64";
const KEY = { form: /^.+$/s, expected: KEY_EXPECTED };

/** Undefined when neither variable is set; both are needed. Problems go to the variables' list. */
export function readGitHubApp({ optional, problem }: Variables): GitHubApp | undefined {
  const id = optional('RANGELIGHT_GITHUB_APP_ID', ID);
  const text = optional('RANGELIGHT_GITHUB_APP_KEY', KEY);
  const privateKey = text === undefined ? undefined : rsaKey(text);
  if (text !== undefined && privateKey === undefined) problem('RANGELIGHT_GITHUB_APP_KEY', KEY_EXPECTED);
  if (id !== undefined && text === undefined) problem('RANGELIGHT_GITHUB_APP_KEY', KEY_EXPECTED);
  if (id === undefined && text !== undefined) problem('RANGELIGHT_GITHUB_APP_ID', ID.expected);
  return id === undefined || privateKey === undefined ? undefined : { id, privateKey };
}

/** PEM with real line ends, with `\n` written out (as some secret stores do), or in base64. */
function rsaKey(text: string): KeyObject | undefined {
  const pem = text.includes('-----BEGIN') ? text.replaceAll('\\n', '\n') : Buffer.from(text, 'base64').toString('utf8');
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyType === 'rsa' ? key : undefined;
  } catch {
    return undefined;
  }
}

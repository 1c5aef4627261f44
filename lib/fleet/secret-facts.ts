// What is known of a Secret without its private part. Only drift reads Secrets; everybody else plans with these. What
// a Secret is used as, and what may be told of it, a feature knows.

/** As what a feature reads a Secret: the same one may serve several. Empty where a key names no use. */
export type SecretUse = string;

/** A Secret that holds what its use asks for; its feature tells more of it. */
export interface UsableSecret {
  readonly state: 'usable';
  /** Absent where its key names no use. */
  readonly use?: string;
  /** Another private part gives another one, and it tells nothing of it. */
  readonly fingerprint: string;
}

export interface UnusableSecret {
  readonly state: 'unusable';
  /** `missing`: there is none. All else is of its use. */
  readonly problem: string;
  /** Part of a sentence about the Secret: `has no tls.key`. */
  readonly detail: string;
}

/** `unknown`: never read. */
export type SecretReading<T extends UsableSecret = UsableSecret> =
  | T
  | UnusableSecret
  | { readonly state: 'unknown'; readonly detail: string };

export type SecretFacts<T extends UsableSecret = UsableSecret> = SecretReading<T> & {
  /** What the backup config cluster holds, where that is not the same; `unread`: only one of both gave it. */
  readonly backup?: 'differs' | 'missing' | 'unread';
  /** Of what the backup holds, where it is another one and a certificate. */
  readonly backupFingerprint?: string;
};

/** `namespace/name`, with `#use` where there is one. */
export type SecretKey = string;

export function secretKey(namespace: string, name: string, use: SecretUse = ''): SecretKey {
  return use === '' ? `${namespace}/${name}` : `${namespace}/${name}#${use}`;
}

/** The other way round. */
export function secretOfKey(key: SecretKey): {
  readonly namespace: string;
  readonly name: string;
  readonly use: SecretUse;
} {
  const [, namespace = '', name = '', use = ''] = /^([^/]*)\/([^#]*)(?:#(.*))?$/.exec(key) ?? [];
  return { namespace, name, use };
}

const NEVER_READ = {
  state: 'unknown',
  detail: 'it was not read yet; it is read with each tick, once a minute, and this waits for it',
} as const;

/** The part of the facts that is about Secrets. */
export interface KnownSecrets {
  /** What is known of the Secrets that manifests name; never their private parts. */
  readonly secrets?: Readonly<Record<SecretKey, SecretFacts>>;
  /** Nothing was read: the facts are made up, and what they do not say counts as present. */
  readonly assumed?: true;
}

/** The facts about a Secret; `unknown` when there are none. Without a cloud every Secret counts as present. */
export function secretFactsOf(facts: KnownSecrets, key: SecretKey): SecretFacts {
  const { use } = secretOfKey(key);
  if (facts.assumed) return { state: 'usable', ...(use === '' ? {} : { use }), fingerprint: `assumed ${key}` };
  const { secrets = {} } = facts;
  const known = Object.hasOwn(secrets, key) ? (secrets[key] ?? NEVER_READ) : NEVER_READ;
  return known.state !== 'usable' || (known.use ?? '') === use ? known : NEVER_READ;
}

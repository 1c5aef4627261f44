// Signs tokens with a key of its own making, and publishes what verifies them.
import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { exportJWK, type JWK, SignJWT } from 'jose';
import type { Random } from '../kit/random.ts';

export interface Signer {
  /** A signed token in its compact form. */
  sign(claims: Readonly<Record<string, unknown>>): Promise<string>;
  /** The next token is signed with a new key. */
  rotate(this: void): void;
  /** Newest first. */
  publicKeys(): Promise<readonly JWK[]>;
}

/** RS256, as Google signs. */
const ALGORITHM = 'RS256';

interface Key {
  readonly id: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

const makePair = promisify(generateKeyPair);

export function createSigner(random: Random): Signer {
  const keys: Promise<Key>[] = [];
  const make = async (id: string): Promise<Key> => ({ id, ...(await makePair('rsa', { modulusLength: 2048 })) });
  const rotate = (): Promise<Key> => {
    const key = make(random.hex(40));
    keys.unshift(key);
    return key;
  };
  const newest = (): Promise<Key> => keys[0] ?? rotate();
  return {
    async sign(claims) {
      const { id, privateKey } = await newest();
      return new SignJWT(claims).setProtectedHeader({ alg: ALGORITHM, kid: id, typ: 'JWT' }).sign(privateKey);
    },
    rotate: () => void rotate(),
    async publicKeys() {
      await newest();
      return Promise.all(keys.map(published));
    },
  };
}

async function published(key: Promise<Key>): Promise<JWK> {
  const { id, publicKey } = await key;
  return { ...(await exportJWK(publicKey)), kid: id, use: 'sig', alg: ALGORITHM };
}

// Whether GitHub signed a body: for the webhook, which every body comes to, and for the reporter, which obeys what is
// in one. No other function has the secrets: whoever can verify such a signature can also forge it. Source: GitHub,
// "Validating webhook deliveries". Over the bytes as they came: @octokit/webhooks takes them as text, which copies a
// large body of a stranger twice, and makes other bytes of what is no UTF-8.
import { createHmac, timingSafeEqual } from 'node:crypto';

const SIGNATURE = /^sha256=([0-9a-f]{64})$/;

/** @param secrets while one is being changed, both are alive. */
export function signatureCheck(
  secrets: readonly string[],
): (body: string | Uint8Array, signature: string) => Promise<boolean> {
  return async (body, signature) => {
    const digest = SIGNATURE.exec(signature)?.[1];
    if (digest === undefined) return false;
    const given = Buffer.from(digest, 'hex');
    return secrets.some((secret) => timingSafeEqual(createHmac('sha256', secret).update(body).digest(), given));
  };
}

// Whether GitHub signed a body: for the webhook, which every body comes to, and for the reporter, which obeys what is in one. No
// other function has the secrets: whoever can verify such a signature can also forge it. May import: @octokit/webhooks.
import { Webhooks } from '@octokit/webhooks';

/** @param secrets while one is being changed, both are alive. */
export function signatureCheck(secrets: readonly string[]): (body: string, signature: string) => Promise<boolean> {
  const verifiers = secrets.map((secret) => new Webhooks({ secret }));
  return async (body, signature) => {
    if (!/^sha256=[0-9a-f]{64}$/.test(signature)) return false;
    for (const verifier of verifiers) if (await verifier.verify(body, signature)) return true;
    return false;
  };
}

// Bodies that were taken on before: a redelivery by GitHub has the id of the first one, a replay by somebody who saw
// the request may have any, for ids are not signed.

/** Of one instance, which is all that can be known without a store; the planner and the head say the rest. */
const MOST = 10_000;

export interface Replays {
  /** Whether this signed body came before under another delivery id. */
  readonly isReplay: (signature: string, delivery: string) => boolean;
  readonly taken: (signature: string, delivery: string) => void;
}

export function createReplays(most = MOST): Replays {
  const seen = new Map<string, string>();
  return {
    isReplay: (signature, delivery) => (seen.get(signature) ?? delivery) !== delivery,
    taken(signature, delivery) {
      seen.set(signature, delivery);
      // A Map keeps the order in which it was filled.
      const [oldest] = seen.keys();
      if (seen.size > most && oldest !== undefined) seen.delete(oldest);
    },
  };
}

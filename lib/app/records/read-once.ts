// A store that answers the same question once, until something is written through it: for a moment in which many ask
// for the same documents, and for reading them ahead.
import type { Bucket, Store } from '../../ports/index.ts';

export function readOnce(store: Store): Store {
  return { ...store, state: once(store.state), release: once(store.release), audit: once(store.audit) };
}

function once(bucket: Bucket): Bucket {
  const answers = new Map<string, Promise<unknown>>();
  const ask = <T>(question: string, send: () => Promise<T>): Promise<T> => {
    const known = answers.get(question);
    if (known !== undefined) return known as Promise<T>;
    const answer = send();
    answers.set(question, answer);
    // What could not be read may be read by the next one.
    answer.catch(() => answers.delete(question));
    return answer;
  };
  const changing = async <T>(send: () => Promise<T>): Promise<T> => {
    answers.clear();
    try {
      return await send();
    } finally {
      // What was asked meanwhile may be older.
      answers.clear();
    }
  };
  return {
    read: (key, signal) => ask(`read ${key}`, () => bucket.read(key, signal)),
    list: (prefix, signal) => ask(`list ${prefix}`, () => bucket.list(prefix, signal)),
    writtenAt: (key, generation, signal) => bucket.writtenAt(key, generation, signal),
    write: (key, text, generation, signal) => changing(() => bucket.write(key, text, generation, signal)),
    remove: (key, generation, signal) => changing(() => bucket.remove(key, generation, signal)),
  };
}

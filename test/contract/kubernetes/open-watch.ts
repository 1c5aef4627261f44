// A watch of the config maps in `blue`, event by event.
import { type TestCluster, blue } from './cluster.ts';

export interface Event {
  readonly type: string;
  readonly object: { readonly code?: number; readonly metadata?: { readonly name?: string } };
}

/** Opens a watch; `next` resolves with the next event, `undefined` when the stream has ended. */
export async function openWatch(cluster: TestCluster, query: string) {
  const request = new Request(`http://cluster${blue}/configmaps?watch=true&${query}`, {
    headers: { authorization: 'Bearer root' },
  });
  const response = await cluster.handler(request);
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  let read = '';
  return {
    cancel: () => reader.cancel(),
    async next(): Promise<Event | undefined> {
      while (!read.includes('\n')) {
        const { value } = await reader.read();
        if (value === undefined) return undefined;
        read += new TextDecoder().decode(value);
      }
      const [line = '', ...rest] = read.split('\n');
      read = rest.join('\n');
      return JSON.parse(line) as Event;
    },
  };
}

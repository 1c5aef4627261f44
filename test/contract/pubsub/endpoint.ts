// A push endpoint whose answers a test decides, one request at a time.
import { type Served, serve } from '../../../infra/emulators/kit/serve.ts';

export interface PushBody {
  readonly subscription: string;
  readonly deliveryAttempt?: number;
  readonly message: {
    readonly data: string;
    readonly attributes?: Readonly<Record<string, string>>;
    readonly messageId: string;
    readonly message_id: string;
    readonly publishTime: string;
    readonly publish_time: string;
    readonly orderingKey?: string;
  };
}

export interface Push {
  readonly body: PushBody;
  readonly headers: Headers;
  /** The message's data as text. */
  readonly text: string;
  answer(status: number): void;
}

export interface Endpoint {
  readonly url: string;
  /** The next request, in order of arrival; waits for it. Every one must be answered by the test. */
  next(): Promise<Push>;
  /** Requests that came and that no `next` has taken. */
  waiting(): readonly Push[];
  close(): Promise<void>;
}

export async function pushEndpoint(): Promise<Endpoint> {
  const arrived: Push[] = [];
  const takers: ((push: Push) => void)[] = [];
  const served: Served = await serve(async (request) => {
    const body = (await request.json()) as PushBody;
    return new Promise((resolve) => {
      const push: Push = {
        body,
        headers: request.headers,
        text: Buffer.from(body.message.data, 'base64').toString(),
        // A 204 must not have a body; none of the others needs one.
        answer: (status) => resolve(new Response(null, { status })),
      };
      const taker = takers.shift();
      if (taker) taker(push);
      else arrived.push(push);
    });
  });
  return {
    url: `${served.url}/projects/demo/topics/tasks`,
    next() {
      const push = arrived.shift();
      return push ? Promise.resolve(push) : new Promise((resolve) => takers.push(resolve));
    },
    waiting: () => arrived,
    close: () => served.close(),
  };
}
